"""Training of the network that makes pictures larger."""
