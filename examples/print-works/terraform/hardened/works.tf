# Stock, and the works behind the counter: topic, bus, state machine, stream, schedule.

data "aws_iam_policy_document" "stock_key" {
  statement {
    sid       = "Administration"
    actions   = ["kms:*"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:${local.partition}:iam::${local.account}:root"]
    }
  }

  statement {
    sid       = "SuppliersPublish"
    actions   = ["kms:GenerateDataKey", "kms:Decrypt"]
    resources = ["*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalOrgID"
      values   = [var.organization_id]
    }
    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sns.${local.region}.amazonaws.com"]
    }
  }
}

resource "aws_kms_key" "stock" {
  description         = "Encrypts the suppliers' notices"
  enable_key_rotation = true
  policy              = data.aws_iam_policy_document.stock_key.json
}

resource "aws_sns_topic" "stock" {
  name              = "print-works-stock"
  kms_master_key_id = aws_kms_key.stock.id
}

data "aws_iam_policy_document" "stock" {
  statement {
    sid       = "SuppliersPublish"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.stock.arn]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalOrgID"
      values   = [var.organization_id]
    }
  }
}

resource "aws_sns_topic_policy" "stock" {
  arn    = aws_sns_topic.stock.arn
  policy = data.aws_iam_policy_document.stock.json
}

module "supplier_notices" {
  source = "../function"

  name            = "supplier-notices"
  source_dir      = "${local.sources}/supplier_notices"
  runtime         = local.python.runtime
  handler         = local.python.handler
  architectures   = local.architectures
  tracing         = true
  dead_letter_arn = aws_sqs_queue.failed_events.arn

  environment = {
    STOCK_TABLE = aws_dynamodb_table.stock.name
  }

  statements = [
    { actions = ["dynamodb:PutItem"], resources = [aws_dynamodb_table.stock.arn] },
    { actions = ["sqs:SendMessage"], resources = [aws_sqs_queue.failed_events.arn] },
  ]
}

resource "aws_sns_topic_subscription" "supplier_notices" {
  topic_arn = aws_sns_topic.stock.arn
  protocol  = "lambda"
  endpoint  = module.supplier_notices.arn
}

resource "aws_lambda_permission" "supplier_notices" {
  function_name = module.supplier_notices.function_name
  action        = "lambda:InvokeFunction"
  principal     = "sns.amazonaws.com"
  source_arn    = aws_sns_topic.stock.arn
}

resource "aws_cloudwatch_event_bus" "shop" {
  name = "print-works"
}

data "aws_iam_policy_document" "shop_bus" {
  statement {
    sid       = "CouriersReport"
    actions   = ["events:PutEvents"]
    resources = [aws_cloudwatch_event_bus.shop.arn]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalOrgID"
      values   = [var.organization_id]
    }
    condition {
      test     = "StringEquals"
      variable = "events:source"
      values   = ["print-works.couriers"]
    }
  }
}

resource "aws_cloudwatch_event_bus_policy" "shop" {
  event_bus_name = aws_cloudwatch_event_bus.shop.name
  policy         = data.aws_iam_policy_document.shop_bus.json
}

module "courier_updates" {
  source = "../function"

  name            = "courier-updates"
  source_dir      = "${local.sources}/courier_updates"
  runtime         = local.node.runtime
  handler         = local.node.handler
  architectures   = local.architectures
  tracing         = true
  dead_letter_arn = aws_sqs_queue.failed_events.arn

  environment = {
    ORDERS_TABLE = aws_dynamodb_table.orders.name
  }

  statements = [
    { actions = ["dynamodb:UpdateItem"], resources = [aws_dynamodb_table.orders.arn] },
    { actions = ["sqs:SendMessage"], resources = [aws_sqs_queue.failed_events.arn] },
  ]
}

resource "aws_cloudwatch_event_rule" "parcel_moved" {
  name           = "print-works-parcel-moved"
  event_bus_name = aws_cloudwatch_event_bus.shop.name
  event_pattern  = jsonencode({ source = ["print-works.couriers"], detail-type = ["ParcelMoved"] })
}

resource "aws_cloudwatch_event_target" "parcel_moved" {
  rule           = aws_cloudwatch_event_rule.parcel_moved.name
  event_bus_name = aws_cloudwatch_event_bus.shop.name
  arn            = module.courier_updates.arn
}

resource "aws_lambda_permission" "courier_updates" {
  function_name = module.courier_updates.function_name
  action        = "lambda:InvokeFunction"
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.parcel_moved.arn
}

resource "aws_cloudwatch_event_rule" "reprint" {
  name           = "print-works-reprint"
  event_bus_name = aws_cloudwatch_event_bus.shop.name
  event_pattern  = jsonencode({ source = ["print-works.couriers"], detail-type = ["ParcelDamaged"] })
}

resource "aws_cloudwatch_event_target" "reprint" {
  rule           = aws_cloudwatch_event_rule.reprint.name
  event_bus_name = aws_cloudwatch_event_bus.shop.name
  target_id      = "jobs"
  arn            = aws_sqs_queue.jobs.arn
  input_path     = "$.detail"

  dead_letter_config {
    arn = aws_sqs_queue.failed_events.arn
  }
}

resource "aws_sfn_state_machine" "settlement" {
  name     = "print-works-settlement"
  role_arn = aws_iam_role.settlement.arn

  tracing_configuration {
    enabled = true
  }

  logging_configuration {
    level                  = "ERROR"
    include_execution_data = false
    log_destination        = "${aws_cloudwatch_log_group.settlement.arn}:*"
  }

  definition = jsonencode({
    StartAt = "Charge"
    States = {
      Charge = {
        Type       = "Task"
        Resource   = module.settle_payment.arn
        InputPath  = "$.detail"
        ResultPath = "$.payment"
        Next       = "Print"
      }
      Print = {
        Type     = "Task"
        Resource = "arn:${local.partition}:states:::sqs:sendMessage"
        Parameters = {
          QueueUrl        = aws_sqs_queue.jobs.url
          "MessageBody.$" = "$.detail"
        }
        End = true
      }
    }
  })
}

resource "aws_cloudwatch_log_group" "settlement" {
  name              = "/print-works/settlement"
  retention_in_days = 90
}

data "aws_iam_policy_document" "settlement_assume" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["states.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "settlement" {
  name               = "print-works-settlement"
  assume_role_policy = data.aws_iam_policy_document.settlement_assume.json
}

data "aws_iam_policy_document" "settlement" {
  statement {
    actions   = ["lambda:InvokeFunction"]
    resources = [module.settle_payment.arn]
  }

  statement {
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.jobs.arn]
  }

  # None of these knows resources.
  statement {
    actions = [
      "logs:CreateLogDelivery",
      "logs:GetLogDelivery",
      "logs:UpdateLogDelivery",
      "logs:DeleteLogDelivery",
      "logs:ListLogDeliveries",
      "logs:PutResourcePolicy",
      "logs:DescribeResourcePolicies",
      "logs:DescribeLogGroups",
    ]
    resources = ["*"]
  }
}

resource "aws_iam_role_policy" "settlement" {
  name   = "settlement"
  role   = aws_iam_role.settlement.id
  policy = data.aws_iam_policy_document.settlement.json
}

resource "aws_cloudwatch_event_rule" "order_placed" {
  name           = "print-works-order-placed"
  event_bus_name = aws_cloudwatch_event_bus.shop.name
  event_pattern  = jsonencode({ source = ["print-works.orders"], detail-type = ["OrderPlaced"] })
}

resource "aws_cloudwatch_event_target" "order_placed" {
  rule           = aws_cloudwatch_event_rule.order_placed.name
  event_bus_name = aws_cloudwatch_event_bus.shop.name
  arn            = aws_sfn_state_machine.settlement.arn
  role_arn       = aws_iam_role.order_placed.arn
}

data "aws_iam_policy_document" "order_placed_assume" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "order_placed" {
  name               = "print-works-order-placed"
  assume_role_policy = data.aws_iam_policy_document.order_placed_assume.json
}

data "aws_iam_policy_document" "order_placed" {
  statement {
    actions   = ["states:StartExecution"]
    resources = [aws_sfn_state_machine.settlement.arn]
  }
}

resource "aws_iam_role_policy" "order_placed" {
  name   = "start"
  role   = aws_iam_role.order_placed.id
  policy = data.aws_iam_policy_document.order_placed.json
}

module "settle_payment" {
  source = "../function"

  name          = "settle-payment"
  source_dir    = "${local.sources}/settle_payment"
  runtime       = local.python.runtime
  handler       = local.python.handler
  architectures = local.architectures
  tracing       = true

  environment = {
    ORDERS_TABLE   = aws_dynamodb_table.orders.name
    PAYMENT_SECRET = aws_secretsmanager_secret.payment.id
    PAYMENT_URL    = "https://payments.example/charges"
  }

  statements = [
    { actions = ["dynamodb:GetItem", "dynamodb:UpdateItem"], resources = [aws_dynamodb_table.orders.arn] },
    { actions = ["secretsmanager:GetSecretValue"], resources = [aws_secretsmanager_secret.payment.arn] },
  ]
}

# The values of these two are entered after the first deployment.
resource "aws_secretsmanager_secret" "payment" {
  name_prefix = "print-works-payment-"
}

resource "aws_secretsmanager_secret" "bookkeeping" {
  name_prefix = "print-works-bookkeeping-"
}

resource "random_password" "ticket" {
  length  = 64
  special = false
}

resource "aws_secretsmanager_secret" "ticket" {
  name_prefix = "print-works-ticket-"
}

resource "aws_secretsmanager_secret_version" "ticket" {
  secret_id     = aws_secretsmanager_secret.ticket.id
  secret_string = random_password.ticket.result
}

module "status_pages" {
  source = "../function"

  name          = "status-pages"
  source_dir    = "${local.sources}/status_pages"
  runtime       = local.node.runtime
  handler       = local.node.handler
  architectures = local.architectures
  tracing       = true

  environment = {
    SITE_BUCKET = aws_s3_bucket.site.bucket
  }

  statements = [
    { actions = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"], resources = [aws_dynamodb_table.orders.stream_arn] },
    { actions = ["dynamodb:ListStreams"], resources = ["*"] },
    { actions = ["s3:PutObject"], resources = ["${aws_s3_bucket.site.arn}/status/*"] },
    { actions = ["sqs:SendMessage"], resources = [aws_sqs_queue.failed_events.arn] },
  ]
}

resource "aws_lambda_event_source_mapping" "status_pages" {
  function_name                  = module.status_pages.arn
  event_source_arn               = aws_dynamodb_table.orders.stream_arn
  starting_position              = "TRIM_HORIZON"
  batch_size                     = 50
  bisect_batch_on_function_error = true
  maximum_retry_attempts         = 5
  maximum_record_age_in_seconds  = 3600

  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.failed_events.arn
    }
  }
}

resource "aws_s3_bucket" "site" {
  bucket_prefix = "print-works-site-"
}

resource "aws_s3_bucket_public_access_block" "site" {
  bucket                  = aws_s3_bucket.site.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "site" {
  bucket = aws_s3_bucket.site.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

data "aws_iam_policy_document" "site" {
  statement {
    sid       = "TlsOnly"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.site.arn, "${aws_s3_bucket.site.arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }

  statement {
    sid       = "SiteReads"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.site.arn}/status/*"]
    principals {
      type        = "Service"
      identifiers = ["cloudfront.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceArn"
      values   = [aws_cloudfront_distribution.site.arn]
    }
  }
}

resource "aws_s3_bucket_policy" "site" {
  bucket = aws_s3_bucket.site.id
  policy = data.aws_iam_policy_document.site.json
}

resource "aws_cloudfront_origin_access_control" "site" {
  name                              = "print-works-site"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_distribution" "site" {
  enabled      = true
  http_version = "http2and3"
  aliases      = [var.site_domain]

  viewer_certificate {
    acm_certificate_arn      = var.site_certificate_arn
    minimum_protocol_version = "TLSv1.2_2021"
    ssl_support_method       = "sni-only"
  }

  logging_config {
    bucket          = aws_s3_bucket.site_log.bucket_regional_domain_name
    include_cookies = false
  }

  origin {
    origin_id                = "pages"
    domain_name              = aws_s3_bucket.site.bucket_regional_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.site.id
  }

  default_cache_behavior {
    target_origin_id           = "pages"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    viewer_protocol_policy     = "redirect-to-https"
    cache_policy_id            = "658327ea-f89d-4fab-a63d-7e88639e58f6" # CachingOptimized
    response_headers_policy_id = "67f7725c-6f97-4210-82d7-5512b31e9d03" # SecurityHeadersPolicy
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }
}

resource "aws_s3_bucket" "site_log" {
  bucket_prefix = "print-works-site-log-"
}

resource "aws_s3_bucket_public_access_block" "site_log" {
  bucket                  = aws_s3_bucket.site_log.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "site_log" {
  bucket = aws_s3_bucket.site_log.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_ownership_controls" "site_log" {
  bucket = aws_s3_bucket.site_log.id

  rule {
    object_ownership = "BucketOwnerPreferred"
  }
}

data "aws_iam_policy_document" "site_log" {
  statement {
    sid       = "TlsOnly"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.site_log.arn, "${aws_s3_bucket.site_log.arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "site_log" {
  bucket = aws_s3_bucket.site_log.id
  policy = data.aws_iam_policy_document.site_log.json
}

module "nightly_report" {
  source = "../function"

  name            = "nightly-report"
  source_dir      = "${local.sources}/nightly_report"
  runtime         = local.python.runtime
  handler         = local.python.handler
  architectures   = local.architectures
  tracing         = true
  timeout         = 300
  dead_letter_arn = aws_sqs_queue.failed_events.arn

  environment = {
    ORDERS_TABLE       = aws_dynamodb_table.orders.name
    REPORTS_BUCKET     = aws_s3_bucket.reports.bucket
    BOOKKEEPING_URL    = "https://books.print-works.example/days"
    BOOKKEEPING_SECRET = aws_secretsmanager_secret.bookkeeping.id
  }

  statements = [
    { actions = ["dynamodb:Scan"], resources = [aws_dynamodb_table.orders.arn] },
    { actions = ["s3:PutObject"], resources = ["${aws_s3_bucket.reports.arn}/daily/*"] },
    { actions = ["secretsmanager:GetSecretValue"], resources = [aws_secretsmanager_secret.bookkeeping.arn] },
    { actions = ["sqs:SendMessage"], resources = [aws_sqs_queue.failed_events.arn] },
  ]
}

resource "aws_cloudwatch_event_rule" "nightly" {
  name                = "print-works-nightly"
  schedule_expression = "cron(15 1 * * ? *)"
}

resource "aws_cloudwatch_event_target" "nightly" {
  rule = aws_cloudwatch_event_rule.nightly.name
  arn  = module.nightly_report.arn
}

resource "aws_lambda_permission" "nightly" {
  function_name = module.nightly_report.function_name
  action        = "lambda:InvokeFunction"
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.nightly.arn
}

resource "aws_s3_bucket" "reports" {
  bucket_prefix = "print-works-reports-"
}

resource "aws_s3_bucket_public_access_block" "reports" {
  bucket                  = aws_s3_bucket.reports.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "reports" {
  bucket = aws_s3_bucket.reports.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

data "aws_iam_policy_document" "reports" {
  statement {
    sid       = "TlsOnly"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.reports.arn, "${aws_s3_bucket.reports.arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "reports" {
  bucket = aws_s3_bucket.reports.id
  policy = data.aws_iam_policy_document.reports.json
}
