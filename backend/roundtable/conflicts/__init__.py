"""Conflicts of interest: declared and lifted. While one stands, the case does not exist for whom it is about."""
