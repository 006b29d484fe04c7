"""Every spectrum format there is, in the order in which they are asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from attrs import frozen

from cathartes.errors import SpectrumError
from cathartes.io.spectra import jcamp
from cathartes.io.spectra.hitran import par, xsc
from cathartes.io.spectra.sample import AS_IN_THE_FILE, Sample
from cathartes.io.spectra.tables import envi_sli, pnnl_text, spc_spectrum
from cathartes.model.gas import Gas


@frozen
class SpectrumImporter:
    """One format.

    Attributes
    ----------
    name : str
        For people.
    recognises : callable
        True for a file of this format, by its content; never raises.
    read : callable
        Reads one gas; raises :class:`~cathartes.errors.SpectrumError`.
    """

    name: str
    recognises: Callable[[Path], bool]
    read: Callable[[Path, Sample], Gas]


IMPORTERS: tuple[SpectrumImporter, ...] = (
    SpectrumImporter("JCAMP-DX", jcamp.recognises, jcamp.read),
    SpectrumImporter("HITRAN line list (.par)", par.recognises, par.read),
    SpectrumImporter("HITRAN or LBLRTM cross-section (.xsc)", xsc.recognises, xsc.read),
    SpectrumImporter("ENVI spectral library (.sli)", envi_sli.recognises, envi_sli.read),
    SpectrumImporter("GRAMS SPC", spc_spectrum.recognises, spc_spectrum.read),
    SpectrumImporter("PNNL or EPA two-column text", pnnl_text.recognises, pnnl_text.read),
)
"""The two-column text is asked last, because almost any table looks like it."""


def find_importer(path: Path) -> SpectrumImporter:
    """Return the importer that recognises a file.

    Raises
    ------
    SpectrumError
        If none does.
    """
    if path.is_file():
        for importer in IMPORTERS:
            if importer.recognises(path):
                return importer
    raise SpectrumError.about(
        path,
        "format",
        found="no known one" if path.is_file() else "no file",
        expected=", ".join(importer.name for importer in IMPORTERS),
        remedy="Check the path, or export the spectrum as JCAMP-DX.",
    )


def read_spectrum(path: Path, sample: Sample = AS_IN_THE_FILE) -> Gas:
    """Read one gas from a file of any known format.

    Parameters
    ----------
    path : Path
    sample : Sample
        What the file leaves unsaid.

    Raises
    ------
    SpectrumError
        If the format is not known, or the file is broken.
    """
    return find_importer(path).read(path, sample)
