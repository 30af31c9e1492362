"""The conversation: an utterance in, a reply out."""
