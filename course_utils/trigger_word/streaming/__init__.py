"""Streaming: a trained detector without Keras, which listens while the sound comes in."""
