"""What instruments make of the air they sense."""
