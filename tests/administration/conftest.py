"""Streams of administrators' tests are those of the streams' own."""

from tests.streams.conftest import wire

__all__ = ["wire"]
