"""A model on its own, away from Sextant: what an exported package holds beside its files."""
