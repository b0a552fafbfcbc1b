"""Every combination of some values of a painter's config, trained alike and measured alike."""
