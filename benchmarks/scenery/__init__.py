"""What the benchmarks look at besides the simulator's scenes."""
