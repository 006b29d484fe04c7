"""Records of what was found, and the maps of the whole scene."""
