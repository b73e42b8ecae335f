"""Consents: what the people of a case agreed to, recorded and withdrawn on the side of those who support the victim."""
