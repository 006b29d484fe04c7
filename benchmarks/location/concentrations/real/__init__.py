"""Real releases of known place and rate: Prairie Grass 1956 and Chilbolton 2017."""
