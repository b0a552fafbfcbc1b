"""Train and measure the painter: `klangbild prepare art`, `train images`, `evaluate images`."""
