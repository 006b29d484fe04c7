"""Gas spectra in: one importer for each format, registered in a list one can read."""

from cathartes.io.spectra.importers import IMPORTERS, SpectrumImporter, read_spectrum
from cathartes.io.spectra.sample import Sample

__all__ = ["IMPORTERS", "Sample", "SpectrumImporter", "read_spectrum"]
