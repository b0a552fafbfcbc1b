"""SCHmUBERT: absorbing-state discrete diffusion on a grid of 16th steps and three tracks."""
