"""The case: a victim's situation over time, its people and its agencies."""
