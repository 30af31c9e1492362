"""What pages are drawn with: one family of components, used by the chat and the pages alike."""
