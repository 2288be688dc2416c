# First start: price list and first operator. The function answers CloudFormation, so a stack calls it.

module "seed" {
  source = "../function"

  name             = "seed"
  source_dir       = "${local.sources}/seed"
  timeout          = 120
  managed_policies = ["AdministratorAccess"]
  environment      = { PRICES_TABLE = aws_dynamodb_table.prices.name }
}

resource "aws_cloudformation_stack" "seed" {
  name = "print-works-seed"

  template_body = jsonencode({
    Resources = {
      Seed = {
        Type = "Custom::Seed"
        Properties = {
          ServiceToken     = module.seed.arn
          UserPoolId       = aws_cognito_user_pool.customers.id
          OperatorEmail    = var.operator_email
          OperatorPassword = "ChangeMe123!"
        }
      }
    }
  })
}
