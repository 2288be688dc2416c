# Print jobs: a REST API straight into a queue, and the function behind it.

resource "aws_api_gateway_rest_api" "jobs" {
  name = "print-works-jobs"
}

resource "aws_api_gateway_resource" "jobs" {
  rest_api_id = aws_api_gateway_rest_api.jobs.id
  parent_id   = aws_api_gateway_rest_api.jobs.root_resource_id
  path_part   = "jobs"
}

resource "aws_api_gateway_authorizer" "presses" {
  name          = "Presses"
  rest_api_id   = aws_api_gateway_rest_api.jobs.id
  type          = "COGNITO_USER_POOLS"
  provider_arns = [aws_cognito_user_pool.customers.arn]
}

resource "aws_api_gateway_request_validator" "jobs" {
  name                        = "body"
  rest_api_id                 = aws_api_gateway_rest_api.jobs.id
  validate_request_body       = true
  validate_request_parameters = true
}

resource "aws_api_gateway_model" "job" {
  rest_api_id  = aws_api_gateway_rest_api.jobs.id
  name         = "Job"
  content_type = "application/json"

  schema = jsonencode({
    type     = "object"
    required = ["orderId", "product", "quantity"]
    properties = {
      orderId  = { type = "string", pattern = "^[0-9a-f-]{36}$" }
      product  = { type = "string", maxLength = 80 }
      quantity = { type = "integer", minimum = 1, maximum = 100000 }
      press    = { type = "string", enum = ["offset", "digital"] }
    }
  })
}

resource "aws_api_gateway_method" "jobs" {
  rest_api_id          = aws_api_gateway_rest_api.jobs.id
  resource_id          = aws_api_gateway_resource.jobs.id
  http_method          = "POST"
  authorization        = "COGNITO_USER_POOLS"
  authorizer_id        = aws_api_gateway_authorizer.presses.id
  authorization_scopes = aws_cognito_resource_server.jobs.scope_identifiers
  request_validator_id = aws_api_gateway_request_validator.jobs.id
  request_models       = { "application/json" = aws_api_gateway_model.job.name }
}

resource "aws_api_gateway_integration" "jobs" {
  rest_api_id             = aws_api_gateway_rest_api.jobs.id
  resource_id             = aws_api_gateway_resource.jobs.id
  http_method             = aws_api_gateway_method.jobs.http_method
  type                    = "AWS"
  integration_http_method = "POST"
  uri                     = "arn:${local.partition}:apigateway:${local.region}:sqs:path/${local.account}/${aws_sqs_queue.jobs.name}"
  credentials             = aws_iam_role.jobs_api.arn

  passthrough_behavior = "NEVER"

  request_parameters = {
    "integration.request.header.Content-Type" = "'application/x-www-form-urlencoded'"
  }

  request_templates = {
    "application/json" = "Action=SendMessage&MessageBody=$util.urlEncode($input.body)"
  }
}

resource "aws_api_gateway_method_response" "jobs" {
  rest_api_id = aws_api_gateway_rest_api.jobs.id
  resource_id = aws_api_gateway_resource.jobs.id
  http_method = aws_api_gateway_method.jobs.http_method
  status_code = "200"
}

resource "aws_api_gateway_integration_response" "jobs" {
  rest_api_id = aws_api_gateway_rest_api.jobs.id
  resource_id = aws_api_gateway_resource.jobs.id
  http_method = aws_api_gateway_method.jobs.http_method
  status_code = aws_api_gateway_method_response.jobs.status_code

  depends_on = [aws_api_gateway_integration.jobs]
}

resource "aws_api_gateway_deployment" "jobs" {
  rest_api_id = aws_api_gateway_rest_api.jobs.id

  triggers = {
    redeployment = sha1(jsonencode(aws_api_gateway_integration.jobs))
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_stage" "jobs" {
  rest_api_id   = aws_api_gateway_rest_api.jobs.id
  deployment_id = aws_api_gateway_deployment.jobs.id
  stage_name    = "live"

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.jobs_api.arn
    format          = local.rest_log
  }
}

resource "aws_api_gateway_method_settings" "jobs" {
  rest_api_id = aws_api_gateway_rest_api.jobs.id
  stage_name  = aws_api_gateway_stage.jobs.stage_name
  method_path = "*/*"

  settings {
    logging_level          = "ERROR"
    data_trace_enabled     = false
    metrics_enabled        = true
    throttling_rate_limit  = 50
    throttling_burst_limit = 100
  }
}

resource "aws_cloudwatch_log_group" "jobs_api" {
  name              = "/print-works/jobs-api"
  retention_in_days = 90
}

data "aws_iam_policy_document" "jobs_api_assume" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["apigateway.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "jobs_api" {
  name               = "print-works-jobs-api"
  assume_role_policy = data.aws_iam_policy_document.jobs_api_assume.json
}

data "aws_iam_policy_document" "jobs_api" {
  statement {
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.jobs.arn]
  }
}

resource "aws_iam_role_policy" "jobs_api" {
  name   = "queue"
  role   = aws_iam_role.jobs_api.id
  policy = data.aws_iam_policy_document.jobs_api.json
}

resource "aws_sqs_queue" "jobs" {
  name                       = "print-works-jobs"
  sqs_managed_sse_enabled    = true
  visibility_timeout_seconds = 180

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.lost_jobs.arn
    maxReceiveCount     = 3
  })
}

resource "aws_sqs_queue" "lost_jobs" {
  name_prefix               = "print-works-lost-jobs-"
  sqs_managed_sse_enabled   = true
  message_retention_seconds = 1209600
}

data "aws_iam_policy_document" "jobs" {
  statement {
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.jobs.arn]
    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }
    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_cloudwatch_event_rule.reprint.arn]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }
}

resource "aws_sqs_queue_policy" "jobs" {
  queue_url = aws_sqs_queue.jobs.id
  policy    = data.aws_iam_policy_document.jobs.json
}

module "print_jobs" {
  source = "../function"

  name          = "print-jobs"
  source_dir    = "${local.sources}/print_jobs"
  runtime       = local.node.runtime
  handler       = local.node.handler
  architectures = local.architectures
  tracing       = true

  environment = {
    ORDERS_TABLE   = aws_dynamodb_table.orders.name
    REPORTS_BUCKET = aws_s3_bucket.reports.bucket
  }

  statements = [
    { actions = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], resources = [aws_sqs_queue.jobs.arn] },
    { actions = ["dynamodb:UpdateItem"], resources = [aws_dynamodb_table.orders.arn] },
    { actions = ["s3:PutObject"], resources = ["${aws_s3_bucket.reports.arn}/tickets/*"] },
  ]
}

resource "aws_lambda_event_source_mapping" "jobs" {
  function_name           = module.print_jobs.arn
  event_source_arn        = aws_sqs_queue.jobs.arn
  batch_size              = 10
  function_response_types = ["ReportBatchItemFailures"]
}

resource "aws_sqs_queue" "failed_events" {
  name_prefix               = "print-works-failed-events-"
  sqs_managed_sse_enabled   = true
  message_retention_seconds = 1209600
}

data "aws_iam_policy_document" "failed_events" {
  statement {
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.failed_events.arn]
    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }
    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_cloudwatch_event_rule.reprint.arn]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }
}

resource "aws_sqs_queue_policy" "failed_events" {
  queue_url = aws_sqs_queue.failed_events.id
  policy    = data.aws_iam_policy_document.failed_events.json
}
