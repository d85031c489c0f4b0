"""What later notebooks use while a student has not written a function of an earlier one.

Each does just what those notebooks ask of it, in another way and no more, so none is an answer:
its exercise's check finds something missing in every one.
"""
