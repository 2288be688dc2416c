# Invoices: an HTTP API over a database.

resource "aws_apigatewayv2_api" "billing" {
  name          = "print-works-billing"
  protocol_type = "HTTP"

  cors_configuration {
    allow_origins = ["https://shop.print-works.example"]
    allow_methods = ["GET", "POST"]
    allow_headers = ["authorization", "content-type"]
  }
}

resource "aws_apigatewayv2_authorizer" "customers" {
  api_id           = aws_apigatewayv2_api.billing.id
  name             = "customers"
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]

  jwt_configuration {
    issuer   = "https://${aws_cognito_user_pool.customers.endpoint}"
    audience = [aws_cognito_user_pool_client.shop.id]
  }
}

resource "aws_apigatewayv2_integration" "invoices" {
  api_id                 = aws_apigatewayv2_api.billing.id
  integration_type       = "AWS_PROXY"
  integration_uri        = module.invoices.invoke_arn
  payload_format_version = "2.0"
}

resource "aws_apigatewayv2_route" "invoices" {
  for_each = toset(["GET /invoices/{number}", "POST /invoices/search"])

  api_id             = aws_apigatewayv2_api.billing.id
  route_key          = each.value
  authorization_type = "JWT"
  authorizer_id      = aws_apigatewayv2_authorizer.customers.id
  target             = "integrations/${aws_apigatewayv2_integration.invoices.id}"
}

resource "aws_apigatewayv2_stage" "billing" {
  api_id      = aws_apigatewayv2_api.billing.id
  name        = "$default"
  auto_deploy = true

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.billing_api.arn
    format          = local.route_log
  }

  default_route_settings {
    throttling_rate_limit  = 50
    throttling_burst_limit = 100
  }
}

resource "aws_cloudwatch_log_group" "billing_api" {
  name              = "/print-works/billing-api"
  retention_in_days = 90
}

module "invoices" {
  source = "../function"

  name          = "invoices"
  source_dir    = "${local.sources}/invoices"
  runtime       = local.node.runtime
  handler       = local.node.handler
  architectures = local.architectures
  tracing       = true
  timeout       = 10

  environment = {
    DATABASE_ARN        = aws_rds_cluster.billing.arn
    DATABASE_SECRET_ARN = aws_rds_cluster.billing.master_user_secret[0].secret_arn
  }

  statements = [
    { actions = ["rds-data:ExecuteStatement"], resources = [aws_rds_cluster.billing.arn] },
    { actions = ["secretsmanager:GetSecretValue"], resources = [aws_rds_cluster.billing.master_user_secret[0].secret_arn] },
  ]
}

resource "aws_lambda_permission" "invoices" {
  function_name = module.invoices.function_name
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.billing.execution_arn}/*/*/invoices/*"
}

resource "aws_rds_cluster" "billing" {
  engine                              = "aurora-postgresql"
  database_name                       = "billing"
  master_username                     = "billing"
  manage_master_user_password         = true
  enable_http_endpoint                = true
  storage_encrypted                   = true
  deletion_protection                 = true
  backup_retention_period             = 14
  copy_tags_to_snapshot               = true
  iam_database_authentication_enabled = true
  enabled_cloudwatch_logs_exports     = ["postgresql"]
  final_snapshot_identifier           = "print-works-billing-last"

  serverlessv2_scaling_configuration {
    min_capacity = 0.5
    max_capacity = 2
  }
}

resource "aws_rds_cluster_instance" "billing" {
  cluster_identifier         = aws_rds_cluster.billing.id
  instance_class             = "db.serverless"
  engine                     = aws_rds_cluster.billing.engine
  publicly_accessible        = false
  auto_minor_version_upgrade = true
}
