"""WaveNet: from sound to codes, batches, models and sound again (notebooks 01 and 02)."""
