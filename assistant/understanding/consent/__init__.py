"""Consent: a typed yes or no to a plan, by exact rules alone; the trained reader has no say here."""
