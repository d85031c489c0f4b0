from tests.speech_recognition.trained import bidirectional, spelling, trained

__all__ = ["bidirectional", "spelling", "trained"]
