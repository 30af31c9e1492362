"""Corrections: what a message takes back, puts right, lifts, leaves out or speaks against."""
