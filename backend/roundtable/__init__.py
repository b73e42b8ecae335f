"""Roundtable: the shared table at which agencies handle a case of gender-based or domestic violence together."""
