"""Clear air above the ground: parametric, or read from a table."""
