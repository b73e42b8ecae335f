"""Widening, narrowing and taking back what was let see: who contributed something keeps control of it."""
