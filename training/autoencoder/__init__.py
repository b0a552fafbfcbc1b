"""Training of the autoencoder in whose latents a painter denoises."""
