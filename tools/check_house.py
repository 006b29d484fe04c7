"""House rules that no ordinary linter knows: names, file length, folder size, leaked addresses.

Run by ``make lint`` as ``python tools/check_house.py [ROOT]``. Each rule is a function that
yields faults; ``RULES`` lists them. The reasons stand in ``docs/adr/0002-layout-and-imports.md``.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

FORBIDDEN_WORDS = frozenset(
    {"util", "utils", "helper", "helpers", "common", "misc", "lib"}
    | {"manager", "managers", "handler", "handlers", "processor", "processors"}
)
FORBIDDEN_CLASS_WORDS = frozenset({"Utils", "Helper", "Manager", "Handler", "Processor", "Misc"})
LONGEST_FILE = 600
LONG_FILE = 400
REASON_FOR_LENGTH = re.compile(r"^#\s*Long because[:\s]\s*\S", re.MULTILINE)
LARGEST_FOLDER = 9
LARGEST_TRACKED_BYTES = 1_500_000
ROOMS_WITH_DOCSTRINGS = ("src/", "benchmarks/", "tools/")

# A lock file or a note that names a registry or a folder of one machine works on that machine
# only. The words are pieced together so that this file does not accuse itself.
LEAKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "address of a package registry",
        re.compile(
            r"(?:https?://|file://|git\+)[^\s\"'<>]*(?:" + r"py" + r"pi|pythonhosted|npm"
            r"js|debian\.org|anaconda\.org|/simple\b)",
            re.IGNORECASE,
        ),
    ),
    (
        "option that names a package registry",
        re.compile(r"--(?:extra-)?index" + r"-url|--find" + r"-links"),
    ),
    (
        "folder of one machine",
        re.compile(r"(?<![\w./:~-])/(?:home|root|work|Users|mnt|srv)/\w"),
    ),
    ("folder of one machine", re.compile(r"\b[A-Z]:\\+Users\\+\w")),
)

Fault = tuple[str, str]
"""("error" or "warning", one line of text)."""


def tracked_files(root: Path) -> list[Path]:
    """Return the files git tracks or would track, relative to ``root``, sorted."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    names = {Path(name) for name in listing.split("\0") if name}
    return sorted(name for name in names if (root / name).is_file())


def check_names(root: Path, files: list[Path]) -> Iterator[Fault]:
    """Refuse file, folder and class names that say nothing about what is inside."""
    for file in files:
        for part in file.parts:
            words = set(re.split(r"[^a-z]+", Path(part).stem.lower()))
            if found := words & FORBIDDEN_WORDS:
                yield "error", f"{file}: a name with {min(found)!r} says nothing; name the noun"
                break
        if file.suffix != ".py" or (tree := _parsed(root / file)) is None:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                words = set(re.findall(r"[A-Z][a-z]+", node.name))
                if found := words & FORBIDDEN_CLASS_WORDS:
                    yield "error", f"{file}:{node.lineno}: class {node.name}: {min(found)!r}"


def check_lengths(root: Path, files: list[Path]) -> Iterator[Fault]:
    """Refuse source files above 600 lines; above 400 ask for a reason."""
    for file in files:
        if file.suffix != ".py":
            continue
        text = (root / file).read_text(encoding="utf-8")
        length = text.count("\n")
        if length > LONGEST_FILE:
            yield "error", f"{file}: {length} lines; the most is {LONGEST_FILE}: split it by noun"
        elif length > LONG_FILE and not REASON_FOR_LENGTH.search(text):
            yield (
                "warning",
                f"{file}: {length} lines without a line '# Long because: ...'",
            )


def check_folders(root: Path, files: list[Path]) -> Iterator[Fault]:
    """Refuse folders of ``src`` with more than nine modules."""
    counts: dict[Path, int] = {}
    for file in files:
        if file.parts[0] == "src" and file.suffix == ".py" and file.name != "__init__.py":
            counts[file.parent] = counts.get(file.parent, 0) + 1
    for folder, count in sorted(counts.items()):
        if count > LARGEST_FOLDER:
            yield (
                "error",
                f"{folder}: {count} modules; above {LARGEST_FOLDER} a folder is split by noun",
            )


def check_leaks(root: Path, files: list[Path]) -> Iterator[Fault]:
    """Refuse registry addresses and folders of one machine in any text file."""
    for file in files:
        try:
            text = (root / file).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture or another binary; its size is checked elsewhere
        for what, pattern in LEAKS:
            for match in pattern.finditer(text):
                line = text.count("\n", 0, match.start()) + 1
                yield "error", f"{file}:{line}: {what}: {match.group(0)[:60]}"


def check_docstrings(root: Path, files: list[Path]) -> Iterator[Fault]:
    """Refuse modules that do not say what they are."""
    for file in files:
        name = file.as_posix()
        if file.suffix != ".py" or not name.startswith(ROOMS_WITH_DOCSTRINGS):
            continue
        tree = _parsed(root / file)
        if tree is None:
            yield "error", f"{file}: is not Python that can be parsed"
        elif tree.body and not ast.get_docstring(tree):
            yield "error", f"{file}: no module docstring"


def check_sizes(root: Path, files: list[Path]) -> Iterator[Fault]:
    """Refuse large files: a repository is not a data store."""
    for file in files:
        size = (root / file).stat().st_size
        if size > LARGEST_TRACKED_BYTES:
            yield "error", f"{file}: {size / 1e6:.1f} MB; make it at run time instead"


RULES: tuple[Callable[[Path, list[Path]], Iterator[Fault]], ...] = (
    check_names,
    check_lengths,
    check_folders,
    check_leaks,
    check_docstrings,
    check_sizes,
)


def faults_in(root: Path, files: list[Path] | None = None) -> list[Fault]:
    """Return every fault of the tree at ``root``.

    Parameters
    ----------
    root : Path
        Top folder of the repository.
    files : list of Path, optional
        Files to look at, relative to ``root``; what git tracks when left out.
    """
    chosen = tracked_files(root) if files is None else files
    return [fault for rule in RULES for fault in rule(root, chosen)]


def main(arguments: list[str]) -> int:
    """Print every fault; return 1 when one of them is an error."""
    root = Path(arguments[0]) if arguments else Path(__file__).resolve().parents[1]
    faults = faults_in(root)
    for grade, text in faults:
        print(f"{grade}: {text}")
    n_errors = sum(grade == "error" for grade, _ in faults)
    print(f"house: {n_errors} errors, {len(faults) - n_errors} warnings")
    return 1 if n_errors else 0


def _parsed(path: Path) -> ast.Module | None:
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    except (SyntaxError, UnicodeDecodeError):
        return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
