"""Who is at the table of a case, and the one rule that decides what each may see."""
