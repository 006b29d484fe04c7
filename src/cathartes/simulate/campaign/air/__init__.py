"""The weather of a simulated campaign, as it is and as stations report it."""
