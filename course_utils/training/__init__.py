"""Training: the loop, what feeds it, checkpoints, devices, and models on disk."""
