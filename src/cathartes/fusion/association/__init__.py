"""Which estimates are of one site: by position, gases and time, in no order."""
