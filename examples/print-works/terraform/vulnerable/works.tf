# Stock, and the works behind the counter: topic, bus, state machine, stream, schedule.

resource "aws_sns_topic" "stock" {
  name = "print-works-stock"
}

data "aws_iam_policy_document" "stock" {
  statement {
    sid       = "SuppliersPublish"
    actions   = ["sns:Publish", "sns:Subscribe"]
    resources = [aws_sns_topic.stock.arn]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}

resource "aws_sns_topic_policy" "stock" {
  arn    = aws_sns_topic.stock.arn
  policy = data.aws_iam_policy_document.stock.json
}

module "supplier_notices" {
  source = "../function"

  name        = "supplier-notices"
  source_dir  = "${local.sources}/supplier_notices"
  environment = { STOCK_TABLE = aws_dynamodb_table.stock.name }
  statements  = [{ actions = ["dynamodb:*"], resources = ["*"] }]
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
  }
}

resource "aws_cloudwatch_event_bus_policy" "shop" {
  event_bus_name = aws_cloudwatch_event_bus.shop.name
  policy         = data.aws_iam_policy_document.shop_bus.json
}

module "courier_updates" {
  source = "../function"

  name        = "courier-updates"
  source_dir  = "${local.sources}/courier_updates"
  runtime     = local.node.runtime
  handler     = local.node.handler
  create_role = false
  role_arn    = aws_iam_role.works.arn
  environment = { ORDERS_TABLE = aws_dynamodb_table.orders.name }
}

resource "aws_cloudwatch_event_rule" "parcel_moved" {
  name           = "print-works-parcel-moved"
  event_bus_name = aws_cloudwatch_event_bus.shop.name
  event_pattern  = jsonencode({ detail-type = ["ParcelMoved"] })
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
  event_pattern  = jsonencode({ detail-type = ["ParcelDamaged"] })
}

resource "aws_cloudwatch_event_target" "reprint" {
  rule           = aws_cloudwatch_event_rule.reprint.name
  event_bus_name = aws_cloudwatch_event_bus.shop.name
  target_id      = "jobs"
  arn            = aws_sqs_queue.jobs.arn
  input_path     = "$.detail"
}

resource "aws_sfn_state_machine" "settlement" {
  name     = "print-works-settlement"
  role_arn = aws_iam_role.settlement.arn

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
    actions   = ["lambda:*", "sqs:*"]
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
  event_pattern  = jsonencode({ detail-type = ["OrderPlaced"] })
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

  name             = "settle-payment"
  source_dir       = "${local.sources}/settle_payment"
  managed_policies = ["SecretsManagerReadWrite"]

  environment = {
    ORDERS_TABLE   = aws_dynamodb_table.orders.name
    PAYMENT_SECRET = aws_secretsmanager_secret.payment.id
    PAYMENT_URL    = "https://payments.example/charges"
  }

  statements = [
    {
      actions   = local.read_and_write
      resources = [aws_dynamodb_table.orders.arn, "${aws_dynamodb_table.orders.arn}/index/*"]
    },
  ]
}

resource "aws_secretsmanager_secret" "payment" {
  name_prefix = "print-works-payment-"
}

resource "aws_secretsmanager_secret_version" "payment" {
  secret_id     = aws_secretsmanager_secret.payment.id
  secret_string = "c7a19be04f2d4e1fb6d35a8890e2f417"
}

data "aws_iam_policy_document" "payment" {
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = ["*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}

resource "aws_secretsmanager_secret_policy" "payment" {
  secret_arn          = aws_secretsmanager_secret.payment.arn
  block_public_policy = false
  policy              = data.aws_iam_policy_document.payment.json
}

module "status_pages" {
  source = "../function"

  name        = "status-pages"
  source_dir  = "${local.sources}/status_pages"
  runtime     = local.node.runtime
  handler     = local.node.handler
  create_role = false
  role_arn    = aws_iam_role.works.arn
  environment = { SITE_BUCKET = aws_s3_bucket.site.bucket }
}

resource "aws_lambda_event_source_mapping" "status_pages" {
  function_name     = module.status_pages.arn
  event_source_arn  = aws_dynamodb_table.orders.stream_arn
  starting_position = "TRIM_HORIZON"
  batch_size        = 50
}

resource "aws_s3_bucket" "site" {
  bucket_prefix = "print-works-site-"
}

resource "aws_s3_bucket_public_access_block" "site" {
  bucket                  = aws_s3_bucket.site.id
  block_public_policy     = false
  restrict_public_buckets = false
}

data "aws_iam_policy_document" "site" {
  statement {
    actions   = ["s3:GetObject", "s3:ListBucket"]
    resources = [aws_s3_bucket.site.arn, "${aws_s3_bucket.site.arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}

resource "aws_s3_bucket_policy" "site" {
  bucket = aws_s3_bucket.site.id
  policy = data.aws_iam_policy_document.site.json

  depends_on = [aws_s3_bucket_public_access_block.site]
}

module "nightly_report" {
  source = "../function"

  name        = "nightly-report"
  source_dir  = "${local.sources}/nightly_report"
  timeout     = 300
  create_role = false
  role_arn    = aws_iam_role.works.arn

  environment = {
    ORDERS_TABLE        = aws_dynamodb_table.orders.name
    REPORTS_BUCKET      = aws_s3_bucket.reports.bucket
    BOOKKEEPING_URL     = "http://books.print-works.example/days"
    BOOKKEEPING_API_KEY = "0b8e6a1d55c94f7e9ad2c3f4417e6b90"
  }
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

data "aws_iam_policy_document" "reports" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.reports.arn}/daily/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}

resource "aws_s3_bucket_policy" "reports" {
  bucket = aws_s3_bucket.reports.id
  policy = data.aws_iam_policy_document.reports.json
}
