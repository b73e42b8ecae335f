"""Risk: assessment tools as data, what they score, what professionals judge, and what a case's table is told of it."""
