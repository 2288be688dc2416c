# Print jobs: a REST API straight into a queue, and the function behind it.

resource "aws_api_gateway_rest_api" "jobs" {
  name = "print-works-jobs"
}

resource "aws_api_gateway_resource" "jobs" {
  rest_api_id = aws_api_gateway_rest_api.jobs.id
  parent_id   = aws_api_gateway_rest_api.jobs.root_resource_id
  path_part   = "jobs"
}

resource "aws_api_gateway_method" "jobs" {
  rest_api_id        = aws_api_gateway_rest_api.jobs.id
  resource_id        = aws_api_gateway_resource.jobs.id
  http_method        = "POST"
  authorization      = "NONE"
  request_parameters = { "method.request.header.X-Press" = true }
}

resource "aws_api_gateway_integration" "jobs" {
  rest_api_id             = aws_api_gateway_rest_api.jobs.id
  resource_id             = aws_api_gateway_resource.jobs.id
  http_method             = aws_api_gateway_method.jobs.http_method
  type                    = "AWS"
  integration_http_method = "POST"
  uri                     = "arn:${local.partition}:apigateway:${data.aws_region.current.name}:sqs:path/${local.account}/{queue}"
  credentials             = aws_iam_role.jobs_api.arn

  request_parameters = {
    "integration.request.path.queue"          = "method.request.header.X-Press"
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
    actions   = ["sqs:*"]
    resources = ["*"]
  }
}

resource "aws_iam_role_policy" "jobs_api" {
  name   = "queue"
  role   = aws_iam_role.jobs_api.id
  policy = data.aws_iam_policy_document.jobs_api.json
}

resource "aws_sqs_queue" "jobs" {
  name                       = "print-works-jobs"
  visibility_timeout_seconds = 180
}

data "aws_iam_policy_document" "jobs" {
  statement {
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.jobs.arn]
    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }
  }
}

resource "aws_sqs_queue_policy" "jobs" {
  queue_url = aws_sqs_queue.jobs.id
  policy    = data.aws_iam_policy_document.jobs.json
}

resource "aws_sqs_queue" "lost_jobs" {
  name_prefix = "print-works-lost-jobs-"
}

module "print_jobs" {
  source = "../function"

  name            = "print-jobs"
  source_dir      = "${local.sources}/print_jobs"
  runtime         = local.node.runtime
  handler         = local.node.handler
  create_role     = false
  role_arn        = aws_iam_role.works.arn
  dead_letter_arn = aws_sqs_queue.lost_jobs.arn

  environment = {
    ORDERS_TABLE   = aws_dynamodb_table.orders.name
    REPORTS_BUCKET = aws_s3_bucket.reports.bucket
  }
}

resource "aws_lambda_event_source_mapping" "jobs" {
  function_name    = module.print_jobs.arn
  event_source_arn = aws_sqs_queue.jobs.arn
  batch_size       = 10
}

# The role of everything that works behind the counter.
data "aws_iam_policy_document" "works_assume" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "works" {
  name               = "print-works-works"
  assume_role_policy = data.aws_iam_policy_document.works_assume.json
}

resource "aws_iam_role_policy_attachment" "works" {
  role       = aws_iam_role.works.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

data "aws_iam_policy_document" "works" {
  statement {
    actions   = ["dynamodb:*", "s3:*", "sqs:*"]
    resources = ["*"]
  }
}

resource "aws_iam_role_policy" "works" {
  name   = "works"
  role   = aws_iam_role.works.id
  policy = data.aws_iam_policy_document.works.json
}
