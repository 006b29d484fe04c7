"""Open an ENVI image of radiance as a scene."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from cathartes.errors import SceneError
from cathartes.io.scenes.acquisition import parse_time, scene_name
from cathartes.io.scenes.envi.channels import EnviChannels, read_envi_channels
from cathartes.io.scenes.envi.files import find_header, find_pair
from cathartes.io.scenes.envi.header_text import EnviHeader
from cathartes.io.scenes.envi.layout import read_layout
from cathartes.io.scenes.envi.placing.placement import place_image
from cathartes.io.scenes.envi.scaling import EnviScaling, read_ignored, read_scaling
from cathartes.io.scenes.envi.source import EnviSource
from cathartes.io.scenes.plausibility.sample import sample_spectra
from cathartes.io.scenes.plausibility.unit_guess import guess_radiance_unit
from cathartes.io.scenes.sidecar import find_sidecar, read_sidecar
from cathartes.io.scenes.stated_unit import SINGLE_BEAM, factor_to_canonical
from cathartes.model import InputFile, Instrument, Scene

FORMAT = "ENVI"
_USUAL_FILL_VALUES = (-9999.0, -999.0, -32768.0, float(np.float32(-3.4028235e38)))
_TIME_KEYS = ("acquisition time", "acquired at", "start time")
_NAME_KEYS = ("sensor type", "instrument", "sensor")


def recognises(path: Path) -> bool:
    """Return True for an ENVI header, or a file with one beside it."""
    return find_header(path) is not None


def open_scene(path: Path) -> Scene:
    """Open an ENVI image; the image or its header may be given.

    Raises
    ------
    SceneError
        If header and image contradict each other, a field is missing or makes no sense, or
        it cannot be known what unit the numbers have.
    """
    image, header = find_pair(path)
    layout, remarks = read_layout(header)
    lines, samples, n_channels = layout.shape
    channels = read_envi_channels(header, n_channels)
    scaling = read_scaling(header, n_channels)
    source = EnviSource(image, layout, scaling.gain, scaling.offset, read_ignored(header))
    source.check_size()
    georeference, pixel_size_m, companions, place_remarks = place_image(
        image, header, (lines, samples)
    )
    spectra, fill_remarks, source = _sample_without_fill(source)
    unit, unit_remarks = _radiance_unit(path, header, source, channels, scaling, spectra)
    to_canonical = factor_to_canonical(unit, channels.wavelength_um)
    source = evolve(source, gain=source.gain * to_canonical, offset=source.offset * to_canonical)
    files = (image, header.path, *companions)
    return Scene(
        name=scene_name(image),
        source=source,
        instrument=Instrument(
            _first(header, _NAME_KEYS) or "unnamed", channels.wavelength_um, channels.fwhm_um
        ),
        good_bands=channels.good_bands,
        quantity="single_beam" if unit == SINGLE_BEAM else "radiance",
        file_format=f"{FORMAT} {layout.interleave.upper()} {layout.dtype.name}",
        radiance_unit_in_file=unit,
        georeference=georeference,
        pixel_size_m=pixel_size_m,
        acquired_at=parse_time(_first(header, _TIME_KEYS) or ""),
        inputs=tuple(InputFile(file.name, "", file.stat().st_size) for file in files),
        input_paths=files,
        remarks=(
            *remarks,
            *channels.remarks,
            *scaling.remarks,
            *fill_remarks,
            *unit_remarks,
            *place_remarks,
        ),
    )


def _sample_without_fill(
    source: EnviSource,
) -> tuple[NDArray[np.float32], tuple[str, ...], EnviSource]:
    """Sample spectra; a usual fill value that the header forgot to name is found here."""
    if not np.isnan(source.ignored):
        return sample_spectra(source), (), source
    plain = evolve(source, gain=np.ones_like(source.gain), offset=np.zeros_like(source.offset))
    stored = sample_spectra(plain)
    for fill in _USUAL_FILL_VALUES:
        is_fill = stored == np.float32(fill)
        if is_fill.any() and is_fill.mean() > 0.5 * (stored < 0.0).mean():
            remark = f"The header names no data ignore value; {fill:g} occurs and was taken for it."
            source = evolve(source, ignored=fill)
            return sample_spectra(source), (remark,), source
    with np.errstate(over="ignore"):  # to Inf, which is no radiance either
        return (source.gain * stored + source.offset).astype(np.float32), (), source


def _radiance_unit(
    path: Path,
    header: EnviHeader,
    source: EnviSource,
    channels: EnviChannels,
    scaling: EnviScaling,
    spectra: NDArray[np.float32],
) -> tuple[str, tuple[str, ...]]:
    """Choose the unit: a person's word, else the header's, else a guess from the numbers."""
    sidecar_path = find_sidecar(source.path) or find_sidecar(path)
    stated = None if sidecar_path is None else read_sidecar(sidecar_path).radiance_unit
    if stated is not None and sidecar_path is not None:
        if scaling.unit is not None and scaling.unit != stated:
            return stated, (
                f"{sidecar_path.name} states {stated}; the header itself says {scaling.unit}.",
            )
        return stated, ()
    if scaling.unit is not None:
        return scaling.unit, ()
    if source.layout.dtype.kind in "iu" and not scaling.is_scaled:
        raise SceneError.about(
            header.path,
            "radiance unit",
            found=f"whole numbers ({source.layout.dtype.name}) without gains or a unit",
            expected="radiance",
            remedy="These look like raw counts. Give `data gain values` and `data offset values` "
            "in the header, or name the `radiance_unit` in a NAME.scene.json beside the image; "
            'with "counts" there, gases can be named but no columns stated.',
        )
    guess = guess_radiance_unit(
        header.path,
        spectra,
        channels.wavelength_um,
        channels.good_bands,
        per_wavenumber=channels.per_wavenumber,
        may_be_reflectance=scaling.may_be_reflectance,
        preferred=scaling.unit_of_gains,
    )
    return guess.unit, (guess.remark,)


def _first(header: EnviHeader, keys: tuple[str, ...]) -> str | None:
    texts = (header.get(key) for key in keys)
    return next((text[:200] for text in texts if text and text.lower() != "unknown"), None)
