"""What materials look like: band positions, widths and depths, with how far each may vary.

Positions and typical depths follow the textbooks of thermal and solar reflectance
spectroscopy (quartz reststrahlen 8-9.5 um, carbonate 11.3 and 2.33 um, gypsum 8.6 um, clay
2.2 um, C-H and C-O bands of polymers); the numbers are rounded on purpose and every scene
draws its own around them, so that no scene equals a spectral library.
"""

from __future__ import annotations

from attrs import frozen

Band = tuple[float, float, float]
"""(centre in um, 1-sigma width in um, depth as a share of 1; negative is a bump)."""


@frozen
class SpectralShape:
    """A baseline with bands cut into it.

    Attributes
    ----------
    level : float
        Value at the middle of the region: emissivity (LWIR) or reflectance (SWIR).
    slope : float
        Change per um.
    bands : tuple of Band
        Absolute depth in LWIR, share of the level in SWIR.
    random_bands : int
        Bands of random place and depth that each scene adds (paints, polymers).
    """

    level: float
    slope: float = 0.0
    bands: tuple[Band, ...] = ()
    random_bands: int = 0


@frozen
class MaterialRecipe:
    """A material before a scene draws its own version of it.

    Attributes
    ----------
    name : str
    thermal, solar : SpectralShape
    day_k, night_k : float
        Surface minus air temperature under full sun and on a clear night.
    level_spread : float
        1-sigma spread of the level between scenes.
    """

    name: str
    thermal: SpectralShape
    solar: SpectralShape
    day_k: float
    night_k: float
    level_spread: float = 0.006


_QUARTZ: tuple[Band, ...] = ((8.25, 0.22, 0.24), (9.05, 0.26, 0.27), (12.62, 0.16, 0.07))
_CLAY: tuple[Band, ...] = ((9.05, 0.30, 0.03), (9.75, 0.35, 0.05), (10.9, 0.16, 0.02))
_CARBONATE: tuple[Band, ...] = ((11.33, 0.11, 0.13), (8.0, 0.8, 0.02))
_POLYMER: tuple[Band, ...] = ((8.05, 0.09, 0.04), (8.62, 0.10, 0.05), (9.12, 0.07, 0.035))
_CELLULOSE: tuple[Band, ...] = ((8.7, 0.45, 0.03), (9.5, 0.35, 0.045), (11.2, 0.3, 0.01))
_CH_SOLAR: tuple[Band, ...] = ((2.305, 0.014, 0.16), (2.348, 0.016, 0.12), (2.17, 0.03, 0.04))


def _scaled(bands: tuple[Band, ...], factor: float) -> tuple[Band, ...]:
    return tuple((centre, width, depth * factor) for centre, width, depth in bands)


RECIPES: tuple[MaterialRecipe, ...] = (
    MaterialRecipe(
        "quartz soil",
        SpectralShape(0.967, 0.001, _QUARTZ),
        SpectralShape(0.42, -0.05, ((2.205, 0.018, 0.06), (2.0, 0.03, 0.03))),
        9.0,
        -1.5,
    ),
    MaterialRecipe(
        "loam",
        SpectralShape(0.966, 0.001, _scaled(_QUARTZ, 0.3) + _CLAY),
        SpectralShape(0.27, -0.04, ((2.207, 0.020, 0.10), (2.35, 0.03, 0.03))),
        7.5,
        -1.0,
    ),
    MaterialRecipe(
        "carbonate soil",
        SpectralShape(0.962, 0.001, _CARBONATE + _scaled(_QUARTZ, 0.15)),
        SpectralShape(0.40, -0.10, ((2.335, 0.035, 0.18), (2.25, 0.05, 0.04))),
        7.0,
        -1.5,
    ),
    MaterialRecipe(
        "gypsum soil",
        SpectralShape(0.965, 0.0, ((8.62, 0.16, 0.30), (9.0, 0.3, 0.05))),
        SpectralShape(0.45, -0.20, ((2.217, 0.028, 0.14), (2.27, 0.03, 0.07), (2.43, 0.05, 0.2))),
        6.0,
        -1.5,
    ),
    MaterialRecipe(
        "feldspar gravel",
        SpectralShape(0.955, 0.002, ((8.7, 0.3, 0.10), (9.55, 0.28, 0.15), (10.0, 0.2, 0.06))),
        SpectralShape(0.30, -0.03, ((2.205, 0.02, 0.08), (2.35, 0.02, 0.04))),
        8.5,
        -1.0,
    ),
    MaterialRecipe(
        "grass",
        SpectralShape(0.981, 0.0005, ((9.6, 0.6, 0.006), (12.9, 0.4, -0.004))),
        SpectralShape(0.13, -0.16, ((2.0, 0.08, 0.25), (2.31, 0.03, 0.05), (2.5, 0.1, 0.25))),
        0.5,
        -2.5,
        0.003,
    ),
    MaterialRecipe(
        "trees",
        SpectralShape(0.985, 0.0003, ((9.4, 0.8, 0.004),)),
        SpectralShape(0.085, -0.10, ((2.0, 0.08, 0.3), (2.5, 0.1, 0.3))),
        -1.0,
        0.0,
        0.002,
    ),
    MaterialRecipe(
        "dry grass",
        SpectralShape(0.957, 0.003, _CELLULOSE),
        SpectralShape(0.30, -0.18, ((2.10, 0.035, 0.15), (2.28, 0.03, 0.10), (2.335, 0.03, 0.10))),
        6.0,
        -2.5,
    ),
    MaterialRecipe(
        "water",
        SpectralShape(0.985, -0.001, ((12.9, 0.7, 0.015),)),
        SpectralShape(0.012, -0.005),
        -4.0,
        4.0,
        0.001,
    ),
    MaterialRecipe(
        "asphalt",
        SpectralShape(0.952, 0.002, (*_scaled(_QUARTZ, 0.12), (9.7, 0.5, 0.02))),
        SpectralShape(0.13, 0.01, _scaled(_CH_SOLAR, 0.25)),
        12.0,
        2.5,
    ),
    MaterialRecipe(
        "concrete",
        SpectralShape(0.945, 0.003, _scaled(_QUARTZ, 0.28) + _scaled(_CARBONATE, 0.35)),
        SpectralShape(0.34, -0.06, ((2.335, 0.04, 0.05), (2.21, 0.02, 0.02))),
        8.0,
        1.0,
    ),
    MaterialRecipe(
        "painted metal",
        SpectralShape(0.90, 0.004, ((9.2, 0.5, 0.03), (11.4, 0.12, 0.02)), 4),
        SpectralShape(0.38, -0.05, _scaled(_CH_SOLAR, 0.6), 2),
        11.0,
        -5.0,
        0.025,
    ),
    MaterialRecipe(
        "bare metal",
        SpectralShape(0.34, -0.012, ((10.6, 0.5, -0.05), (9.0, 0.4, -0.03))),
        SpectralShape(0.55, 0.02, ((2.2, 0.2, 0.03),)),
        7.0,
        -4.0,
        0.09,
    ),
    MaterialRecipe(
        "gravel roof",
        SpectralShape(0.945, 0.003, _scaled(_QUARTZ, 0.4) + _scaled(_CARBONATE, 0.3)),
        SpectralShape(0.28, -0.04, ((2.335, 0.04, 0.06), (2.205, 0.02, 0.05))),
        12.0,
        -1.0,
    ),
    MaterialRecipe(
        "membrane",
        SpectralShape(0.935, 0.002, _POLYMER, 4),
        SpectralShape(0.50, -0.15, _CH_SOLAR, 2),
        14.0,
        -4.0,
        0.012,
    ),
    MaterialRecipe(
        "polymer sheet",
        SpectralShape(0.90, 0.002, (*_POLYMER, (10.38, 0.06, 0.05), (11.95, 0.08, 0.04)), 6),
        SpectralShape(0.55, -0.18, (*_CH_SOLAR, (2.21, 0.02, 0.05)), 3),
        6.0,
        -5.0,
        0.02,
    ),
    MaterialRecipe(
        "tile roof",
        SpectralShape(0.945, 0.002, ((8.9, 0.4, 0.06), (9.5, 0.35, 0.10), (12.6, 0.2, 0.02))),
        SpectralShape(0.33, 0.02, ((2.2, 0.05, 0.02),)),
        11.0,
        -1.0,
    ),
    MaterialRecipe(
        "glass panel",
        SpectralShape(0.925, 0.0, ((9.35, 0.45, 0.20), (10.4, 0.5, 0.05))),
        SpectralShape(0.08, -0.01, ((2.22, 0.03, 0.10),)),
        9.0,
        -5.0,
    ),
)
"""Every material by name."""
