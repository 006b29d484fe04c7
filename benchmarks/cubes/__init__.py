"""Large inputs for speed and memory."""
