"""Where to sense next: simulated searches and real samplers, by our rule and by others'."""
