"""Training of diffusion painters and of the documents' ways to make them hear."""
