"""The record of access as people look at it: auditors, and whoever oversees a case."""
