"""The public verb: errors, progress, what it leaves alone, blocks of lines."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pytest
from attrs import evolve
from shapely.geometry import Polygon
from threadpoolctl import threadpool_info

from cathartes.detection import DetectionOptions, detect_plumes
from cathartes.errors import InstrumentError, OptionError, StatisticsError
from cathartes.model import Detection, Wind
from cathartes.model.gas import GasLibrary
from cathartes.model.instrument import Instrument
from tests.planted_scenes import drifting_plume, library_of, planted_scene, with_radiance

detect_module = importlib.import_module("cathartes.detection.detect")
SHAPE = (56, 72)
PLUME = 90.0 * drifting_plume(SHAPE, 28, 20)
SCENE = planted_scene({"ammonia": PLUME}, wind=Wind(3.0, 270.0))


@pytest.fixture(scope="module")
def found() -> Detection:
    return detect_plumes(SCENE, library_of())


def test_the_planted_plume_is_the_surest_and_is_named(found: Detection) -> None:
    plume = found.plumes[0]
    assert plume.gas == "ammonia"
    assert plume.gas_probabilities["ammonia"] > 0.9
    assert plume.plume_probability > 0.9
    assert plume.false_alarm_rate < 1e-3
    assert found.plume_id[28, 24] == plume.plume_id


def test_records_of_a_plume_agree_with_each_other_and_with_the_maps(found: Detection) -> None:
    assert found.scene_name == SCENE.name
    assert found.shape == SHAPE
    for number, plume in enumerate(found.plumes, start=1):
        at = found.plume_id == number
        assert plume.plume_id == number
        assert at.sum() == plume.n_pixels
        assert Polygon(plume.pixel_polygon).area >= plume.n_pixels - 1e-6
        assert 0.0 <= plume.plume_probability <= 1.0
        assert all(0.0 <= p <= 1.0 for p in plume.gas_probabilities.values())
        assert plume.gas in plume.group
        assert plume.gas_probabilities[plume.gas] == max(plume.gas_probabilities.values())
        assert plume.score == pytest.approx(np.nanmax(found.score[plume.gas][at]), rel=0.2)
        for spectrum in (plume.spectrum.difference, plume.spectrum.difference_std):
            assert spectrum.shape == plume.spectrum.wavelength_um.shape
            assert np.isfinite(spectrum).all()
    assert found.plume_id.max() == len(found.plumes)


def test_the_column_is_stated_with_its_spread_and_mapped(found: Detection) -> None:
    plume = found.plumes[0]
    assert plume.column_mean_ppm_m is not None
    assert plume.column_std_ppm_m is not None
    truth = PLUME[found.plume_id == 1].mean()
    assert 0.5 < plume.column_mean_ppm_m / truth < 2.0
    assert abs(plume.column_mean_ppm_m - truth) < 3.0 * plume.column_std_ppm_m
    mapped = found.column["ammonia"]
    assert np.isnan(mapped[found.plume_id == 0]).all()
    assert np.isfinite(mapped[found.plume_id == 1]).any()


def test_the_head_lies_at_the_source_that_the_wind_points_from(found: Detection) -> None:
    plume = found.plumes[0]
    assert np.hypot(plume.head_line - 28.0, plume.head_sample - 20.0) < 5.0
    assert plume.head_std_m == pytest.approx(2.0 * plume.head_std_pixels)


def test_rejections_say_why(found: Detection) -> None:
    for one in found.rejections:
        assert one.reason.endswith(".")
        assert one.plume_probability < 0.5
        assert len(one.pixel_polygon) >= 4


def test_the_same_seed_gives_the_same_result(found: Detection) -> None:
    again = detect_plumes(SCENE, library_of())
    assert [p.score for p in again.plumes] == [p.score for p in found.plumes]
    np.testing.assert_array_equal(again.plume_id, found.plume_id)


def test_arguments_are_not_changed() -> None:
    library = library_of()
    radiance = SCENE.source.read(0, SHAPE[0])
    names = list(library.gases)
    spectra = [gas.spectrum.cross_section_cm2.copy() for gas in library]
    options = DetectionOptions()
    detect_plumes(SCENE, library, options)
    np.testing.assert_array_equal(SCENE.source.read(0, SHAPE[0]), radiance)
    assert list(library.gases) == names
    for gas, before in zip(library, spectra, strict=True):
        np.testing.assert_array_equal(gas.spectrum.cross_section_cm2, before)
    assert options == DetectionOptions()


def test_progress_never_goes_back_and_ends_at_the_whole() -> None:
    told: list[tuple[str, float]] = []
    detect_plumes(
        SCENE,
        library_of(),
        DetectionOptions(tile_lines=20),
        progress=lambda what, share: told.append((what, share)),
    )
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert 0.0 <= shares[0] < 0.5
    assert shares[-1] == 1.0
    assert len(set(shares)) > 3
    assert all(what for what, _ in told)


class StoppedError(Exception):
    """What a person who stops the work raises."""


def test_whoever_stops_the_work_through_progress_gets_his_own_error() -> None:
    def stop(_what: str, share: float) -> None:
        if share > 0.2:
            raise StoppedError

    with pytest.raises(StoppedError):
        detect_plumes(SCENE, library_of(), progress=stop)


def test_only_the_gases_asked_for_are_named_and_scored() -> None:
    options = DetectionOptions(gases=("SF6", "ammonia"), keep_scores=True)
    found = detect_plumes(SCENE, library_of(), options)
    assert set(found.score) == {"SF6", "ammonia"}
    assert set(found.plumes[0].gas_probabilities) <= {"SF6", "ammonia", "unknown"}


def test_scores_of_every_gas_are_kept_on_request(found: Detection) -> None:
    kept = detect_plumes(SCENE, library_of(), DetectionOptions(keep_scores=True))
    assert set(kept.score) == set(library_of().gases)
    assert set(found.score) < set(kept.score)
    np.testing.assert_array_equal(kept.score["ammonia"], found.score["ammonia"])


def test_stated_scores_rise_as_rates_fall(found: Detection) -> None:
    for gas in found.score:
        by_rate = [found.score_at_rate[rate][gas] for rate in (1e-2, 1e-3, 1e-4, 1e-5)]
        assert by_rate == sorted(by_rate)


def test_no_more_plumes_than_asked_and_the_map_holds_only_them() -> None:
    two = {"ammonia": PLUME, "SF6": 8.0 * drifting_plume(SHAPE, 10, 30, 10.0)}
    scene = planted_scene(two, wind=Wind(3.0, 270.0))
    assert len(detect_plumes(scene, library_of()).plumes) >= 2
    found = detect_plumes(scene, library_of(), DetectionOptions(max_plumes=1))
    assert len(found.plumes) == 1
    assert found.plume_id.max() == 1


@pytest.mark.parametrize("tile_lines", [20, 30])
def test_block_by_block_finds_a_plume_across_a_border_once(tile_lines: int) -> None:
    shape = (120, 60)
    plume = 90.0 * drifting_plume(shape, 60, 20, 12.0, 5.0)
    scene = planted_scene({"ammonia": plume}, shape=shape, wind=Wind(3.0, 270.0))
    whole = detect_plumes(scene, library_of())
    parts = detect_plumes(scene, library_of(), DetectionOptions(tile_lines=tile_lines))
    of_ammonia = [p for p in parts.plumes if p.gas == "ammonia"]
    assert len(of_ammonia) == 1
    one, other = whole.plumes[0], of_ammonia[0]
    assert other.n_pixels == pytest.approx(one.n_pixels, rel=0.3)
    assert np.hypot(other.head_line - one.head_line, other.head_sample - one.head_sample) < 3.0
    at = (whole.plume_id == 1, parts.plume_id == other.plume_id)
    assert (at[0] & at[1]).sum() > 0.7 * (at[0] | at[1]).sum()
    assert np.isfinite(parts.score["ammonia"]).all()


@pytest.mark.parametrize("both_claim", [True, False])
def test_a_plume_at_a_border_of_blocks_is_placed_exactly_once(
    monkeypatch: pytest.MonkeyPatch, both_claim: bool
) -> None:
    # Each block sees the plume with statistics of its own: one its upper, one its lower part.
    plain = detect_module.detect_in_block
    blocks_seen = []

    def one_sided(*parts: Any) -> Any:
        result = plain(*parts)
        is_upper = (len(blocks_seen) == 0) == both_claim
        blocks_seen.append(result)
        for n, judged in enumerate(result.judged):
            candidate = judged.candidate
            order = np.argsort(candidate.members[:, 0], kind="stable")
            kept = order[: 7 * len(order) // 10] if is_upper else order[3 * len(order) // 10 :]
            cut = evolve(candidate, members=candidate.members[kept], scores=candidate.scores[kept])
            result.judged[n] = evolve(judged, candidate=cut)
        return result

    monkeypatch.setattr(detect_module, "detect_in_block", one_sided)
    shape = (120, 60)
    plume = 90.0 * drifting_plume(shape, 60, 20, 12.0, 5.0)
    scene = planted_scene({"ammonia": plume}, shape=shape, wind=Wind(3.0, 270.0))
    found = detect_plumes(scene, library_of(), DetectionOptions(tile_lines=60))
    assert len(blocks_seen) == 2
    assert [p.gas for p in found.plumes] == ["ammonia"]


def test_a_dead_column_takes_no_part_and_is_marked() -> None:
    radiance = SCENE.source.read(0, SHAPE[0])
    radiance[:, 50] *= np.random.default_rng(0).uniform(0.0, 3.0, radiance.shape[2]).astype("f4")
    found = detect_plumes(with_radiance(SCENE, radiance), library_of())
    assert (found.quality[:, 50] & 4).all()
    assert np.isnan(found.score["ammonia"][:, 50]).all()
    assert found.plumes[0].gas == "ammonia"


def spoilt(radiance: np.ndarray) -> list[np.ndarray]:
    return [
        np.full_like(radiance, 7.0),
        np.zeros_like(radiance),
        np.full_like(radiance, np.nan),
        radiance[:2, :30],
        radiance[:1, :1],
    ]


@pytest.mark.parametrize("kind", range(5), ids=["constant", "zero", "nan", "few", "one pixel"])
def test_a_scene_without_statistics_is_refused_in_one_paragraph(kind: int) -> None:
    radiance = spoilt(SCENE.source.read(0, SHAPE[0]))[kind]
    with pytest.raises(StatisticsError) as caught:
        detect_plumes(with_radiance(SCENE, radiance), library_of())
    message = str(caught.value)
    assert SCENE.name in message
    assert "expected" in message
    assert "\n" not in message
    assert len(message) < 600


def test_an_instrument_that_covers_nothing_is_refused() -> None:
    channels = SCENE.shape[2]
    visible = Instrument("eye", np.linspace(0.4, 0.7, channels), np.full(channels, 0.01))
    with pytest.raises(InstrumentError) as caught:
        detect_plumes(evolve(SCENE, instrument=visible), library_of())
    assert "\n" not in str(caught.value)


def test_a_gas_that_no_library_knows_is_refused() -> None:
    with pytest.raises(OptionError, match="phlogiston"):
        detect_plumes(SCENE, library_of(), DetectionOptions(gases=("phlogiston",)))


def test_a_library_of_one_gas_is_enough() -> None:
    alone = GasLibrary({"ammonia": library_of("ammonia").gases["ammonia"]})
    assert detect_plumes(SCENE, alone).plumes[0].gas == "ammonia"


def test_matrix_products_keep_to_one_thread_however_many_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from cathartes.detection import detect as stage

    seen: list[int] = []

    def look(*given: object, **more: object) -> object:
        seen.extend(one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas")
        return honest(*given, **more)

    honest = stage.detect_in_block
    monkeypatch.setattr(stage, "detect_in_block", look)
    many = detect_plumes(SCENE, library_of(), DetectionOptions(n_threads=4))
    assert seen
    assert set(seen) == {1}
    one = detect_plumes(SCENE, library_of(), DetectionOptions(n_threads=1))
    assert [p.gas for p in many.plumes] == [p.gas for p in one.plumes]
    np.testing.assert_array_equal(many.plume_id, one.plume_id)


def test_the_blocks_that_statistics_were_taken_in_are_recorded() -> None:
    whole = detect_plumes(SCENE, library_of("ammonia"))
    parts = detect_plumes(SCENE, library_of("ammonia"), DetectionOptions(tile_lines=20))
    assert whole.provenance.options["blocks"] == 1
    assert whole.provenance.options["lines_per_block"] == SHAPE[0]
    assert parts.provenance.options == {"blocks": 3, "lines_per_block": 19, "lines_of_overlap": 48}
