"""Tests of safety plans listen to streams too."""

from tests.streams.conftest import wire

__all__ = ["wire"]
