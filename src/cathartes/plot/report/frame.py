"""What stands around the sections of every report."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files

from cathartes.plot.report.markup import text

# The page may show what lies in it and nothing else: it cannot reach any network.
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def page_frame(title: str, sections: Iterable[str], *, further_style: str = "") -> str:
    """Return one self-contained HTML page of sections that are markup already.

    Parameters
    ----------
    title : str
    sections : iterable of str
    further_style : str
        CSS of this page alone, with all that comes from outside escaped.
    """
    stylesheet = files("cathartes.plot.report").joinpath("stylesheet.css").read_text("utf-8")
    body = "\n".join(sections)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<title>{text(title)}</title><style>{stylesheet}{further_style}</style></head>\n"
        f"<body><main>\n{body}\n</main></body></html>\n"
    )
