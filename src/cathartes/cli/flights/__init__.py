"""Commands for those who fly."""
