"""What happens to a model afterwards: registry, scoring, drift, triggers."""
