"""Figures for analysts: counts of what an agency has of cases and tasks, so coarse that no case shows in them."""
