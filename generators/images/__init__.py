"""What hears music and paints: fast features, listeners. Torch only in the modules of networks."""
