"""The conversation on a case: threads, messages, mentions, what has been read."""
