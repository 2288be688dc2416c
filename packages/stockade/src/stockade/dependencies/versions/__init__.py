"""The order of versions in each ecosystem, and which of them a range admits."""
