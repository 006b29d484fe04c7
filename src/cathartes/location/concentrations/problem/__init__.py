"""A case made ready for the search."""
