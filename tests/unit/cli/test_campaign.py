"""``cathartes campaign``: from an empty folder to ranked sites, as a person types it."""

from __future__ import annotations

import json

import pytest

from benchmarks.campaigns.small_scenes import SmallCampaign, detect_marks, write_small_campaign
from cathartes.cli import app as command_line
from cathartes.flow.campaign import run_campaign
from cathartes.flow.scheduling import Scheduling

SERIAL = Scheduling(serial=True)


@pytest.fixture(autouse=True)
def _restore(monkeypatch):
    monkeypatch.setenv("CATHARTES_DEBUG", "0")
    monkeypatch.setattr(command_line, "listen_for_signals", lambda: None)


def run(*arguments) -> int:
    """Run the command line; return its status."""
    with pytest.raises(SystemExit) as ended:
        command_line.main([str(one) for one in arguments])
    return int(ended.value.code or 0)


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """Return the folder of a campaign that was run."""
    folder = tmp_path_factory.mktemp("finished") / "c"
    write_small_campaign(folder, SmallCampaign(flights=2, scenes=2))
    run_campaign(folder, SERIAL, detect=detect_marks)
    return folder


def test_init_writes_a_campaign_that_run_accepts_once_its_authority_is_filled_in(tmp_path, capsys):
    folder = tmp_path / "survey"
    assert run("campaign", "init", folder) == 0
    assert run("campaign", "run", folder, "--serial") == 1
    assert "authority.1.approved_by" in capsys.readouterr().err
    settings = folder / "campaign.toml"
    text = settings.read_text().replace('approved_by = ""', 'approved_by = "A judge"')
    settings.write_text(text.replace('legal_basis = ""', 'legal_basis = "An order"'))
    assert run("campaign", "run", folder, "--serial") == 0
    out = capsys.readouterr().out
    assert "Nothing to work on: put the plans of flights into" in out
    assert "survey: 0 scenes and cases worked on" in out
    assert "0 candidate sites" in out
    assert run("campaign", "init", folder) == 1
    assert "one that is there" in capsys.readouterr().err


def test_sites_are_listed_as_records_with_reasons_and_alternatives(finished, capsys):
    assert run("campaign", "sites", finished, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["campaign"], told["is_simulated"]) == ("many small scenes", True)
    (site,) = told["sites"]
    assert site["rank"] == 1
    assert site["is_simulated"] is True
    assert set(site["marking"]) == {"handling", "compartments"}
    assert "SENSITIVE" in site["marking"]["handling"]
    assert site["n_estimates"] == 2
    assert 0.0 <= site["probability"] <= 1.0
    assert {"feature", "value", "weight", "sentence"} == set(site["reasons"][0])
    shares = [one["probability"] for one in site["alternatives"]]
    assert shares == sorted(shares, reverse=True)
    assert {"profile", "title", "probability"} == set(site["alternatives"][0])


def test_sites_and_status_are_printed_for_people(finished, capsys):
    assert run("campaign", "sites", finished) == 0
    out = capsys.readouterr().out
    assert "SIMULATED" in out
    assert "may also be" in out
    assert run("campaign", "status", finished) == 0
    assert "4 done, 0 failed" in capsys.readouterr().out
    assert run("campaign", "status", finished, "--json") == 0
    assert json.loads(capsys.readouterr().out)["work"] == {"done": 4, "failed": 0, "put off": 0}


def test_report_writes_a_page_and_the_sites_for_other_programs(finished, capsys):
    assert run("campaign", "report", finished) == 0
    names = {path.name for path in (finished / "report").iterdir()}
    assert {"report.html", "sites.geojson", "sites.gpkg", "sites.kmz", "gaps.geojson"} <= names
    assert "SIMULATED" in (finished / "report" / "report.html").read_text()


def test_a_folder_that_is_no_campaign_is_one_paragraph(tmp_path, capsys):
    for verb in ("run", "status", "sites", "report"):
        assert run("campaign", verb, tmp_path / "nothing") == 1
        err = capsys.readouterr().err
        assert "campaign.toml" in err
        assert "Traceback" not in err
