"""The wind: what is believed of a given one, and what the drift of a plume tells."""
