# Artwork: by upload, by address, by mail.

resource "aws_s3_bucket" "artwork" {
  bucket = "print-works-artwork-${local.account}"
}

resource "aws_s3_bucket_public_access_block" "artwork" {
  bucket                  = aws_s3_bucket.artwork.id
  block_public_acls       = false
  block_public_policy     = false
  ignore_public_acls      = false
  restrict_public_buckets = false
}

resource "aws_s3_bucket_cors_configuration" "artwork" {
  bucket = aws_s3_bucket.artwork.id

  cors_rule {
    allowed_origins = ["*"]
    allowed_methods = ["GET", "PUT", "POST"]
    allowed_headers = ["*"]
  }
}

data "aws_iam_policy_document" "artwork" {
  statement {
    sid       = "CustomersUploadArtwork"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.artwork.arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}

resource "aws_s3_bucket_policy" "artwork" {
  bucket = aws_s3_bucket.artwork.id
  policy = data.aws_iam_policy_document.artwork.json

  depends_on = [aws_s3_bucket_public_access_block.artwork]
}

module "render_preview" {
  source = "../function"

  name        = "render-preview"
  source_dir  = "${local.sources}/render_preview"
  timeout     = 60
  memory_size = 1024
  environment = { CONVERT = "/opt/bin/convert" }
  statements  = [{ actions = ["s3:*"], resources = ["*"] }]
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
  }

  depends_on = [aws_lambda_permission.render_preview]
}

module "import_artwork" {
  source = "../function"

  name             = "import-artwork"
  source_dir       = "${local.sources}/import_artwork"
  runtime          = local.node.runtime
  handler          = local.node.handler
  managed_policies = ["AmazonS3FullAccess"]
  environment      = { ARTWORK_BUCKET = aws_s3_bucket.artwork.bucket }
}

resource "aws_lambda_function_url" "import_artwork" {
  function_name      = module.import_artwork.function_name
  authorization_type = "NONE"

  cors {
    allow_origins = ["*"]
    allow_methods = ["*"]
    allow_headers = ["*"]
  }
}

resource "aws_s3_bucket" "mail" {
  bucket = "print-works-mail-${local.account}"
}

data "aws_iam_policy_document" "mail" {
  statement {
    actions   = ["s3:*"]
    resources = ["${aws_s3_bucket.mail.arn}/*"]
    principals {
      type        = "Service"
      identifiers = ["ses.amazonaws.com"]
    }
  }
}

resource "aws_s3_bucket_policy" "mail" {
  bucket = aws_s3_bucket.mail.id
  policy = data.aws_iam_policy_document.mail.json
}

resource "aws_ses_receipt_rule_set" "mail" {
  rule_set_name = "print-works"
}

resource "aws_ses_receipt_rule" "artwork" {
  name          = "artwork"
  rule_set_name = aws_ses_receipt_rule_set.mail.rule_set_name
  enabled       = true
  recipients    = ["artwork@print-works.example"]
  tls_policy    = "Optional"
  scan_enabled  = false

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
  function_name = module.inbound_mail.function_name
  action        = "lambda:InvokeFunction"
  principal     = "ses.amazonaws.com"
}

module "inbound_mail" {
  source = "../function"

  name       = "inbound-mail"
  source_dir = "${local.sources}/inbound_mail"

  environment = {
    MAIL_BUCKET    = aws_s3_bucket.mail.bucket
    ARTWORK_BUCKET = aws_s3_bucket.artwork.bucket
  }

  statements = [{ actions = ["s3:GetObject", "s3:PutObject"], resources = ["*"] }]
}
