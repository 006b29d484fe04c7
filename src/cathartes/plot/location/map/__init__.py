"""The map of a located case."""
