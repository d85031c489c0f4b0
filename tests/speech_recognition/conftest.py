from tests.speech_recognition.trained import bidirectional, trained

__all__ = ["bidirectional", "trained"]
