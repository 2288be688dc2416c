# Print works: orders, quotes, artwork, print jobs, invoices and tracking of a small printing house.
# The twin of ../../hardened/template.yaml, with the same code.

terraform {
  required_version = ">= 1.5"

  required_providers {
    archive = { source = "hashicorp/archive", version = "~> 2.4" }
    aws     = { source = "hashicorp/aws", version = "~> 5.0" }
    random  = { source = "hashicorp/random", version = "~> 3.5" }
  }
}

provider "aws" {
  region = var.region
}

variable "region" {
  type    = string
  default = "eu-central-1"
}

variable "operator_email" {
  type    = string
  default = "operator@print-works.example"
}

variable "organization_id" {
  description = "The AWS organization that suppliers' and couriers' accounts belong to"
  type        = string
}

variable "site_domain" {
  type    = string
  default = "status.print-works.example"
}

variable "site_certificate_arn" {
  description = "Certificate of site_domain, in us-east-1"
  type        = string
}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.name
  sources   = "${path.module}/../../hardened/src"

  python = {
    runtime = "python3.13"
    handler = "app.handler"
  }

  node = {
    runtime = "nodejs22.x"
    handler = "index.handler"
  }

  architectures = ["arm64"]

  # What each line of an access log says; $context.resourcePath for REST, $context.routeKey for the others.
  rest_log = jsonencode({
    id     = "$context.requestId"
    ip     = "$context.identity.sourceIp"
    route  = "$context.resourcePath"
    status = "$context.status"
    error  = "$context.error.message"
  })
  route_log = jsonencode({
    id     = "$context.requestId"
    ip     = "$context.identity.sourceIp"
    route  = "$context.routeKey"
    status = "$context.status"
    error  = "$context.error.message"
  })
}

output "shop" {
  value = aws_api_gateway_stage.shop.invoke_url
}

output "billing" {
  value = aws_apigatewayv2_api.billing.api_endpoint
}

output "tracking" {
  value = aws_apigatewayv2_stage.tracking.invoke_url
}

output "artwork_import" {
  value = aws_lambda_function_url.import_artwork.function_url
}

output "status_pages" {
  value = "https://${var.site_domain}/status/"
}
