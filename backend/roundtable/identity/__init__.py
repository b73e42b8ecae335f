"""Sign-in by OpenID Connect, sessions, and the tokens of service accounts."""
