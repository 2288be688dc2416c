# The shop: a REST API.

locals {
  shop_methods = {
    place  = { resource = aws_api_gateway_resource.orders.id, verb = "POST", key = false, to = module.orders.invoke_arn }
    search = { resource = aws_api_gateway_resource.orders.id, verb = "GET", key = false, to = module.orders.invoke_arn }
    show   = { resource = aws_api_gateway_resource.order.id, verb = "GET", key = false, to = module.orders.invoke_arn }
    quote  = { resource = aws_api_gateway_resource.quotes.id, verb = "POST", key = true, to = module.quotes.invoke_arn }
  }

  shop_paths = {
    orders = aws_api_gateway_resource.orders.id
    order  = aws_api_gateway_resource.order.id
    quotes = aws_api_gateway_resource.quotes.id
  }
}

resource "aws_api_gateway_rest_api" "shop" {
  name = "print-works-shop"
}

resource "aws_api_gateway_authorizer" "customers" {
  name          = "Customers"
  rest_api_id   = aws_api_gateway_rest_api.shop.id
  type          = "COGNITO_USER_POOLS"
  provider_arns = [aws_cognito_user_pool.customers.arn]
}

resource "aws_api_gateway_resource" "orders" {
  rest_api_id = aws_api_gateway_rest_api.shop.id
  parent_id   = aws_api_gateway_rest_api.shop.root_resource_id
  path_part   = "orders"
}

resource "aws_api_gateway_resource" "order" {
  rest_api_id = aws_api_gateway_rest_api.shop.id
  parent_id   = aws_api_gateway_resource.orders.id
  path_part   = "{orderId}"
}

resource "aws_api_gateway_resource" "quotes" {
  rest_api_id = aws_api_gateway_rest_api.shop.id
  parent_id   = aws_api_gateway_rest_api.shop.root_resource_id
  path_part   = "quotes"
}

resource "aws_api_gateway_method" "shop" {
  for_each = local.shop_methods

  rest_api_id      = aws_api_gateway_rest_api.shop.id
  resource_id      = each.value.resource
  http_method      = each.value.verb
  authorization    = "NONE"
  api_key_required = each.value.key
}

resource "aws_api_gateway_integration" "shop" {
  for_each = local.shop_methods

  rest_api_id             = aws_api_gateway_rest_api.shop.id
  resource_id             = each.value.resource
  http_method             = aws_api_gateway_method.shop[each.key].http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = each.value.to
}

resource "aws_api_gateway_method" "preflight" {
  for_each = local.shop_paths

  rest_api_id   = aws_api_gateway_rest_api.shop.id
  resource_id   = each.value
  http_method   = "OPTIONS"
  authorization = "NONE"
}

resource "aws_api_gateway_integration" "preflight" {
  for_each = local.shop_paths

  rest_api_id       = aws_api_gateway_rest_api.shop.id
  resource_id       = each.value
  http_method       = aws_api_gateway_method.preflight[each.key].http_method
  type              = "MOCK"
  request_templates = { "application/json" = jsonencode({ statusCode = 200 }) }
}

resource "aws_api_gateway_method_response" "preflight" {
  for_each = local.shop_paths

  rest_api_id = aws_api_gateway_rest_api.shop.id
  resource_id = each.value
  http_method = aws_api_gateway_method.preflight[each.key].http_method
  status_code = "200"

  response_parameters = {
    "method.response.header.Access-Control-Allow-Headers" = true
    "method.response.header.Access-Control-Allow-Methods" = true
    "method.response.header.Access-Control-Allow-Origin"  = true
  }
}

resource "aws_api_gateway_integration_response" "preflight" {
  for_each = local.shop_paths

  rest_api_id = aws_api_gateway_rest_api.shop.id
  resource_id = each.value
  http_method = aws_api_gateway_method.preflight[each.key].http_method
  status_code = aws_api_gateway_method_response.preflight[each.key].status_code

  response_parameters = {
    "method.response.header.Access-Control-Allow-Headers" = "'*'"
    "method.response.header.Access-Control-Allow-Methods" = "'GET,POST,PUT,DELETE,OPTIONS'"
    "method.response.header.Access-Control-Allow-Origin"  = "'*'"
  }

  depends_on = [aws_api_gateway_integration.preflight]
}

resource "aws_api_gateway_deployment" "shop" {
  rest_api_id = aws_api_gateway_rest_api.shop.id

  triggers = {
    redeployment = sha1(jsonencode([
      aws_api_gateway_method.shop,
      aws_api_gateway_integration.shop,
      aws_api_gateway_integration_response.preflight,
    ]))
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_stage" "shop" {
  rest_api_id   = aws_api_gateway_rest_api.shop.id
  deployment_id = aws_api_gateway_deployment.shop.id
  stage_name    = "live"
}

resource "aws_api_gateway_usage_plan" "resellers" {
  name = "print-works-resellers"

  api_stages {
    api_id = aws_api_gateway_rest_api.shop.id
    stage  = aws_api_gateway_stage.shop.stage_name
  }
}

resource "aws_api_gateway_api_key" "reseller" {
  name = "print-works-reseller"
}

resource "aws_api_gateway_usage_plan_key" "reseller" {
  usage_plan_id = aws_api_gateway_usage_plan.resellers.id
  key_id        = aws_api_gateway_api_key.reseller.id
  key_type      = "API_KEY"
}

module "orders" {
  source = "../function"

  name             = "orders"
  source_dir       = "${local.sources}/orders"
  managed_policies = ["AmazonDynamoDBFullAccess", "AmazonEventBridgeFullAccess"]

  environment = {
    ORDERS_TABLE = aws_dynamodb_table.orders.name
    EVENT_BUS    = aws_cloudwatch_event_bus.shop.name
    TICKET_KEY   = "5fb1c2a07e9d4d63a8f4e7b90c61d2aa"
  }
}

module "quotes" {
  source = "../function"

  name       = "quotes"
  source_dir = "${local.sources}/quotes"
  runtime    = local.node.runtime
  handler    = local.node.handler

  environment = {
    PRICES_TABLE = aws_dynamodb_table.prices.name
    QUOTES_TABLE = aws_dynamodb_table.quotes.name
  }

  statements = [
    { actions = ["dynamodb:PartiQL*"], resources = ["*"] },
    { actions = ["dynamodb:PutItem"], resources = [aws_dynamodb_table.quotes.arn] },
  ]
}

resource "aws_lambda_permission" "shop" {
  for_each = {
    orders = module.orders.function_name
    quotes = module.quotes.function_name
  }

  function_name = each.value
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.shop.execution_arn}/*/*/${each.key}*"
}
