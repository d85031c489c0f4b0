"""What a student has beside the notebooks: start page, kernels, points, functions that are kept."""
