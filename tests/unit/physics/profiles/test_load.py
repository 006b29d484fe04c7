"""The table that ships, and what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from cathartes.errors import InputError
from cathartes.physics.gases import load_library
from cathartes.physics.profiles import load_profiles, profiles_from_yaml

REFERENCES = Path(__file__).parents[4] / "docs" / "references.bib"
NAMES = {
    "solvent_acid_mixture",
    "dry_cleaner",
    "coating_shop",
    "printing_works",
    "distillery",
    "livestock",
    "fertiliser_store",
    "cold_store",
    "landfill",
    "oil_gas_well",
    "gas_pipeline_station",
    "refinery",
    "fuel_depot",
    "switchgear",
    "smelter",
    "fumarole",
    "waste_water",
    "semiconductor_plant",
    "chemical_plant",
    "composting",
    "biomass_burning",
}
ONE = """
version: "7"
profiles:
  - name: dry_cleaner
    title: a dry cleaner
    abundance: 4.0
    permitted_share: 0.8
    rhythm: {duty: 0.3, spell_h: 9.0, night_share: 0.05}
    gases:
      tetrachloroethene: [0.95, 0.4, 2.5]
    references: [ap42dryclean]
"""


def test_every_kind_of_facility_that_is_asked_for_is_in_the_table() -> None:
    table = load_profiles()
    assert set(table.names) == NAMES
    assert len(table.names) == len(NAMES)
    assert table.version


def test_one_profile_is_searched_for_and_all_others_are_innocent() -> None:
    assert [one.name for one in load_profiles().profiles if one.is_clandestine] == [
        "solvent_acid_mixture"
    ]
    assert load_profiles()["solvent_acid_mixture"].permitted_share == 0.0


def test_every_publication_named_is_in_the_references() -> None:
    known = set(re.findall(r"^@\w+\{([^,\s]+),", REFERENCES.read_text("utf-8"), re.MULTILINE))
    named = {key for one in load_profiles().profiles for key in one.references}
    assert named <= known
    assert all(one.references for one in load_profiles().profiles)


def test_every_profile_says_what_is_assumed() -> None:
    assert all(one.remark for one in load_profiles().profiles)


def test_the_searched_profile_admits_that_no_rate_was_published() -> None:
    profile = load_profiles()["solvent_acid_mixture"]
    assert "no emission rate was ever measured" in profile.remark
    assert all(gas.rate_factor >= 3.0 for gas in profile.gases)


def test_every_gas_of_the_searched_profile_has_an_innocent_emitter() -> None:
    table = load_profiles()
    innocent = {gas.name for one in table.profiles if not one.is_clandestine for gas in one.gases}
    assert {gas.name for gas in table["solvent_acid_mixture"].gases} <= innocent


def test_profiles_name_gases_of_the_library_only() -> None:
    library = load_library("bundled").gases
    for profile in load_profiles().profiles:
        assert {gas.name for gas in profile.gases} <= set(library)


def test_emission_fits_into_the_hours_of_night_and_day() -> None:
    for profile in load_profiles().profiles:
        rhythm = profile.rhythm
        assert 24.0 * rhythm.duty * rhythm.night_share <= 10.0 * 1.01
        assert 24.0 * rhythm.duty * (1.0 - rhythm.night_share) <= 14.0 * 1.01


def test_several_gases_of_the_searched_profile_are_present_at_a_time() -> None:
    gases = load_profiles()["solvent_acid_mixture"].gases
    absent = np.prod([1.0 - gas.presence for gas in gases])
    only_one = sum(absent * gas.presence / (1.0 - gas.presence) for gas in gases)
    assert absent + only_one < 0.1


def test_a_small_table_is_read_as_it_is_written() -> None:
    table = profiles_from_yaml(ONE)
    profile = table["dry_cleaner"]
    assert table.version == "7"
    assert profile.gases[0].rate_kg_per_h == 0.4
    assert not profile.is_clandestine
    with pytest.raises(KeyError):
        table["laundry"]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("tetrachloroethene:", "perc:", "'perc'"),
        ("duty: 0.3", "duty: 1.3", "duty: found 1.3"),
        ("[0.95, 0.4, 2.5]", "[1.95, 0.4, 2.5]", "presence"),
        ("[0.95, 0.4, 2.5]", "[0.95, -0.4, 2.5]", "rate"),
        ("[0.95, 0.4, 2.5]", "[0.95, 0.4, 0.5]", "factor"),
        ("[0.95, 0.4, 2.5]", "[0.95, 0.4]", "instead of"),
        ("[0.95, 0.4, 2.5]", "[a, 0.4, 2.5]", "numbers"),
        ("[ap42dryclean]", "[]", "references: found none"),
        ("    abundance: 4.0\n", "", "missing ['abundance']"),
        ("    title:", "    colour: red\n    title:", "unknown ['colour']"),
        ("name: dry_cleaner", "name: Dry cleaner", "snake case"),
        ("    title:", "    is_clandestine: perhaps\n    title:", "'perhaps'"),
        ("spell_h: 9.0", "spell_h: 0", "spell_h"),
        ("night_share: 0.05", "night_share: -0.05", "night_share"),
        ("duty: 0.3", "duty: 0.9", "by day"),
        ("permitted_share: 0.8", "permitted_share: .nan", "permitted_share"),
        ("    title: a dry cleaner\n", "    title: a\n    title: b\n", "given twice"),
        ("{duty", "[duty", "YAML"),
    ],
)
def test_a_damaged_table_is_refused_with_the_field_that_is_wrong(
    before: str, after: str, told: str
) -> None:
    assert before in ONE
    with pytest.raises(InputError) as trouble:
        profiles_from_yaml(ONE.replace(before, after, 1))
    assert told in str(trouble.value)


def test_two_profiles_of_one_name_are_refused() -> None:
    _, entry = ONE.split("profiles:\n")
    with pytest.raises(InputError, match="dry_cleaner; expected profiles of different names"):
        profiles_from_yaml(ONE + entry)


@pytest.mark.parametrize("text", ["", "- 1", "profiles: {}", "profiles: []", "profiles: [3]"])
def test_a_text_that_is_no_table_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        profiles_from_yaml(text)
