"""Rules about buckets and what lies in them."""
