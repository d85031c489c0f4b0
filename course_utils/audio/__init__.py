"""Sound: in and out of files, spectra, loudness, reverberation."""
