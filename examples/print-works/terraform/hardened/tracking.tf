# Tracking: a WebSocket API.

resource "aws_apigatewayv2_api" "tracking" {
  name                       = "print-works-tracking"
  protocol_type              = "WEBSOCKET"
  route_selection_expression = "$request.body.action"
}

resource "aws_apigatewayv2_authorizer" "ticket" {
  api_id           = aws_apigatewayv2_api.tracking.id
  name             = "ticket"
  authorizer_type  = "REQUEST"
  authorizer_uri   = module.tracking_authorizer.invoke_arn
  identity_sources = ["route.request.header.Authorization"]
}

resource "aws_apigatewayv2_integration" "tracking" {
  api_id           = aws_apigatewayv2_api.tracking.id
  integration_type = "AWS_PROXY"
  integration_uri  = module.tracking.invoke_arn
}

resource "aws_apigatewayv2_route" "connect" {
  api_id             = aws_apigatewayv2_api.tracking.id
  route_key          = "$connect"
  authorization_type = "CUSTOM"
  authorizer_id      = aws_apigatewayv2_authorizer.ticket.id
  target             = "integrations/${aws_apigatewayv2_integration.tracking.id}"
}

resource "aws_apigatewayv2_route" "disconnect" {
  api_id    = aws_apigatewayv2_api.tracking.id
  route_key = "$disconnect"
  target    = "integrations/${aws_apigatewayv2_integration.tracking.id}"
}

resource "aws_apigatewayv2_route" "watch" {
  api_id    = aws_apigatewayv2_api.tracking.id
  route_key = "watch"
  target    = "integrations/${aws_apigatewayv2_integration.tracking.id}"
}

resource "aws_apigatewayv2_stage" "tracking" {
  api_id      = aws_apigatewayv2_api.tracking.id
  name        = "live"
  auto_deploy = true

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.tracking.arn
    format          = local.route_log
  }

  default_route_settings {
    throttling_rate_limit  = 50
    throttling_burst_limit = 100
    logging_level          = "ERROR"
    data_trace_enabled     = false
  }
}

resource "aws_cloudwatch_log_group" "tracking" {
  name              = "/print-works/tracking"
  retention_in_days = 90
}

resource "aws_lambda_permission" "tracking" {
  function_name = module.tracking.function_name
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.tracking.execution_arn}/live/*"
}

resource "aws_lambda_permission" "tracking_authorizer" {
  function_name = module.tracking_authorizer.function_name
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.tracking.execution_arn}/authorizers/${aws_apigatewayv2_authorizer.ticket.id}"
}

module "tracking_authorizer" {
  source = "../function"

  name          = "tracking-authorizer"
  source_dir    = "${local.sources}/tracking_authorizer"
  runtime       = local.python.runtime
  handler       = local.python.handler
  architectures = local.architectures
  tracing       = true
  timeout       = 5

  environment = {
    TICKET_SECRET = aws_secretsmanager_secret.ticket.id
  }

  statements = [
    { actions = ["secretsmanager:GetSecretValue"], resources = [aws_secretsmanager_secret.ticket.arn] },
  ]
}

module "tracking" {
  source = "../function"

  name          = "tracking"
  source_dir    = "${local.sources}/tracking"
  runtime       = local.node.runtime
  handler       = local.node.handler
  architectures = local.architectures
  tracing       = true
  timeout       = 10

  environment = {
    CONNECTIONS_TABLE = aws_dynamodb_table.connections.name
    ORDERS_TABLE      = aws_dynamodb_table.orders.name
  }

  statements = [
    { actions = ["dynamodb:PutItem", "dynamodb:DeleteItem"], resources = [aws_dynamodb_table.connections.arn] },
    { actions = ["dynamodb:Query"], resources = ["${aws_dynamodb_table.orders.arn}/index/byCustomer"] },
    { actions = ["execute-api:ManageConnections"], resources = ["${aws_apigatewayv2_api.tracking.execution_arn}/live/POST/@connections/*"] },
  ]
}
