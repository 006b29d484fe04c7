"""The parts of collecting: finding deliveries in a folder, and waiting for new ones."""
