"""A PostgreSQL server of the tests' own: a free port, a temporary folder, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OLDEST = 15


def missing() -> str | None:
    """Return what is missing for a server, None where all is there."""
    folder = _binaries()
    if folder is None:
        return f"no PostgreSQL {OLDEST} or newer (Debian: postgresql)"
    version = folder.parent.name
    if not Path(f"/usr/share/postgresql/{version}/extension/postgis.control").is_file():
        return f"no PostGIS for PostgreSQL {version} (Debian: postgresql-{version}-postgis-3)"
    return None


@contextmanager
def running_server() -> Iterator[str]:
    """Start a server; give the address of its database ``template`` without the name."""
    binaries = _binaries()
    assert binaries is not None
    as_user = _user_to_be()
    folder = Path(tempfile.mkdtemp(prefix="cathartes-postgres-"))
    if as_user:
        shutil.chown(folder, as_user)
    try:
        data = folder / "data"
        initdb = [binaries / "initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8"]
        _run([*initdb, "--no-sync", "--no-instructions"], as_user)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        # Nobody needs these data after a crash of the machine; kill -9 they survive.
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=60"
        options += f" -c unix_socket_directories={folder}"
        control = [binaries / "pg_ctl", "-D", data, "-l", folder / "log", "-w"]
        _run([*control, "-o", options, "start"], as_user)
        try:
            yield f"postgresql://tester@127.0.0.1:{port}/"
        finally:
            _run([*control, "-m", "immediate", "stop"], as_user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path | None:
    found = [
        folder
        for folder in Path("/usr/lib/postgresql").glob("*/bin")
        if folder.parent.name.isdigit()
        and int(folder.parent.name) >= OLDEST
        and (folder / "initdb").is_file()
    ]
    return max(found, key=lambda folder: int(folder.parent.name), default=None)


def _user_to_be() -> str | None:
    """Return the user to run as: PostgreSQL refuses to be root."""
    if os.geteuid() != 0:
        return None
    pwd.getpwnam("postgres")
    return "postgres"


def _run(command: list[object], as_user: str | None) -> None:
    words = [str(word) for word in command]
    if as_user:
        words = ["runuser", "-u", as_user, "--", *words]
    # The server keeps what it inherits: pipes would never end.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(words, stdout=output, stderr=output, cwd="/", check=False)
        output.seek(0)
        assert done.returncode == 0, output.read().decode(errors="replace")
