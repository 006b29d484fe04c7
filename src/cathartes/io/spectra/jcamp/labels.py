"""The labelled records of a JCAMP-DX file.

References
----------
McDonald & Wilks (1988), JCAMP-DX 4.24, Applied Spectroscopy 42:151.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from attrs import frozen

from cathartes.errors import SpectrumError

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?")


@frozen
class JcampRecords:
    """One block of a file.

    Attributes
    ----------
    path : Path
        For messages.
    fields : mapping of str to str
        By label as written, upper case with single blanks; continuation lines are joined.
    numbers_label : str
        ``XYDATA``, ``XYPOINTS`` or ``PEAK TABLE``; empty where the file has no table.
    form : str
        What stands beside that label, such as ``(X++(Y..Y))``.
    table : str
        The lines of the table.
    comments : tuple of str
        What follows ``$$``.
    is_closed : bool
        True when ``##END=`` was met: the file is whole.
    """

    path: Path
    fields: Mapping[str, str]
    numbers_label: str
    form: str
    table: str
    comments: tuple[str, ...]
    is_closed: bool

    def text(self, *labels: str) -> str:
        """Return the first of the labels that is there, stripped; else an empty string."""
        for label in labels:
            if self.fields.get(label):
                return self.fields[label]
        return ""

    def number(self, label: str, default: float | None = None) -> float:
        """Return the leading number of a field.

        Raises
        ------
        SpectrumError
            If the field is absent and has no default, or does not begin with a number.
        """
        text = self.text(label)
        if not text and default is not None:
            return default
        match = _NUMBER.match(text)
        if match is None:
            raise SpectrumError.about(
                self.path,
                label,
                found=repr(text) if text else "nothing",
                expected="a number",
                remedy="The header is damaged or incomplete; fetch the file again.",
            )
        return float(match[0])


TABLES = ("XYDATA", "XYPOINTS", "PEAK TABLE", "PEAKTABLE", "RADATA", "DATATABLE")


def parse_records(path: Path, text: str) -> JcampRecords:
    """Take a file apart; of several blocks the first that holds a table counts.

    Raises
    ------
    SpectrumError
        If the text is no JCAMP-DX.
    """
    if not text.lstrip("\ufeff\xef\xbb\xbf \r\n\t").startswith("##"):
        raise SpectrumError.about(
            path,
            "first line",
            found=repr(text[:30]),
            expected="##TITLE=",
            remedy="This is not a JCAMP-DX file.",
        )
    fields: dict[str, str] = {}
    comments: list[str] = []
    table: list[str] = []
    label, numbers_label, form, closed = "", "", "", False
    for raw in text.splitlines():
        line, mark, comment = raw.partition("$$")
        if mark and comment.strip():
            comments.append(comment.strip())
        if line.lstrip().startswith("##"):
            name, _, value = line.lstrip()[2:].partition("=")
            label = " ".join(name.upper().split())
            if label == "END":
                closed = True
                if numbers_label:
                    break
            elif label in TABLES:
                numbers_label, form = label, value.strip()
            elif label not in fields:
                fields[label] = value.strip()
        elif label and label == numbers_label:
            table.append(line)
        elif label in fields and line.strip():
            fields[label] = f"{fields[label]} {line.strip()}".strip()
    return JcampRecords(
        path, fields, numbers_label, form, "\n".join(table), tuple(comments), closed
    )
