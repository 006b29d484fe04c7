"""Formats are told by content, never by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cathartes.errors import SpectrumError
from cathartes.io.spectra import IMPORTERS, read_spectrum

PLAIN = "900.0 1e-5\n901.0 2e-5\n902.0 3e-5\n903.0 2e-5\n904.0 1e-5\n"


def test_a_wrong_suffix_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "acetone.jdx"
    path.write_text(PLAIN, encoding="ascii")
    assert read_spectrum(path).name == "acetone"


def test_an_unknown_format_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    with pytest.raises(SpectrumError) as error:
        read_spectrum(path)
    assert all(importer.name in str(error.value) for importer in IMPORTERS)


@pytest.mark.parametrize("what", ["missing", "folder"])
def test_no_file_is_said_to_be_no_file(tmp_path: Path, what: str) -> None:
    path = tmp_path if what == "folder" else tmp_path / "missing.jdx"
    with pytest.raises(SpectrumError, match="no file"):
        read_spectrum(path)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=700))
def test_recognising_never_raises(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "anything"
    path.write_bytes(content)
    for importer in IMPORTERS:
        assert importer.recognises(path) in (True, False)
