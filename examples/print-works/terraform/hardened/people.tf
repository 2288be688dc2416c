resource "aws_cognito_user_pool" "customers" {
  name                     = "print-works-customers"
  username_attributes      = ["email"]
  auto_verified_attributes = ["email"]
  user_pool_tier           = "PLUS"
  mfa_configuration        = "ON"

  software_token_mfa_configuration {
    enabled = true
  }

  user_pool_add_ons {
    advanced_security_mode = "ENFORCED"
  }

  account_recovery_setting {
    recovery_mechanism {
      name     = "verified_email"
      priority = 1
    }
  }

  admin_create_user_config {
    allow_admin_create_user_only = true
  }

  password_policy {
    minimum_length                   = 14
    require_lowercase                = true
    require_uppercase                = true
    require_numbers                  = true
    require_symbols                  = true
    temporary_password_validity_days = 1
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
  allowed_oauth_flows                  = ["code"]
  allowed_oauth_scopes                 = ["openid", "email"]
  callback_urls                        = ["https://shop.print-works.example/signed-in"]
  supported_identity_providers         = ["COGNITO"]
  prevent_user_existence_errors        = "ENABLED"
  enable_token_revocation              = true
  read_attributes                      = ["email", "name", "custom:role"]
  write_attributes                     = ["email", "name"]
}

resource "aws_cognito_resource_server" "jobs" {
  user_pool_id = aws_cognito_user_pool.customers.id
  identifier   = "print-works"
  name         = "print works"

  scope {
    scope_name        = "jobs"
    scope_description = "send jobs to the press"
  }
}

resource "aws_cognito_user_pool_client" "press" {
  name                                 = "press"
  user_pool_id                         = aws_cognito_user_pool.customers.id
  generate_secret                      = true
  allowed_oauth_flows_user_pool_client = true
  allowed_oauth_flows                  = ["client_credentials"]
  allowed_oauth_scopes                 = aws_cognito_resource_server.jobs.scope_identifiers
  prevent_user_existence_errors        = "ENABLED"
  write_attributes                     = ["email", "name"]
}

module "sign_up" {
  source = "../function"

  name          = "sign-up"
  source_dir    = "${local.sources}/sign_up"
  runtime       = local.node.runtime
  handler       = local.node.handler
  architectures = local.architectures
  tracing       = true
  timeout       = 5

  environment = {
    CUSTOMERS_TABLE = aws_dynamodb_table.customers.name
    PARTNER_DOMAINS = "agency.example,reseller.example"
  }

  statements = [
    { actions = ["dynamodb:PutItem"], resources = [aws_dynamodb_table.customers.arn] },
  ]
}

resource "aws_lambda_permission" "sign_up" {
  function_name = module.sign_up.function_name
  action        = "lambda:InvokeFunction"
  principal     = "cognito-idp.amazonaws.com"
  source_arn    = aws_cognito_user_pool.customers.arn
}
