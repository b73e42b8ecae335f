"""Safety plans: what is to keep somebody safe, agreed with them, version by version."""
