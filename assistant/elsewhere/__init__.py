"""Workflows that live elsewhere: their runs were imported, and Sextant says which combinations to try there next."""
