"""Training a listener: clips of music with labels -> a network that hears what they are like."""
