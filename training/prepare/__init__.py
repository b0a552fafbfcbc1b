"""A folder of MIDI files -> a prepared folder: read, cut, deduplicated, split."""
