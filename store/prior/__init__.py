"""The experience that Sextant arrives with: past runs of the built-in workflow over public tables."""
