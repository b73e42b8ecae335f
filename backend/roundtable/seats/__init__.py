"""Who sits at a case's table, who stands in for whom, and who is entitled to which category."""
