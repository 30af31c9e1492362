"""Remarks beside a request: praise and blame with its reason, suppositions, and what asks for nothing."""
