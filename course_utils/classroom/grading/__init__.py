"""Grading: from a submission to points and feedback."""
