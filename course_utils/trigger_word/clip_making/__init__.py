"""Making clips: a word, other speech and backgrounds, in many voices."""
