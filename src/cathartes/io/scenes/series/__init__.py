"""Series of spectra: scenes with one sample, whose lines are the spectra in order of time."""
