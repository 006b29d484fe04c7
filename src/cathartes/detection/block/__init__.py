"""Lines of a scene made ready for statistics."""
