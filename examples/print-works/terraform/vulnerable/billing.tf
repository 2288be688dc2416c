# Invoices: an HTTP API over a database.

resource "aws_apigatewayv2_api" "billing" {
  name          = "print-works-billing"
  protocol_type = "HTTP"

  cors_configuration {
    allow_origins = ["*"]
    allow_methods = ["*"]
    allow_headers = ["*"]
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

  api_id    = aws_apigatewayv2_api.billing.id
  route_key = each.value
  target    = "integrations/${aws_apigatewayv2_integration.invoices.id}"
}

resource "aws_apigatewayv2_stage" "billing" {
  api_id      = aws_apigatewayv2_api.billing.id
  name        = "$default"
  auto_deploy = true
}

module "invoices" {
  source = "../function"

  name             = "invoices"
  source_dir       = "${local.sources}/invoices"
  runtime          = local.node.runtime
  handler          = local.node.handler
  managed_policies = ["AmazonRDSDataFullAccess"]

  environment = {
    DATABASE_ARN        = aws_rds_cluster.billing.arn
    DATABASE_SECRET_ARN = aws_secretsmanager_secret.database.arn
  }
}

resource "aws_lambda_permission" "invoices" {
  function_name = module.invoices.function_name
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.billing.execution_arn}/*/*/invoices/*"
}

resource "aws_rds_cluster" "billing" {
  engine               = "aurora-postgresql"
  database_name        = "billing"
  master_username      = "billing"
  master_password      = var.database_password
  enable_http_endpoint = true
  storage_encrypted    = false

  serverlessv2_scaling_configuration {
    min_capacity = 0.5
    max_capacity = 2
  }
}

resource "aws_rds_cluster_instance" "billing" {
  cluster_identifier = aws_rds_cluster.billing.id
  instance_class     = "db.serverless"
  engine             = aws_rds_cluster.billing.engine
}

resource "aws_secretsmanager_secret" "database" {
  name_prefix = "print-works-database-"
}

resource "aws_secretsmanager_secret_version" "database" {
  secret_id     = aws_secretsmanager_secret.database.id
  secret_string = jsonencode({ username = "billing", password = var.database_password })
}
