"""What a student studies with: start page, kernels, points, own functions."""
