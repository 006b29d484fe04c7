"""What a new campaign is told of its options is what the stages know of them."""

from __future__ import annotations

import re

import pytest

from cathartes.detection.options import DetectionOptions
from cathartes.errors import OptionError
from cathartes.flow.campaigns.fusing import fusion_options
from cathartes.flow.campaigns.opening import detection_options_of
from cathartes.flow.starting import SET_ELSEWHERE, start_campaign
from cathartes.fusion import FusionOptions
from cathartes.io.campaign_files import read_settings

SETTING = re.compile(r"^# (\w+) = (.*?) +# ", re.M)


def settings_text(folder):
    start_campaign(folder, "c")
    return (folder / "campaign.toml").read_text()


@pytest.mark.parametrize(
    ("table", "options", "more"),
    [("detect", DetectionOptions, {"reports"}), ("fuse", FusionOptions, set())],
)
def test_every_option_of_a_stage_is_listed_in_its_table(tmp_path, table, options, more):
    part = settings_text(tmp_path / "c").split(f"\n[{table}]\n")[1].split("\n[")[0]
    listed = {match[1] for match in SETTING.finditer(part)}
    assert listed == (set(options.model_fields) - set(SET_ELSEWHERE)) | more


def test_options_that_are_uncommented_are_the_defaults(tmp_path):
    text = settings_text(tmp_path / "c")
    head, tables = text.split("\n[detect]\n")
    for name in ("approved_by", "legal_basis"):
        head = head.replace(f'{name} = ""', f'{name} = "somebody"')
    given = SETTING.sub(r"\1 = \2 # ", tables).replace('atmosphere_table = ""', "#")
    (tmp_path / "c" / "campaign.toml").write_text(f"{head}\n[detect]\n{given}")
    settings = read_settings(tmp_path / "c")
    assert len(settings.fuse) == len(FusionOptions.model_fields) - 1
    assert detection_options_of(settings, tmp_path / "c") == (DetectionOptions(), False)
    profile = settings.campaign.profile
    assert fusion_options(tmp_path / "c", settings.fuse, profile) == FusionOptions()


def test_no_line_of_the_settings_is_longer_than_a_page_is_wide(tmp_path):
    assert max(map(len, settings_text(tmp_path / "c").splitlines())) <= 100


def options_of(settings, folder):
    """Read the options of both stages."""
    detection_options_of(settings, folder)
    fusion_options(folder, settings.fuse, settings.campaign.profile)


@pytest.mark.parametrize(
    ("table", "line", "words"),
    [
        ("fuse", "site_flor_m = 2.0", r"fuse\.site_flor_m: found 2\.0; .*site_floor_m"),
        ("fuse", "gate = 0.5", r"fuse\.gate: found 0\.5; expected a valid setting \(input should"),
        ("detect", "report_probabilty = 0.9", r"detect\.report_probabilty.*report_probability"),
    ],
)
def test_a_setting_that_is_none_is_told_with_those_that_are_like_it(tmp_path, table, line, words):
    folder = tmp_path / "c"
    text = settings_text(folder).replace('approved_by = ""', 'approved_by = "somebody"')
    text = text.replace('legal_basis = ""', 'legal_basis = "somebody"')
    (folder / "campaign.toml").write_text(text.replace(f"[{table}]", f"[{table}]\n{line}", 1))
    settings = read_settings(folder)
    with pytest.raises(OptionError, match=words):
        options_of(settings, folder)
