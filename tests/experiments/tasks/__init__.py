"""Tests of how tasks are settled."""
