"""The text of an ENVI header: ``key = value`` lines, with braces for lists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from attrs import frozen

from cathartes.errors import SceneError

LARGEST_HEADER_BYTES = 16 * 2**20
"""A header with the wavelengths of 10 000 channels has less than one."""

_SIGNATURE = re.compile(r"\A\ufeff?\s*ENVI[ \t]*(?:\r\n|\r|\n|\Z)")
_KEY = re.compile(r"[ \t]*([^={}\r\n]+?)[ \t]*=[ \t]*")
_REST_OF_LINE = re.compile(r"[^\r\n]*")
_REST_OF_BRACES = re.compile(r"\{([^}]*)\}")


@frozen
class EnviHeader:
    """The fields of one header, as text.

    Attributes
    ----------
    path : Path
        Where it was read, for messages.
    fields : mapping of str to str
        Keys in lower case with single blanks; values without braces, blanks stripped.
    lists : frozenset of str
        Keys whose value stood in braces.
    """

    path: Path
    fields: Mapping[str, str]
    lists: frozenset[str] = frozenset()

    def get(self, key: str) -> str | None:
        """Return the text of a field, None where it is absent or empty."""
        return self.fields.get(key) or None

    def items(self, key: str) -> list[str] | None:
        """Return the parts of a list, None where the field is absent or empty."""
        text = self.get(key)
        return None if text is None else [part.strip() for part in text.split(",")]

    def numbers(self, key: str, length: int) -> list[float] | None:
        """Return a list of numbers, None where the field is absent.

        Raises
        ------
        SceneError
            If a part is no number, or there are not ``length`` of them.
        """
        parts = self.items(key)
        if parts is None:
            return None
        if len(parts) == length + 1 and not parts[-1]:
            parts.pop()  # a comma before the closing brace
        if len(parts) != length:
            raise SceneError.about(
                self.path,
                key,
                found=f"{len(parts)} values",
                expected=f"{length}, one for each of the bands",
                remedy="Correct the header; the list and `bands` contradict each other.",
            )
        return [self._number(key, part) for part in parts]

    def number(self, key: str) -> float | None:
        """Return one number, None where the field is absent.

        Raises
        ------
        SceneError
            If the field is no number.
        """
        text = self.get(key)
        return None if text is None else self._number(key, text)

    def _number(self, key: str, text: str) -> float:
        try:
            return float(text)
        except ValueError as error:
            raise SceneError.about(
                self.path,
                key,
                found=repr(text),
                expected="a number",
                remedy="Correct this field of the header with a text editor.",
            ) from error


def is_envi_header(path: Path) -> bool:
    """Return True for a file that begins with the line ``ENVI``."""
    try:
        with path.open("rb") as stream:
            return bool(_SIGNATURE.match(stream.read(16).decode("latin-1")))
    except OSError:
        return False


def read_header(path: Path) -> EnviHeader:
    """Read a header file.

    Raises
    ------
    SceneError
        If it cannot be read, is no ENVI header, is larger than any header is, or has a
        brace that is never closed.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST_HEADER_BYTES + 1)
    except OSError as error:
        raise SceneError.about(
            path,
            "header",
            found=error.strerror or type(error).__name__,
            expected="a readable text file",
            remedy="Check that the file exists and that you may read it.",
        ) from error
    if len(content) > LARGEST_HEADER_BYTES:
        raise SceneError.about(
            path,
            "header",
            found=f"more than {LARGEST_HEADER_BYTES} bytes",
            expected="a short text",
            remedy="This is not an ENVI header; give the .hdr file that belongs to the image.",
        )
    # The keys and numbers that matter are ASCII in every dialect; other bytes may turn to "?".
    return parse_header(path, content.decode("utf-8", "replace"))


def parse_header(path: Path, text: str) -> EnviHeader:
    """Take the text of a header apart.

    Raises
    ------
    SceneError
        As :func:`read_header`.
    """
    signature = _SIGNATURE.match(text)
    if not signature:
        raise SceneError.about(
            path,
            "first line",
            found=repr(text[:20]),
            expected="ENVI",
            remedy="This is not an ENVI header; give the .hdr file that belongs to the image.",
        )
    fields: dict[str, str] = {}
    lists: set[str] = set()
    position = signature.end()
    while position < len(text):
        key_match = _KEY.match(text, position)
        if key_match is None or text[position : position + 1] == ";":
            # A comment, a blank line, or a stray line that says nothing.
            line = _REST_OF_LINE.match(text, position)
            position = max(line.end() if line else position, position) + 1
            continue
        key = " ".join(key_match[1].lower().split())
        position = key_match.end()
        if text[position : position + 1] == "{":
            braces = _REST_OF_BRACES.match(text, position)
            if braces is None:
                raise SceneError.about(
                    path,
                    key,
                    found="an opening brace that is never closed",
                    expected="{ ... }",
                    remedy="The header is truncated or damaged; fetch it again.",
                )
            fields[key] = braces[1].strip()
            lists.add(key)
            position = braces.end()
        else:
            rest = _REST_OF_LINE.match(text, position)
            fields[key] = rest[0].strip() if rest else ""
            position = rest.end() if rest else position
    return EnviHeader(path, fields, frozenset(lists))
