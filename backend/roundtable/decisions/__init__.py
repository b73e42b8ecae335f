"""What a conference decides over a case, who supports it and who does not, and what agencies undertake."""
