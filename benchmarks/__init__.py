"""Figures that anyone can measure again. Never part of the tests."""
