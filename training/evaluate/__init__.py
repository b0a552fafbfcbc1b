"""Measure presets: `klangbild evaluate`."""
