"""Sources located from concentrations and images, measured against truth."""
