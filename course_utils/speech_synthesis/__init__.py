"""Text-to-speech engines and the voices that they offer."""
