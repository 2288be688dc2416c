"""Terraform and OpenTofu: configurations of HCL, of JSON, and plans."""
