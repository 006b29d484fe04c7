"""One plume in the report: what it is, how sure that is, where it begins, what else it may be."""

from __future__ import annotations

from collections.abc import Mapping

from cathartes.io.results.placement import place_points
from cathartes.model.gas import GasLibrary
from cathartes.model.plume import UNKNOWN_GAS, Detection, Plume
from cathartes.model.scene import Scene
from cathartes.plot.close_up import draw_close_up
from cathartes.plot.report.markup import (
    bullet_list,
    figure_image,
    paragraph,
    probability_bar,
    section,
    table,
    text,
)
from cathartes.plot.series import is_series
from cathartes.plot.spectrum import draw_spectrum
from cathartes.plot.words import (
    column_as_sentence,
    gas_in_words,
    head_in_words,
    place_in_words,
    probability_in_words,
    rate_as_sentence,
)

_LEAST_SHOWN = 0.02
_LEAST_SOURCES_OF = 0.1
_MOST_BARS = 12


def plume_section(
    plume: Plume,
    detection: Detection,
    library: GasLibrary | None,
    scene: Scene | None,
    colours: Mapping[str, str],
    *,
    illustrated: bool,
) -> str:
    """Return the section of one plume."""
    parts = [
        paragraph(
            f"A plume of some gas with probability "
            f"{probability_in_words(plume.plume_probability)}. "
            f"{rate_as_sentence(plume.false_alarm_rate, detection)}"
        )
    ]
    if illustrated and not is_series(detection.shape):
        parts.append(
            figure_image(
                draw_close_up(detection, plume, colours),
                f"Outline and head of plume {plume.plume_id} on the scene, its score and column",
                "Outline and head (white dot) on the scene, and the maps they were drawn from. "
                "Numbers at the edges are samples and lines.",
            )
        )
    parts.append("<h3>Which gas</h3>")
    parts.append(_probability_table(plume, colours))
    others = [name for name in plume.group if name not in (plume.gas, UNKNOWN_GAS)]
    if others:
        parts.append(
            paragraph(
                f"This instrument cannot tell {plume.gas} from {', '.join(others)}: read them as "
                "one name.",
                "note",
            )
        )
    parts.append("<h3>Column</h3>" + paragraph(column_as_sentence(plume)))
    parts.append("<h3>Where it begins</h3>" + paragraph(_head_sentence(plume, scene)))
    if illustrated and plume.spectrum.wavelength_um.size:
        parts.append("<h3>Its spectrum</h3>")
        parts.append(
            figure_image(
                draw_spectrum(plume.spectrum, colours),
                f"Spectrum of plume {plume.plume_id} against the gases that explain it",
                _spectrum_caption(plume),
            )
        )
    parts.append("<h3>Ordinary sources</h3>" + _ordinary_sources(plume, library))
    title = f"Plume {plume.plume_id}: {gas_in_words(plume)}"
    return section(title, "".join(parts), anchor=f"plume-{plume.plume_id}", kind="plume")


def gas_swatch(gas: str, colours: Mapping[str, str]) -> str:
    """Return the gas's name with the colour it has in every figure."""
    shown = "a gas in no library" if gas == UNKNOWN_GAS else gas
    if gas not in colours:
        return text(shown)
    return f'<span class="swatch" style="background:{text(colours[gas])}"></span>{text(shown)}'


def _probability_table(plume: Plume, colours: Mapping[str, str]) -> str:
    by_probability = sorted(plume.gas_probabilities.items(), key=lambda item: -item[1])
    named = [(g, p) for g, p in by_probability if g != UNKNOWN_GAS and p >= _LEAST_SHOWN]
    shown = named[:_MOST_BARS]
    shown.append((UNKNOWN_GAS, plume.gas_probabilities.get(UNKNOWN_GAS, 0.0)))
    rows = [
        (gas_swatch(gas, colours), probability_bar(p, "unknown" if gas == UNKNOWN_GAS else ""))
        for gas, p in shown
    ]
    note = paragraph(
        "Each number is the probability that this gas is in the plume. A mixture holds several, "
        "so they need not add up to 100 %.",
        "note",
    )
    return table(("gas", "probability that it is in the plume"), rows, "plain") + note


def _head_sentence(plume: Plume, scene: Scene | None) -> str:
    sentence = head_in_words(plume)
    sentence = sentence[0].upper() + sentence[1:]
    if scene is not None and scene.georeference is not None:
        longitude, latitude = place_points(scene.georeference, plume.head_sample, plume.head_line)
        if longitude[0] == longitude[0]:
            sentence += f"; {place_in_words(float(longitude[0]), float(latitude[0]))}"
    else:
        sentence += "; the scene is not georeferenced, so there are no map coordinates"
    return f"{sentence}. {plume.head_remark}".strip()


def _spectrum_caption(plume: Plume) -> str:
    caption = "Plume minus its matched background"
    if plume.spectrum.fitted:
        caption += (
            ", and what the best-supported gases explain of it, drawn on a smooth baseline for "
            "the eye"
        )
    else:
        caption += "; no gas of the library explains it"
    return caption + ". Below: what is left over, in standard deviations."


def _ordinary_sources(plume: Plume, library: GasLibrary | None) -> str:
    by_probability = sorted(plume.gas_probabilities.items(), key=lambda one: -one[1])
    likely = [gas for gas, probability in by_probability if probability >= _LEAST_SOURCES_OF]
    likely = [g for g in dict.fromkeys([*likely, *plume.group]) if g != UNKNOWN_GAS]
    lines = []
    for gas in likely:
        known = library.gases.get(gas) if library else None
        if known is not None and known.ordinary_sources:
            lines.append(f"{gas}: {'; '.join(known.ordinary_sources)}.")
        else:
            lines.append(f"{gas}: none is listed in the library, which does not mean none exists.")
    if plume.gas == UNKNOWN_GAS:
        lines.append(
            "No gas of the library explains this plume, so nothing can be said of its sources."
        )
    return bullet_list(lines)
