"""Acts: what shall be done and with what - plans told in a row, places of the list, runs, kept models and files."""
