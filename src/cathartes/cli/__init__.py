"""One file per verb; argument parsing and printing only."""
