"""What the hidden checks draw and compare: one module per notebook, each with its `HIDDEN`."""
