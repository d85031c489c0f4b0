"""Editions of the notebooks and of course_utils: for students and for classes."""
