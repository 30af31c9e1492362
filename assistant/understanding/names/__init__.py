"""Names: which column, place, family, metric or amount is meant by the words that point at it."""
