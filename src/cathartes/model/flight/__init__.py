"""What was flown, what was planned, and how much of the one is in the other."""
