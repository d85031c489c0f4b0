"""Calling a submission's functions in its sandbox: values, handles, messages."""
