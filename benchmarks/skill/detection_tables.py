"""Plumes, names, probabilities, columns and heads of cathartes, with the bars."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from benchmarks.metrics import (
    ColumnStatement,
    binomial_interval,
    expected_calibration_error,
    median,
    reliability,
    score_columns,
    share,
)
from benchmarks.reporting.tables import Table
from benchmarks.skill.rows import PlumeRow
from benchmarks.skill.run import SceneResult

Bar = tuple[str, str, str, bool | None]
STRONG = 10.0


def scene_table(results: Sequence[SceneResult]) -> Table:
    """Return one row for each scene: what was found, what was false."""
    table = Table(
        "Scenes",
        (
            "scene",
            "group",
            "emitters",
            "found",
            "SNR>=10",
            "found SNR>=10",
            "plumes",
            "false",
            "rejected",
            "CPU s",
        ),
    )
    for one in results:
        rows = one.detection
        strong = [emitter for emitter in rows.emitters if emitter.strength >= STRONG]
        table.rows.append(
            (
                one.recipe.name,
                f"{one.recipe.domain} {one.recipe.group}",
                len(rows.emitters),
                sum(emitter.is_found for emitter in rows.emitters),
                len(strong),
                sum(emitter.is_found for emitter in strong),
                len(rows.plumes),
                sum(plume.emitter is None for plume in rows.plumes),
                rows.n_rejections,
                one.seconds["cathartes"],
            )
        )
    return table


def reliability_table(results: Sequence[SceneResult]) -> Table:
    """Return the reliability diagram of the gas probabilities as a table."""
    stated = [p for one in results for plume in one.detection.plumes for p in plume.probabilities]
    table = Table(
        "Reliability of the gas probabilities (all reported plumes, false ones included)",
        ("stated", "statements", "mean stated", "came true"),
    )
    for part in reliability([p.probability for p in stated], [p.is_held for p in stated]):
        label = f"{part.low:.1f} - {part.high:.1f}"
        table.rows.append((label, part.count, part.mean_probability, part.share_true))
    return table


def detection_bars(results: Sequence[SceneResult]) -> list[Bar]:
    """Return every bar that cathartes is held to alone."""
    plumes = [plume for one in results for plume in one.detection.plumes]
    return [
        *_finding_bars(results),
        *_naming_bars(plumes),
        *_calibration_bars(plumes),
        *_column_bars(plumes),
        *_head_bars(results, plumes),
    ]


def _finding_bars(results: Sequence[SceneResult]) -> list[Bar]:
    strong = [
        emitter
        for one in results
        for emitter in one.detection.emitters
        if emitter.strength >= STRONG
    ]
    n_found = sum(emitter.is_found for emitter in strong)
    low, high = binomial_interval(n_found, len(strong))
    n_false = [sum(plume.emitter is None for plume in one.detection.plumes) for one in results]
    clean = [n for n, one in zip(n_false, results, strict=True) if not one.detection.emitters]
    n_scenes = len(results)
    return [
        (
            "emitters of strength >= 10 found",
            ">= 0.90",
            f"{share(n_found, len(strong)):.3f} ({n_found} of {len(strong)}; {low:.2f}-{high:.2f})",
            n_found >= 0.9 * len(strong) if strong else None,
        ),
        (
            "false plumes a scene, mean",
            "<= 1",
            f"{share(sum(n_false), n_scenes):.2f} (most in one scene: {max(n_false, default=0)})",
            sum(n_false) <= n_scenes,
        ),
        (
            "scenes with at most one false plume",
            "all",
            f"{sum(n <= 1 for n in n_false)} of {n_scenes}",
            all(n <= 1 for n in n_false),
        ),
        (
            "clean scenes without a false plume",
            ">= 3 of 4",
            f"{sum(n == 0 for n in clean)} of {len(clean)}",
            sum(n == 0 for n in clean) >= 0.75 * len(clean) if clean else None,
        ),
    ]


def _naming_bars(plumes: Sequence[PlumeRow]) -> list[Bar]:
    known = [plume for plume in plumes if plume.emitter is not None and not plume.is_invented]
    invented = [plume for plume in plumes if plume.is_invented]
    in_group = sum(plume.is_in_group for plume in known)
    top_1 = sum(plume.is_top_1 for plume in known)
    unknown = sum(plume.gas == "unknown" for plume in invented)
    return [
        _share_bar("true plumes of library gases named within their group", in_group, known, 0.95),
        _share_bar("the same, by their very name (top 1)", top_1, known, 0.80),
        _share_bar(
            "plumes of invented gases called unknown (>= 20 wanted)", unknown, invented, 0.8
        ),
    ]


def _share_bar(label: str, hits: int, of: Sequence[object], bar: float) -> Bar:
    return (
        label,
        f">= {bar:.2f}",
        f"{share(hits, len(of)):.3f} ({hits} of {len(of)})",
        hits >= bar * len(of) if of else None,
    )


def _calibration_bars(plumes: Sequence[PlumeRow]) -> list[Bar]:
    stated = [p for plume in plumes for p in plume.probabilities]
    surest = [p for plume in plumes for p in plume.probabilities if p.gas == plume.gas]
    variants = (
        ("calibration error, all (plume, gas) statements above 0.01", stated, False, True),
        ("calibration error, the reported gas only", surest, False, True),
        ("the same, any gas of the group counts", surest, True, False),
    )
    bars: list[Bar] = []
    for label, rows, in_group, is_bar in variants:
        error = expected_calibration_error(
            [row.probability for row in rows],
            [row.is_group_held if in_group else row.is_held for row in rows],
        )
        met = error <= 0.10 if is_bar and rows else None
        bars.append((label, "<= 0.10" if is_bar else "", f"{error:.3f} ({len(rows)})", met))
    return bars


def _column_bars(plumes: Sequence[PlumeRow]) -> list[Bar]:
    named = [plume for plume in plumes if plume.emitter is not None and plume.gas != "unknown"]
    by_kind: dict[bool, list[ColumnStatement]] = defaultdict(list)
    for plume in named:
        if plume.column_ppm_m is not None:
            statement = ColumnStatement(
                plume.column_ppm_m, plume.column_std_ppm_m or 0.0, plume.true_column_ppm_m
            )
            by_kind[plume.is_top_1].append(statement)
    scores = score_columns(by_kind[True] + by_kind[False])
    rightly_named = score_columns(by_kind[True])
    n_abstained = len(named) - scores.n_stated
    false_columns = sum(p.emitter is None and p.column_ppm_m is not None for p in plumes)
    return [
        (
            "columns stated within a factor of two (wrong names count as wrong)",
            ">= 0.90",
            f"{scores.factor_two_share:.3f} (of {scores.n_stated})",
            scores.factor_two_share >= 0.9 if scores.n_stated else None,
        ),
        (
            "the same, rightly named only; median stated / true",
            "",
            (
                f"{rightly_named.factor_two_share:.3f} (of {rightly_named.n_stated}); "
                f"{rightly_named.median_ratio:.2f}"
            ),
            None,
        ),
        (
            "truth within one / 1.96 stated standard deviations, rightly named",
            "0.68 / 0.95",
            f"{rightly_named.coverage_68:.2f} / {rightly_named.coverage_95:.2f}",
            None,
        ),
        (
            "true named plumes without a column (abstained); false plumes with one",
            "",
            f"{share(n_abstained, len(named)):.2f} (of {len(named)}); {false_columns}",
            None,
        ),
    ]


def _head_bars(results: Sequence[SceneResult], plumes: Sequence[PlumeRow]) -> list[Bar]:
    each = [p.head_distance_pixels for p in plumes if p.head_distance_pixels is not None]
    surest = [d for one in results for d in one.detection.surest_head_pixels]
    return [
        (
            "head to emitter, pixels, median over reported plumes",
            "<= 5",
            f"{median(each):.1f} (of {len(each)})",
            median(each) <= 5.0 if each else None,
        ),
        (
            "head to emitter, median over found emitters, surest plume each",
            "",
            f"{median(surest):.1f} (of {len(surest)})",
            None,
        ),
    ]
