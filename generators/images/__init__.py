"""Pictures from sound: listeners, and the painter."""
