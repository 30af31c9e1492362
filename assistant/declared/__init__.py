"""Experiments that a person declared in a file: proposed, confirmed, run, and paused where a person is asked."""
