"""The source archive that holds the NIST quantitative spectra: fetch, check, unpack in memory.

The spectra are not redistributed by this project. They come with the source archive of a
public package (``jcamp`` 1.3.2), which each person fetches with their own package installer,
under the terms of the archive. The archive's hash is checked before anything in it is opened,
and the installer is given the hash too, so that it runs nothing of another archive.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from cathartes.errors import InputError, SpectrumError
from cathartes.io.spectra import jcamp
from cathartes.model.gas import Gas

PACKAGE = "jcamp==1.3.2"
SHA256 = "27ce753f5bb2601d3138fc2a4787c0049deb0ab51ce052cb62806bcbd12eddb9"
SPECTRA_FOLDER = ("data", "infrared_spectra")
LARGEST_ARCHIVE_BYTES = 64 * 2**20
LARGEST_MEMBER_BYTES = 8 * 2**20
FETCH_TIMEOUT_S = 600


def fetch_archive(folder: Path) -> Path:
    """Let pip fetch the archive into a folder, from wherever it is set up to fetch.

    Raises
    ------
    InputError
        If pip fails, with the last line of what it said.
    """
    requirement = folder / "requirement.txt"
    requirement.write_text(f"{PACKAGE} --hash=sha256:{SHA256}\n", encoding="ascii")
    command = [
        sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet",
        "--no-deps", "--no-binary", ":all:", "--require-hashes", "--dest", str(folder),
        "-r", str(requirement),
    ]  # fmt: skip
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=FETCH_TIMEOUT_S
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _not_fetched(str(error)) from error
    archives = sorted(folder.glob("*.tar.gz"))
    if done.returncode != 0 or not archives:
        said = [line for line in done.stderr.splitlines() if "ERROR" in line] or [done.stderr]
        raise _not_fetched(said[-1].strip() or f"pip ended with {done.returncode}")
    return archives[0]


def _not_fetched(found: str) -> InputError:
    return InputError.about(
        PACKAGE,
        "source archive",
        found=found,
        expected="the archive, fetched by pip",
        remedy="Check the network, or fetch the archive elsewhere and give it with --archive.",
    )


def check_archive(path: Path, sha256: str = SHA256) -> None:
    """Refuse an archive that is not, byte for byte, the one that was looked at.

    Raises
    ------
    SpectrumError
        If size or hash differ, or the file cannot be read.
    """
    try:
        size = path.stat().st_size
        digest = hashlib.sha256()
        with path.open("rb") as stream:
            while size <= LARGEST_ARCHIVE_BYTES and (block := stream.read(2**20)):
                digest.update(block)
    except OSError as error:
        raise SpectrumError.about(
            path, "archive", found=error.strerror or str(error), expected="a readable file",
            remedy="Check the path.",
        ) from error  # fmt: skip
    if digest.hexdigest() != sha256:
        raise SpectrumError.about(
            path,
            "sha256",
            found=digest.hexdigest(),
            expected=sha256,
            remedy="This is another archive; nothing in it was opened. Fetch it again.",
        )


def read_archive(path: Path, sha256: str = SHA256) -> Iterator[Gas]:
    """Read the quantitative spectra of a checked archive, without unpacking it to disk.

    Yields
    ------
    Gas
        Of class Q only: the archive's digitised sheets are coarser than the bundled library.

    Raises
    ------
    SpectrumError
        If the hash differs, or a spectrum is damaged.
    """
    check_archive(path, sha256)
    try:
        with tarfile.open(path, "r:gz") as archive, tempfile.TemporaryDirectory() as folder:
            for member in archive:
                inside = PurePosixPath(member.name)
                is_spectrum = (
                    member.isfile()
                    and inside.suffix == ".jdx"
                    and inside.parts[-3:-1] == SPECTRA_FOLDER
                    and member.size <= LARGEST_MEMBER_BYTES
                )
                stream = archive.extractfile(member) if is_spectrum else None
                if stream is None:
                    continue
                content = stream.read(LARGEST_MEMBER_BYTES)
                if b"QUANT-IR" not in content[:4096]:
                    continue
                file = Path(folder) / "".join(
                    c if c.isalnum() or c in ".-" else "_" for c in inside.name
                )
                file.write_bytes(content)
                yield jcamp.read(file)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise SpectrumError.about(
            path,
            "archive",
            found=str(error),
            expected="a whole .tar.gz file",
            remedy="Fetch it again.",
        ) from error
