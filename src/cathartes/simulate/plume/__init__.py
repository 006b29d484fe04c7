"""Gas in the air: puffs, columns, invented gases, strength."""
