"""Whether detection limits say truly which sources are found, by simulated scenes."""
