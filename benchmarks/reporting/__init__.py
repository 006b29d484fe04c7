"""How the benchmark measures time and how it writes its tables."""
