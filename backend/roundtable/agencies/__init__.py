"""Agencies, their units, and the posts (memberships) that practitioners and service accounts hold there."""
