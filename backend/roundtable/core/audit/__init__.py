"""The record of who read and wrote what: entries in signed chains, heads that agencies keep, and their verification."""
