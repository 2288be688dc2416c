"""Mail that starts functions."""
