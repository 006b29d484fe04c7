"""Fetching: nothing of an archive is opened before its hash is right."""

from __future__ import annotations

import hashlib
import io
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest

from cathartes.errors import InputError, SpectrumError
from cathartes.io.gases import archive

SPECTRUM = (
    "##TITLE=Made\n##JCAMP-DX=4.24\n##$NIST SOURCE=QUANT-IR\n##CAS REGISTRY NO=67-64-1\n"
    "##XUNITS=cm-1\n##YUNITS=(micromol/mol)-1m-1 (base 10)\n##YFACTOR=1E-6\n##FIRSTX=900\n"
    "##LASTX=902\n##NPOINTS=3\n##XYDATA=(X++(Y..Y))\n900 1 2 3\n##END=\n"
)


def packed(tmp_path: Path, members: dict[str, str], *links: str) -> tuple[Path, str]:
    path = tmp_path / "made.tar.gz"
    with tarfile.open(path, "w:gz") as tar:
        for name, text in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(text)
            tar.addfile(info, io.BytesIO(text.encode()))
        for name in links:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
            tar.addfile(info)
    return path, hashlib.sha256(path.read_bytes()).hexdigest()


def test_quantitative_spectra_are_read_and_nothing_else(tmp_path: Path) -> None:
    inside = "jcamp-1.3.2/data/infrared_spectra"
    path, digest = packed(
        tmp_path,
        {
            f"{inside}/one.jdx": SPECTRUM,
            f"{inside}/digitised.jdx": SPECTRUM.replace("QUANT-IR", "COBLENTZ"),
            f"{inside}/setup.py": "raise SystemExit",
            "jcamp-1.3.2/data/mass_spectra/two.jdx": SPECTRUM,
            f"../../{inside}/three.jdx": SPECTRUM.replace("Made", "Climber"),
        },
        f"{inside}/link.jdx",
    )
    before = set(tmp_path.iterdir())
    assert [gas.name for gas in archive.read_archive(path, digest)] == ["made", "climber"]
    assert set(tmp_path.iterdir()) == before, "nothing is unpacked beside the archive"


def test_another_archive_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, _ = packed(tmp_path, {"a/data/infrared_spectra/one.jdx": SPECTRUM})

    def opened(*_: Any, **__: Any) -> None:
        raise AssertionError("opened before the hash was checked")

    monkeypatch.setattr(tarfile, "open", opened)
    with pytest.raises(SpectrumError, match="sha256"):
        list(archive.read_archive(path))


def test_a_truncated_archive_is_refused(tmp_path: Path) -> None:
    path, _ = packed(tmp_path, {"a/data/infrared_spectra/one.jdx": SPECTRUM * 50})
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(SpectrumError, match="archive"):
        list(archive.read_archive(path, hashlib.sha256(path.read_bytes()).hexdigest()))


def test_pip_is_given_the_hash_so_that_it_runs_nothing_of_another_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        (tmp_path / "jcamp-1.3.2.tar.gz").write_bytes(b"")
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", run)
    assert archive.fetch_archive(tmp_path).name == "jcamp-1.3.2.tar.gz"
    assert "--require-hashes" in asked[0]
    assert not [part for part in asked[0] if "://" in part]
    assert archive.SHA256 in (tmp_path / "requirement.txt").read_text()


def test_a_network_that_fails_is_told_in_one_paragraph(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", "WARNING: retry\nERROR: no route\n")

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(InputError, match=r"no route.*--archive"):
        archive.fetch_archive(tmp_path)
