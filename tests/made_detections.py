"""Hand-made results, as real as need be: what detection gives, without running it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from cathartes.model import (
    AbsorptionSpectrum,
    Detection,
    Gas,
    GasLibrary,
    Georeference,
    InputFile,
    Plume,
    PlumeSpectrum,
    Provenance,
    Rejection,
)

SHAPE = (180, 120)
WAVELENGTH_UM = np.linspace(7.8, 12.2, 96)
UTM_13N = "EPSG:32613"
BANDS_UM = {
    "ethyl acetate": ((8.05, 0.12, 1.0), (9.5, 0.15, 0.6)),
    "acetone": ((8.2, 0.14, 1.0), (10.9, 0.2, 0.25)),
    "SF6": ((10.55, 0.06, 1.0),),
    "toluene": ((9.25, 0.1, 1.0),),
}


def make_detection(*, n_plumes: int = 4, shape: tuple[int, int] = SHAPE) -> Detection:
    """Return a result with up to four plumes: sure, a mixture, absorbing, unknown."""
    rng = np.random.default_rng(7)
    samples = shape[1]
    ground = ndimage.gaussian_filter(rng.normal(size=shape), 6.0)
    ground = 0.5 + 0.14 * ground / ground.std() + 0.03 * rng.normal(size=shape)
    picture = np.repeat(np.clip(ground, 0, 1)[..., None], 3, axis=2).astype(np.float32)
    plume_id = np.zeros(shape, np.int32)
    plumes = []
    for number, facts in enumerate(_PLUME_FACTS[:n_plumes], start=1):
        mask = _drifting_mask(shape, facts["head"], facts["heading_deg"]) & (plume_id == 0)
        plume_id[mask] = number
        plumes.append(_make_plume(number, facts, mask, rng))
    found = list(dict.fromkeys(g for p in plumes for g in p.spectrum.fitted))
    near = ndimage.gaussian_filter((plume_id > 0).astype(float), 3.0)
    score = {
        gas: (rng.normal(size=shape) + 9.0 * near * (1.0 - 0.2 * k)).astype(np.float32)
        for k, gas in enumerate(found)
    }
    column = {
        gas: np.where(plume_id > 0, 120.0 * near + 20.0, np.nan).astype(np.float32) for gas in found
    }
    quality = np.zeros(shape, np.uint8)
    quality[:, samples // 3] = 4
    quality[:2] = 1
    for one in score.values():
        one[quality > 0] = np.nan
    return Detection(
        scene_name="made_scene",
        shape=shape,
        plumes=tuple(plumes),
        rejections=_make_rejections(),
        plume_id=plume_id,
        score=score,
        column=column,
        column_std={gas: values * np.float32(0.3) for gas, values in column.items()},
        quality=quality,
        picture=picture,
        picture_caption="Brightness temperature at 10.2 um, dark 291 K to bright 307 K.",
        invisible={"HCl": "HCl has no band between 7.8 and 12.2 um."},
        groups=(
            ("ethyl acetate", "butyl acetate"),
            ("acetone",),
            ("SF6",),
            ("toluene", "p-xylene"),
        ),
        score_at_rate={1e-3: dict.fromkeys(found, 4.5), 1e-4: dict.fromkeys(found, 5.9)},
        remarks=("The file did not say when the scene was taken.",),
        provenance=Provenance(
            inputs=(InputFile("made_scene.img", "ab" * 32, 8_294_400),),
            options={"gases": ("all",), "random_seed": 0},
            versions={"cathartes": "0.1.0", "numpy": "2.4"},
            made_at=datetime(2026, 11, 24, 12, 0, tzinfo=UTC),
        ),
    )


def make_library() -> GasLibrary:
    """Return a library of the gases in :data:`BANDS_UM`."""
    nu = np.linspace(700.0, 1400.0, 701)
    return GasLibrary(
        {
            name: Gas(
                name=name,
                source_class="Q",
                spectrum=AbsorptionSpectrum(nu, 1e-18 * _bands(name, 1e4 / nu), 5.0),
                ordinary_sources=_ORDINARY_SOURCES.get(name, ()),
            )
            for name in BANDS_UM
        }
    )


def utm_georeference(*, rotated: bool = False) -> Georeference:
    """Return a UTM grid of 2 m pixels, north up or turned by 30 degrees."""
    from pyproj import CRS

    turn = np.deg2rad(30.0 if rotated else 0.0)
    a, b = 2.0 * np.cos(turn), 2.0 * np.sin(turn)
    d, e = 2.0 * np.sin(turn), -2.0 * np.cos(turn)
    return Georeference(
        crs_wkt=CRS.from_user_input(UTM_13N).to_wkt(),
        affine=(float(a), float(b), 400_000.0, float(d), float(e), 2_800_000.0),
    )


def swath_georeference(shape: tuple[int, int] = SHAPE, *, west: float = -105.0) -> Georeference:
    """Return longitude and latitude of each pixel of a slanting swath."""
    line, sample = np.mgrid[: shape[0], : shape[1]].astype(float)
    longitude = west + 2e-5 * sample + 0.4e-5 * line
    return Georeference(
        longitude=(longitude + 180.0) % 360.0 - 180.0,
        latitude=25.0 - 1.8e-5 * line + 0.3e-5 * sample,
    )


_ORDINARY_SOURCES: Mapping[str, tuple[str, ...]] = {
    "ethyl acetate": ("printing and coating plants", "nail varnish and glue", "wineries"),
    "acetone": ("paint shops", "fibreglass works"),
    "SF6": ("high-voltage switchgear",),
}
_PLUME_FACTS = (
    {
        "gas": "ethyl acetate",
        "group": ("ethyl acetate", "butyl acetate"),
        "p": {"ethyl acetate": 0.94, "acetone": 0.05, "unknown": 0.01},
        "fitted": {"ethyl acetate": 0.30},
        "head": (60, 30),
        "heading_deg": 20.0,
        "column": (84.0, 19.0, 240.0),
    },
    {
        "gas": "acetone",
        "group": ("acetone",),
        "p": {"acetone": 0.97, "toluene": 0.88, "ethyl acetate": 0.12, "unknown": 0.02},
        "fitted": {"acetone": 0.22, "toluene": 0.15},
        "head": (120, 70),
        "heading_deg": 20.0,
        "column": (140.0, 52.0, 410.0),
    },
    {
        "gas": "SF6",
        "group": ("SF6",),
        "p": {"SF6": 0.99, "unknown": 0.0},
        "fitted": {"SF6": -0.25},
        "head": (20, 80),
        "heading_deg": 20.0,
        "column": (3.1, 0.6, 7.5),
    },
    {
        "gas": "unknown",
        "group": ("unknown",),
        "p": {"unknown": 0.83, "toluene": 0.14},
        "fitted": {},
        "head": (150, 20),
        "heading_deg": 20.0,
        "column": None,
    },
)


def _drifting_mask(
    shape: tuple[int, int], head: tuple[int, int], heading_deg: float
) -> NDArray[np.bool_]:
    line, sample = np.mgrid[: shape[0], : shape[1]].astype(float)
    turn = np.deg2rad(heading_deg)
    along = (sample - head[1]) * np.cos(turn) + (line - head[0]) * np.sin(turn)
    across = -(sample - head[1]) * np.sin(turn) + (line - head[0]) * np.cos(turn)
    across = across - 2.0 * np.sin(along / 6.0)
    return (along >= 0) & (along < 34) & (np.abs(across) < 1.5 + 0.16 * along)


def _make_plume(
    number: int, facts: Mapping[str, object], mask: NDArray[np.bool_], rng: np.random.Generator
) -> Plume:
    fitted = {
        gas: scale * _bands(gas, WAVELENGTH_UM)
        for gas, scale in facts["fitted"].items()  # type: ignore[attr-defined]
    }
    std = np.full(WAVELENGTH_UM.size, 0.02) + 0.02 * (WAVELENGTH_UM > 11.8)
    truth = sum(fitted.values(), np.zeros(WAVELENGTH_UM.size))
    if not fitted:
        truth = 0.2 * np.exp(-0.5 * ((WAVELENGTH_UM - 8.9) / 0.2) ** 2)
    column = facts["column"]
    mean, spread, most = column if column else (None, None, None)  # type: ignore[misc]
    head = facts["head"]
    return Plume(
        plume_id=number,
        gas=facts["gas"],  # type: ignore[arg-type]
        group=facts["group"],  # type: ignore[arg-type]
        gas_probabilities=facts["p"],  # type: ignore[arg-type]
        plume_probability=0.99 - 0.06 * number,
        score=42.0 / number,
        false_alarm_rate=2.3e-6 * number**3,
        pixel_polygon=outline_of(mask),
        head_line=float(head[0]) + 0.25,  # type: ignore[index]
        head_sample=float(head[1]) - 0.25,  # type: ignore[index]
        head_std_pixels=1.6,
        head_std_m=3.2,
        column_mean_ppm_m=mean,
        column_std_ppm_m=spread,
        column_max_ppm_m=most,
        n_pixels=int(mask.sum()),
        spectrum=PlumeSpectrum(
            wavelength_um=WAVELENGTH_UM,
            difference=truth + std * rng.normal(size=std.size),
            difference_std=std,
            fitted=fitted,
        ),
        column_remark="" if column else "No gas of the library explains it, so it has no column.",
        head_remark="The wind was not given; the head was judged by the shape.",
    )


def outline_of(mask: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the outer ring of the largest piece of a mask as (sample, line) corners."""
    from rasterio.features import shapes
    from shapely.geometry import shape

    pieces = [shape(one) for one, value in shapes(mask.astype(np.uint8)) if value == 1]
    return np.array(max(pieces, key=lambda piece: piece.area).exterior.coords)


def _bands(gas: str, wavelength_um: NDArray[np.float64]) -> NDArray[np.float64]:
    peaks = [
        height * np.exp(-0.5 * ((wavelength_um - centre) / width) ** 2)
        for centre, width, height in BANDS_UM[gas]
    ]
    return np.sum(peaks, axis=0)


def _make_rejections() -> tuple[Rejection, ...]:
    square = np.array([[5, 5], [14, 5], [14, 11], [5, 11], [5, 5]], dtype=float)
    stripe = np.array([[39, 90], [42, 90], [42, 140], [39, 140], [39, 90]], dtype=float)
    return (
        Rejection("methanol", 15.2, square, 54, "Its spectrum is that of a quartz roof.", 0.04),
        Rejection("ammonia", 11.0, stripe, 150, "It follows a detector column.", 0.01),
    )
