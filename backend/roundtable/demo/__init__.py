"""The demo: a cast that the tests share, a case in progress, and an identity provider of its own."""
