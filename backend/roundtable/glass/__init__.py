"""Break-glass: sight of a case in an emergency, told at once to those who answer for it, and reviewed."""
