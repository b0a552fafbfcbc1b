"""Train and measure the network that plays notes: velocities and timing."""
