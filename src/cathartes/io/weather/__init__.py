"""Weather of a flight from a table, METAR text, or a field, as records with their spread."""
