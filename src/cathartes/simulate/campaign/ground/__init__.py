"""What stands on the ground of a simulated campaign: terrain and emitters."""
