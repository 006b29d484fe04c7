"""Spectra in the formats of the HITRAN family: cross-sections and line lists."""
