"""Pieces of music and their covers, as pairs to learn from."""
