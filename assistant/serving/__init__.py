"""Kept models at work: files scored in pieces, an HTTP service, and a log of what was scored for watching."""
