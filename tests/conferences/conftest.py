"""What tests of conferences ask for: the table on a socket."""

from tests.streams.conftest import wire

__all__ = ["wire"]
