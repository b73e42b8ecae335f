"""Incidents: single events of violence in a case, as agencies recorded them."""
