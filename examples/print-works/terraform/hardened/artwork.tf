# Artwork: by upload, by address, by mail.

resource "aws_s3_bucket" "artwork" {
  bucket = "print-works-artwork-${local.account}"
}

resource "aws_s3_bucket_public_access_block" "artwork" {
  bucket                  = aws_s3_bucket.artwork.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "artwork" {
  bucket = aws_s3_bucket.artwork.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_cors_configuration" "artwork" {
  bucket = aws_s3_bucket.artwork.id

  cors_rule {
    allowed_origins = ["https://shop.print-works.example"]
    allowed_methods = ["GET", "PUT"]
    allowed_headers = ["content-type"]
  }
}

data "aws_iam_policy_document" "artwork" {
  statement {
    sid       = "TlsOnly"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.artwork.arn, "${aws_s3_bucket.artwork.arn}/*"]
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

resource "aws_s3_bucket_policy" "artwork" {
  bucket = aws_s3_bucket.artwork.id
  policy = data.aws_iam_policy_document.artwork.json
}

module "render_preview" {
  source = "../function"

  name            = "render-preview"
  source_dir      = "${local.sources}/render_preview"
  runtime         = local.python.runtime
  handler         = local.python.handler
  architectures   = local.architectures
  tracing         = true
  timeout         = 60
  memory_size     = 1024
  dead_letter_arn = aws_sqs_queue.failed_events.arn

  environment = {
    ARTWORK_BUCKET = aws_s3_bucket.artwork.bucket
  }

  statements = [
    { actions = ["s3:GetObject"], resources = ["${aws_s3_bucket.artwork.arn}/incoming/*"] },
    { actions = ["s3:PutObject"], resources = ["${aws_s3_bucket.artwork.arn}/previews/*"] },
    { actions = ["sqs:SendMessage"], resources = [aws_sqs_queue.failed_events.arn] },
  ]
}

resource "aws_lambda_permission" "render_preview" {
  function_name  = module.render_preview.function_name
  action         = "lambda:InvokeFunction"
  principal      = "s3.amazonaws.com"
  source_arn     = aws_s3_bucket.artwork.arn
  source_account = local.account
}

resource "aws_s3_bucket_notification" "artwork" {
  bucket = aws_s3_bucket.artwork.id

  lambda_function {
    lambda_function_arn = module.render_preview.arn
    events              = ["s3:ObjectCreated:*"]
    filter_prefix       = "incoming/"
  }

  depends_on = [aws_lambda_permission.render_preview]
}

module "import_artwork" {
  source = "../function"

  name          = "import-artwork"
  source_dir    = "${local.sources}/import_artwork"
  runtime       = local.node.runtime
  handler       = local.node.handler
  architectures = local.architectures
  tracing       = true

  environment = {
    ARTWORK_BUCKET = aws_s3_bucket.artwork.bucket
    AGENCY_HOSTS   = "files.agency.example"
  }

  statements = [
    { actions = ["s3:PutObject"], resources = ["${aws_s3_bucket.artwork.arn}/incoming/*"] },
  ]
}

resource "aws_lambda_function_url" "import_artwork" {
  function_name      = module.import_artwork.function_name
  authorization_type = "AWS_IAM"
}

# What an agency's identity needs to hand over artwork.
data "aws_iam_policy_document" "agency" {
  statement {
    actions   = ["lambda:InvokeFunctionUrl"]
    resources = [module.import_artwork.arn]
    condition {
      test     = "StringEquals"
      variable = "lambda:FunctionUrlAuthType"
      values   = ["AWS_IAM"]
    }
  }

  statement {
    actions   = ["lambda:InvokeFunction"]
    resources = [module.import_artwork.arn]
    condition {
      test     = "Bool"
      variable = "lambda:InvokedViaFunctionUrl"
      values   = ["true"]
    }
  }
}

resource "aws_iam_policy" "agency" {
  name   = "print-works-agency"
  policy = data.aws_iam_policy_document.agency.json
}

resource "aws_s3_bucket" "mail" {
  bucket = "print-works-mail-${local.account}"
}

resource "aws_s3_bucket_public_access_block" "mail" {
  bucket                  = aws_s3_bucket.mail.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "mail" {
  bucket = aws_s3_bucket.mail.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "mail" {
  bucket = aws_s3_bucket.mail.id

  rule {
    id     = "old-mail"
    status = "Enabled"
    filter {}
    expiration {
      days = 30
    }
  }
}

data "aws_iam_policy_document" "mail" {
  statement {
    sid       = "TlsOnly"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.mail.arn, "${aws_s3_bucket.mail.arn}/*"]
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
    sid       = "MailArrives"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.mail.arn}/mail/*"]
    principals {
      type        = "Service"
      identifiers = ["ses.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [local.mail_rule]
    }
  }
}

resource "aws_s3_bucket_policy" "mail" {
  bucket = aws_s3_bucket.mail.id
  policy = data.aws_iam_policy_document.mail.json
}

locals {
  mail_rule = "arn:${local.partition}:ses:${local.region}:${local.account}:receipt-rule-set/print-works:receipt-rule/artwork"
}

resource "aws_ses_receipt_rule_set" "mail" {
  rule_set_name = "print-works"
}

resource "aws_ses_receipt_rule" "artwork" {
  name          = "artwork"
  rule_set_name = aws_ses_receipt_rule_set.mail.rule_set_name
  enabled       = true
  recipients    = ["artwork@print-works.example"]
  tls_policy    = "Require"
  scan_enabled  = true

  s3_action {
    position          = 1
    bucket_name       = aws_s3_bucket.mail.bucket
    object_key_prefix = "mail/"
  }

  lambda_action {
    position        = 2
    function_arn    = module.inbound_mail.arn
    invocation_type = "Event"
  }

  depends_on = [aws_s3_bucket_policy.mail, aws_lambda_permission.inbound_mail]
}

resource "aws_lambda_permission" "inbound_mail" {
  function_name  = module.inbound_mail.function_name
  action         = "lambda:InvokeFunction"
  principal      = "ses.amazonaws.com"
  source_account = local.account
  source_arn     = local.mail_rule
}

module "inbound_mail" {
  source = "../function"

  name            = "inbound-mail"
  source_dir      = "${local.sources}/inbound_mail"
  runtime         = local.python.runtime
  handler         = local.python.handler
  architectures   = local.architectures
  tracing         = true
  dead_letter_arn = aws_sqs_queue.failed_events.arn

  environment = {
    MAIL_BUCKET    = aws_s3_bucket.mail.bucket
    ARTWORK_BUCKET = aws_s3_bucket.artwork.bucket
    AGENCY_DOMAINS = "agency.example"
  }

  statements = [
    { actions = ["s3:GetObject"], resources = ["${aws_s3_bucket.mail.arn}/mail/*"] },
    { actions = ["s3:PutObject"], resources = ["${aws_s3_bucket.artwork.arn}/incoming/*"] },
    { actions = ["sqs:SendMessage"], resources = [aws_sqs_queue.failed_events.arn] },
  ]
}
