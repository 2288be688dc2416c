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
  identity_sources = ["route.request.querystring.token"]
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
}

resource "aws_lambda_permission" "tracking" {
  function_name = module.tracking.function_name
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
}

resource "aws_lambda_permission" "tracking_authorizer" {
  function_name = module.tracking_authorizer.function_name
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
}

module "tracking_authorizer" {
  source = "../function"

  name       = "tracking-authorizer"
  source_dir = "${local.sources}/tracking_authorizer"
}

module "tracking" {
  source = "../function"

  name       = "tracking"
  source_dir = "${local.sources}/tracking"
  runtime    = local.node.runtime
  handler    = local.node.handler

  environment = {
    CONNECTIONS_TABLE = aws_dynamodb_table.connections.name
    ORDERS_TABLE      = aws_dynamodb_table.orders.name
  }

  statements = [
    { actions = ["dynamodb:*"], resources = ["*"] },
    { actions = ["execute-api:ManageConnections"], resources = ["*"] },
  ]
}
