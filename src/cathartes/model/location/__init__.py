"""Records of the step that locates sources: what was sensed, the wind, and what follows."""
