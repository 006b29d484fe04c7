"""Arrays behind the fusion of flights: who belongs together, what looks could have seen."""
