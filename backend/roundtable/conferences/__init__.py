"""The case conference: agencies meet over a case. First light has the conference, its agenda item and its thread."""
