"""Where a result came from, at the foot of every report."""

from __future__ import annotations

from cathartes.model.provenance import Provenance
from cathartes.plot.report.markup import paragraph, section, table, text


def provenance_section(provenance: Provenance) -> str:
    """Return the section: when, from which files, with which options and versions."""
    body = ""
    if provenance.made_at:
        body += paragraph(f"Made {provenance.made_at:%Y-%m-%d %H:%M:%S %Z}.")
    inputs = [
        (
            text(one.name),
            text(f"{one.size_bytes:,}"),
            f'<span class="hash">{text(one.sha256 or "not computed")}</span>',
        )
        for one in provenance.inputs
    ]
    if inputs:
        body += "<h3>Inputs</h3>" + table(("file", "bytes", "sha256"), inputs, "cards")
    for title, facts in (("Options", provenance.options), ("Versions", provenance.versions)):
        if facts:
            rows = [(text(name), text(_plain(value))) for name, value in facts.items()]
            body += f"<h3>{title}</h3>" + table(("name", "value"), rows, "plain")
    return section("Where this result came from", body or paragraph("Not recorded."))


def _plain(value: object) -> object:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value
