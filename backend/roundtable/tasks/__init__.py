"""Tasks: what an agency undertakes on a case, and answers for."""
