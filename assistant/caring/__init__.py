"""Looking after kept models in conversation: promotion, watching, explaining, and the next experiment."""
