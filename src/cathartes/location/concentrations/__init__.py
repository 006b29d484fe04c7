"""Sources from concentrations at points, on paths and along tracks."""
