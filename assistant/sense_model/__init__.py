"""Reads what sentences ask for. Imports nothing else of Sextant, so that its process is ready within a second."""
