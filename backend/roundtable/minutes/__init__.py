"""The minutes of a conference: drafted from what happened, circulated, approved, and each agency's edition of them."""
