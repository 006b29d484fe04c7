"""Fixtures of the whole suite: where the real data lie, and what happens without them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import postgres_server

# A busy machine is no fault of the program: properties have no deadline. In CI the examples are
# always the same ones, so that what it says depends on the commit alone.
settings.register_profile(
    "suite",
    deadline=None,
    derandomize=os.environ.get("CI") == "true",
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("suite")

DEFAULT_FIELD_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(autouse=True, scope="session")
def nobodys_own_gases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep the gases that this machine's user imported out of every test, and theirs in peace."""
    folder = tmp_path_factory.mktemp("data_home")
    before = os.environ.get("CATHARTES_DATA_HOME")
    os.environ["CATHARTES_DATA_HOME"] = str(folder)
    yield folder
    if before is None:
        del os.environ["CATHARTES_DATA_HOME"]
    else:
        os.environ["CATHARTES_DATA_HOME"] = before


@pytest.fixture(scope="session")
def field_data() -> Path:
    """Return the folder of real data, or skip; fail where CI says that it must be there."""
    folder = Path(os.environ.get("CATHARTES_FIELD_DATA", DEFAULT_FIELD_DATA))
    if (folder / "README.md").is_file():
        return folder
    reason = (
        f"the real data are not at {folder}; set CATHARTES_FIELD_DATA to the folder that holds "
        "backgrounds/, ftir/, spectra/ ..."
    )
    if os.environ.get("CATHARTES_FIELD_REQUIRED") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    """Start a PostgreSQL server for the session, or skip; fail where CI says it must be there."""
    if reason := postgres_server.missing():
        if os.environ.get("CATHARTES_DATABASES_REQUIRED") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with postgres_server.running_server() as address:
        yield address
