"""The house keeps its own rules: layout, names, docstrings, locks, import contract."""

from __future__ import annotations

import ast
import configparser
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.check_house import LONGEST_FILE, faults_in, tracked_files

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "cathartes"
ALLOWED_ROOM = {
    "typer-in-cli": "cli",
    "matplotlib-in-plot": "plot",
    "file-libraries-in-io": "io",
    "sql-in-store": "store",
    "dask-in-flow": "flow",
}
STAGES = frozenset(
    {"tasking", "collection", "detection", "location", "fusion"}
    | {"video", "network", "language"}
    | {"review", "sharing", "outcomes"}
)


def rooms() -> set[str]:
    """Return the packages and modules right below ``cathartes``."""
    folders = {folder.parent.name for folder in PACKAGE.glob("*/__init__.py")}
    files = {file.stem for file in PACKAGE.glob("*.py")} - {"__init__", "__main__"}
    return folders | files


def contracts() -> configparser.ConfigParser:
    """Return the import contract."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter")
    return parser


def public_definitions(
    body: list[ast.stmt], prefix: str = ""
) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]]:
    """Yield public functions, classes and methods, not those inside functions."""
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            if node.name.startswith("_"):
                continue
            yield prefix + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from public_definitions(node.body, f"{prefix}{node.name}.")


def is_overload_or_setter(node: ast.AST) -> bool:
    """Tell whether a definition repeats one that carries the docstring."""
    names = {ast.unparse(decorator) for decorator in getattr(node, "decorator_list", [])}
    return any(name == "overload" or name.endswith((".setter", ".overload")) for name in names)


def test_repository_keeps_the_house_rules():
    errors = [text for grade, text in faults_in(ROOT) if grade == "error"]
    assert errors == []


@pytest.mark.parametrize("room", sorted(rooms()))
def test_every_public_function_and_class_has_a_docstring(room):
    paths = sorted((PACKAGE / room).rglob("*.py")) or [PACKAGE / f"{room}.py"]
    bare = [
        f"{path.relative_to(ROOT)}:{node.lineno} {name}"
        for path in paths
        for name, node in public_definitions(ast.parse(path.read_text()).body)
        if not ast.get_docstring(node) and not is_overload_or_setter(node)
    ]
    assert bare == []


@pytest.mark.parametrize(("contract", "allowed"), sorted(ALLOWED_ROOM.items()))
def test_import_contract_names_every_room_but_the_one_that_may(contract, allowed):
    section = contracts()[f"importlinter:contract:{contract}"]
    named = {line.removeprefix("cathartes.") for line in section["source_modules"].split()}
    assert named == rooms() - {allowed}


def test_no_stage_may_import_simulate():
    section = contracts()["importlinter:contract:stages-never-simulate"]
    named = {line.removeprefix("cathartes.") for line in section["source_modules"].split()}
    assert named == rooms() & STAGES


def test_lock_files_hold_every_dependency_with_hashes_and_no_address():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {
        "core.lock": project["project"]["dependencies"] + project["dependency-groups"]["build"],
        "dev.lock": project["dependency-groups"]["dev"]
        + [
            need for extra in project["project"]["optional-dependencies"].values() for need in extra
        ],
        "bench.lock": project["dependency-groups"]["bench"],
    }
    for name, needs in wanted.items():
        text = (ROOT / "requirements" / name).read_text()
        locked = re.findall(r"^([a-z0-9.-]+)==\S+.*\\\n +--hash=sha256:", text, re.MULTILINE)
        asked = {
            re.split(r"[<>=!~\[ ;]", need)[0].lower().replace("_", "-")
            for need in needs
            if isinstance(need, str)
        }
        assert asked <= set(locked), name
        assert len(locked) == len(re.findall(r"^\S+==", text, re.MULTILINE)), name
        assert "://" not in text, name


def write_module(root: Path, name: str, text: str) -> list[Path]:
    """Write one file below ``root``; return the listing that the check wants."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return [Path(name)]


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("src/a/gas_utils.py", '"""A."""\n', "'utils'"),
        ("src/a/lib/gas.py", '"""A."""\n', "'lib'"),
        ("src/a/gas.py", '"""A."""\nclass GasManager: ...\n', "class GasManager"),
        ("src/a/gas.py", '"""A."""\n' + "a = 1\n" * LONGEST_FILE, "split it by noun"),
        ("src/a/gas.py", '"""A."""\n' + "a = 1\n" * 400, "Long because"),
        ("src/a/gas.py", "a = 1\n", "no module docstring"),
        ("docs/a.md", "see /" + "home/somebody/cube\n", "docs/a.md:1: folder of one machine"),
        ("a.lock", "\n--extra-index" + "-url x\n", "a.lock:2: option that names"),
        ("a.lock", "https://files.python" + "hosted.org/a\n", "address of a package registry"),
    ],
)
def test_check_names_the_fault(tmp_path, name, text, complaint):
    faults = faults_in(tmp_path, write_module(tmp_path, name, text))
    assert [complaint in fault for _, fault in faults] == [True]


def test_check_passes_a_long_file_with_its_reason(tmp_path):
    text = '"""A."""\n# Long because: one table of a published format.\n' + "a = 1\n" * 450
    assert faults_in(tmp_path, write_module(tmp_path, "src/a/gas.py", text)) == []


def test_check_refuses_a_tenth_module_in_a_folder_of_src(tmp_path):
    files = [Path(f"src/a/gas_{number}.py") for number in range(10)] + [Path("src/a/__init__.py")]
    for file in files:
        write_module(tmp_path, str(file), '"""A."""\n')
    assert faults_in(tmp_path, files[1:]) == []
    assert ["10 modules" in fault for _, fault in faults_in(tmp_path, files)] == [True]


def test_built_package_holds_every_file_of_the_source(tmp_path):
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        built = set(wheel.namelist())
    source = {
        file.relative_to(PACKAGE.parent).as_posix()
        for file in map(ROOT.joinpath, tracked_files(ROOT))
        if PACKAGE in file.parents
    }
    assert source
    assert source <= built
