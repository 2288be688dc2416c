"""Rules about the packages that functions ship."""
