"""The air over a simulated site: as it is, and as it is reported."""
