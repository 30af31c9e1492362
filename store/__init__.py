"""What we know: the nouns and the knowledge store."""
