"""Functions on arrays: no paths, no options by name, no choice of method by string."""
