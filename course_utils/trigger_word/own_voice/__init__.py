"""Your own voice: a recorder in the notebook, and what a detector makes of it."""
