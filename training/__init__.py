"""Offline: prepare, train, evaluate, export."""
