resource "aws_dynamodb_table" "orders" {
  name             = "print-works-orders"
  billing_mode     = "PAY_PER_REQUEST"
  hash_key         = "orderId"
  stream_enabled   = true
  stream_view_type = "NEW_IMAGE"

  attribute {
    name = "orderId"
    type = "S"
  }

  attribute {
    name = "customerId"
    type = "S"
  }

  global_secondary_index {
    name            = "byCustomer"
    hash_key        = "customerId"
    projection_type = "ALL"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled = true
  }
}

resource "aws_dynamodb_table" "quotes" {
  name         = "print-works-quotes"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "quoteId"

  attribute {
    name = "quoteId"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled = true
  }
}

resource "aws_dynamodb_table" "prices" {
  name         = "print-works-prices"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "product"
  range_key    = "paper"

  attribute {
    name = "product"
    type = "S"
  }

  attribute {
    name = "paper"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled = true
  }
}

resource "aws_dynamodb_table" "stock" {
  name         = "print-works-stock"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "paper"
  range_key    = "supplier"

  attribute {
    name = "paper"
    type = "S"
  }

  attribute {
    name = "supplier"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled = true
  }
}

resource "aws_dynamodb_table" "customers" {
  name         = "print-works-customers"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "customerId"

  attribute {
    name = "customerId"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled = true
  }
}

resource "aws_dynamodb_table" "connections" {
  name         = "print-works-connections"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "connectionId"

  attribute {
    name = "connectionId"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled = true
  }
}
