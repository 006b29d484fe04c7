"""Coverage flown, as files."""
