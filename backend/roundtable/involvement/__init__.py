"""The involvement check: whether another agency knows a person, and whom to call there; nothing else."""
