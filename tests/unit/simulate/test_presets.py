"""Ready-made settings."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.errors import OptionError
from cathartes.physics.gases import load_library
from cathartes.simulate import demo_settings, draw_emitters
from cathartes.simulate.presets import settings_for


def test_demo_holds_library_gases_and_one_mixture() -> None:
    emitters = demo_settings(3).emitters
    assert sorted(len(one.gases) for one in emitters) == [1, 1, 2]
    library = load_library().gases
    assert all(share.name in library for one in emitters for share in one.gases)


def test_same_seed_gives_the_same_settings() -> None:
    assert demo_settings(4) == demo_settings(4)
    assert demo_settings(4) != demo_settings(5)


def test_aliases_are_resolved_and_mixtures_used_in_turn() -> None:
    settings = settings_for("lwir", 1, 3, [("NH3",), ("acetone", "DCM")])
    names = [[share.name for share in one.gases] for one in settings.emitters]
    assert names[0] == names[2] == ["ammonia"]
    assert sorted(names[1]) == ["acetone", "dichloromethane"]
    assert settings_for("swir", 1, 2).emitters[1].gases[0].name == "methane"
    with pytest.raises(OptionError):
        settings_for("lwir", 1, 1, [("nosuchgas",)])


def test_drawn_strengths_stay_in_the_asked_range() -> None:
    drawn = draw_emitters(np.random.default_rng(0), [[("SF6", 1.0)]] * 200, (4.0, 40.0))
    strengths = np.array([one.target_snr for one in drawn])
    assert strengths.min() >= 4.0
    assert strengths.max() <= 40.0
    # Uniform in the logarithm: as many below the geometric mean as above it.
    assert np.mean(strengths < np.sqrt(160.0)) == pytest.approx(0.5, abs=0.12)
