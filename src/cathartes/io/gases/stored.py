"""One gas in one file: a NumPy archive with the spectrum and what is known of it."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from cathartes.errors import SpectrumError
from cathartes.io.atomic import replace_file
from cathartes.io.spectra.text_file import check_axis, check_cross_section
from cathartes.model.gas import AbsorptionSpectrum, Gas

SUFFIX = ".gas.npz"
_FACTS = (
    "name", "source_class", "formula", "cas_number", "molar_mass_g_per_mol", "temperature_k",
    "pressure_hpa", "source", "relative_error",
)  # fmt: skip
_LISTS = ("aliases", "ordinary_sources", "remarks")
_CLASSES = ("Q", "L", "S", "B")


def file_name(gas_name: str) -> str:
    """Return a file name for a gas; a name cannot lead out of the folder."""
    plain = re.sub(r"[^A-Za-z0-9,+-]+", "_", gas_name).strip("_.") or "gas"
    return plain[:100] + SUFFIX


def write_gas(folder: Path, gas: Gas) -> Path:
    """Write one gas; an older one of the same name is replaced.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    path = folder / file_name(gas.name)
    facts = {key: getattr(gas, key) for key in _FACTS}
    facts |= {key: list(getattr(gas, key)) for key in _LISTS}
    facts["resolution_cm1"] = gas.spectrum.resolution_cm1
    with replace_file(path) as partial, partial.open("wb") as stream:
        np.savez_compressed(
            stream,
            facts=np.array(json.dumps(facts)),
            wavenumber_cm1=gas.spectrum.wavenumber_cm1,
            cross_section_cm2=gas.spectrum.cross_section_cm2,
        )
    return path


def read_gas(path: Path) -> Gas:
    """Read a gas that :func:`write_gas` wrote.

    Raises
    ------
    SpectrumError
        If the file is damaged or not one of ours.
    """
    try:
        # numpy leaves the file open where the archive turns out to be damaged.
        content = io.BytesIO(path.read_bytes())
        with np.load(content, allow_pickle=False) as archive:
            facts: dict[str, Any] = json.loads(str(archive["facts"]))
            spectrum = AbsorptionSpectrum(
                archive["wavenumber_cm1"],
                archive["cross_section_cm2"],
                float(facts.pop("resolution_cm1")),
            )
        if facts["source_class"] not in _CLASSES:
            raise ValueError(f"class {facts['source_class']!r}")
        values = {key: facts[key] for key in _FACTS}
        values |= {key: tuple(str(part) for part in facts[key]) for key in _LISTS}
        check_axis(path, "wavenumber_cm1", spectrum.wavenumber_cm1)
        check_cross_section(path, "cross_section_cm2", spectrum.cross_section_cm2)
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise SpectrumError.about(
            path,
            "stored gas",
            found=str(error) or type(error).__name__,
            expected="a gas written by 'cathartes gases import' or 'fetch'",
            remedy="Delete this file and import the spectrum again.",
        ) from error
    return Gas(spectrum=spectrum, **values)


def read_folder(folder: Path) -> Iterator[Gas]:
    """Read every gas of a folder, by file name; none where there is no folder."""
    if folder.is_dir():
        for path in sorted(folder.glob(f"*{SUFFIX}")):
            yield read_gas(path)
