# Print works: orders, quotes, artwork, print jobs, invoices and tracking of a small printing house.
# The twin of ../../vulnerable/template.yaml, with the same code.
# VULNERABLE ON PURPOSE, to be read and attacked in tests; never deploy it.

terraform {
  required_version = ">= 1.5"

  required_providers {
    archive = { source = "hashicorp/archive", version = "~> 2.4" }
    aws     = { source = "hashicorp/aws", version = "~> 5.0" }
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

variable "database_password" {
  type    = string
  default = "printworks"
}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  sources   = "${path.module}/../../vulnerable/src"

  node = {
    runtime = "nodejs18.x"
    handler = "index.handler"
  }

  read_and_write = [
    "dynamodb:GetItem",
    "dynamodb:DeleteItem",
    "dynamodb:PutItem",
    "dynamodb:Scan",
    "dynamodb:Query",
    "dynamodb:UpdateItem",
    "dynamodb:BatchWriteItem",
    "dynamodb:BatchGetItem",
    "dynamodb:DescribeTable",
    "dynamodb:ConditionCheckItem",
  ]
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
