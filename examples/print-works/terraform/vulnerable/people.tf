resource "aws_cognito_user_pool" "customers" {
  name                     = "print-works-customers"
  username_attributes      = ["email"]
  auto_verified_attributes = ["email"]

  admin_create_user_config {
    allow_admin_create_user_only = false
  }

  password_policy {
    minimum_length    = 6
    require_lowercase = true
    require_uppercase = false
    require_numbers   = false
    require_symbols   = false
  }

  schema {
    name                = "role"
    attribute_data_type = "String"
    mutable             = true
  }

  lambda_config {
    pre_sign_up = module.sign_up.arn
  }
}

resource "aws_cognito_user_pool_client" "shop" {
  name                                 = "shop"
  user_pool_id                         = aws_cognito_user_pool.customers.id
  allowed_oauth_flows_user_pool_client = true
  allowed_oauth_flows                  = ["implicit"]
  allowed_oauth_scopes                 = ["openid", "email"]
  callback_urls                        = ["http://shop.print-works.example/signed-in"]
  supported_identity_providers         = ["COGNITO"]
  write_attributes                     = ["email", "name", "custom:role"]
}

module "sign_up" {
  source = "../function"

  name       = "sign-up"
  source_dir = "${local.sources}/sign_up"
  runtime    = local.node.runtime
  handler    = local.node.handler

  environment = {
    CUSTOMERS_TABLE = aws_dynamodb_table.customers.name
    PARTNER_DOMAINS = "agency.example,reseller.example"
  }

  statements = [
    {
      actions   = local.read_and_write
      resources = [aws_dynamodb_table.customers.arn, "${aws_dynamodb_table.customers.arn}/index/*"]
    },
  ]
}

resource "aws_lambda_permission" "sign_up" {
  function_name = module.sign_up.function_name
  action        = "lambda:InvokeFunction"
  principal     = "cognito-idp.amazonaws.com"
  source_arn    = aws_cognito_user_pool.customers.arn
}
