"""Worlds that may be true, how dense they lie, and how well each explains what was flown."""
