"""From the top of a grid to draws around the hills of the posterior."""
