"""Joining: what rules and the trained reader found, weighed against each other and made consistent."""
