"""Workflows: pipelines with open choices, how they are described, sampled and built."""
