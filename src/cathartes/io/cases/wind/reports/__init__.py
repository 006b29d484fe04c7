"""Reports of airports."""
