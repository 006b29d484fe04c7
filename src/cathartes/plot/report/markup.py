"""Small pieces of HTML; everything that comes from outside is escaped here."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from html import escape

from matplotlib.figure import Figure

from cathartes.plot.style import png_bytes
from cathartes.plot.words import probability_in_words


def text(value: object) -> str:
    """Return a value as text that cannot be taken for markup."""
    return escape(str(value), quote=True)


def paragraph(value: object, kind: str = "") -> str:
    """Return a paragraph of plain text."""
    return f"<p{_class(kind)}>{text(value)}</p>"


def bullet_list(values: Iterable[object]) -> str:
    """Return a list of plain texts; nothing where there are none."""
    items = "".join(f"<li>{text(value)}</li>" for value in values)
    return f"<ul>{items}</ul>" if items else ""


def figure_image(figure: Figure, alternative: str, caption: str = "") -> str:
    """Return a figure as an image that lies in the page itself."""
    encoded = b64encode(png_bytes(figure)).decode("ascii")
    width, height = figure.get_size_inches()
    below = f"<figcaption>{text(caption)}</figcaption>" if caption else ""
    return (
        f'<figure><img alt="{text(alternative)}" width="{width * 120:.0f}" '
        f'height="{height * 120:.0f}" src="data:image/png;base64,{encoded}">{below}</figure>'
    )


def probability_bar(probability: float, kind: str = "") -> str:
    """Return a bar with its number; the number is there for print and for screen readers."""
    share = min(max(probability, 0.0), 1.0) * 100.0 if probability == probability else 0.0
    inner = f'<span{_class(kind)} style="width:{share:.1f}%"></span>'
    number = f'<span class="number">{text(probability_in_words(probability))}</span>'
    return f'<span class="bar-and-number"><span class="bar">{inner}</span>{number}</span>'


def table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], kind: str = "", *, label: str = ""
) -> str:
    """Return a table of cells that are markup already; on a phone each row becomes a card."""
    top = "".join(f'<th scope="col">{text(head)}</th>' for head in heads)
    body = "".join(
        "<tr>"
        + "".join(
            f'<td data-head="{text(head)}"><span>{cell}</span></td>'
            for head, cell in zip(heads, row, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    named = f' aria-label="{text(label)}"' if label else ""
    return f"<table{_class(kind)}{named}><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def section(title: str, body: str, *, anchor: str = "", kind: str = "") -> str:
    """Return a section under a heading."""
    named = f' id="{text(anchor)}"' if anchor else ""
    return f"<section{named}{_class(kind)}><h2>{text(title)}</h2>{body}</section>"


def _class(kind: str) -> str:
    return f' class="{text(kind)}"' if kind else ""
