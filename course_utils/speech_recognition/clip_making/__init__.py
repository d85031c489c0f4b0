"""Making clips of spoken digits and words."""
