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
  authorization    = "COGNITO_USER_POOLS"
  authorizer_id    = aws_api_gateway_authorizer.customers.id
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
    "method.response.header.Access-Control-Allow-Headers" = "'Authorization,Content-Type'"
    "method.response.header.Access-Control-Allow-Methods" = "'GET,POST,OPTIONS'"
    "method.response.header.Access-Control-Allow-Origin"  = "'https://shop.print-works.example'"
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

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.shop_api.arn
    format          = local.rest_log
  }
}

resource "aws_api_gateway_method_settings" "shop" {
  rest_api_id = aws_api_gateway_rest_api.shop.id
  stage_name  = aws_api_gateway_stage.shop.stage_name
  method_path = "*/*"

  settings {
    logging_level          = "ERROR"
    data_trace_enabled     = false
    metrics_enabled        = true
    throttling_rate_limit  = 50
    throttling_burst_limit = 100
  }
}

resource "aws_cloudwatch_log_group" "shop_api" {
  name              = "/print-works/shop-api"
  retention_in_days = 90
}

resource "aws_api_gateway_usage_plan" "resellers" {
  name = "print-works-resellers"

  api_stages {
    api_id = aws_api_gateway_rest_api.shop.id
    stage  = aws_api_gateway_stage.shop.stage_name
  }

  throttle_settings {
    burst_limit = 20
    rate_limit  = 10
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

  name          = "orders"
  source_dir    = "${local.sources}/orders"
  runtime       = local.python.runtime
  handler       = local.python.handler
  architectures = local.architectures
  tracing       = true
  timeout       = 10

  environment = {
    ORDERS_TABLE  = aws_dynamodb_table.orders.name
    PRICES_TABLE  = aws_dynamodb_table.prices.name
    EVENT_BUS     = aws_cloudwatch_event_bus.shop.name
    TICKET_SECRET = aws_secretsmanager_secret.ticket.id
    SHOP_ORIGIN   = "https://shop.print-works.example"
  }

  statements = [
    { actions = ["dynamodb:GetItem", "dynamodb:PutItem"], resources = [aws_dynamodb_table.orders.arn] },
    { actions = ["dynamodb:Query"], resources = ["${aws_dynamodb_table.orders.arn}/index/byCustomer"] },
    { actions = ["dynamodb:GetItem"], resources = [aws_dynamodb_table.prices.arn] },
    { actions = ["events:PutEvents"], resources = [aws_cloudwatch_event_bus.shop.arn] },
    { actions = ["secretsmanager:GetSecretValue"], resources = [aws_secretsmanager_secret.ticket.arn] },
  ]
}

module "quotes" {
  source = "../function"

  name          = "quotes"
  source_dir    = "${local.sources}/quotes"
  runtime       = local.node.runtime
  handler       = local.node.handler
  architectures = local.architectures
  tracing       = true
  timeout       = 10

  environment = {
    PRICES_TABLE = aws_dynamodb_table.prices.name
    QUOTES_TABLE = aws_dynamodb_table.quotes.name
  }

  statements = [
    { actions = ["dynamodb:GetItem"], resources = [aws_dynamodb_table.prices.arn] },
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
