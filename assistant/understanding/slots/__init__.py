"""Slots of a sentence whose sense is known: generous readings, since what it asks for is no longer in doubt."""
