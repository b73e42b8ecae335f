"""Repeats: the same victim and alleged perpetrator within twelve months go on the next agenda by themselves."""
