"""Classes: editions of the notebooks for students, grading in a sandbox, reports for teachers."""
