"""Text: characters made words, slips and shorthand written out, words made clauses that patterns can speak of."""
