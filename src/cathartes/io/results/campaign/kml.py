"""The few elements of KML 2.2 that are needed, as a tree of the standard library."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping, Sequence

KML_NAMESPACE = "http://www.opengis.net/kml/2.2"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LonLats = Iterable[Sequence[float]]


def document(title: str, description: str) -> tuple[ET.Element, ET.Element]:
    """Return the root and the document in it."""
    root = ET.Element("kml", {"xmlns": KML_NAMESPACE})
    inside = ET.SubElement(root, "Document")
    _text(inside, "name", title)
    _text(inside, "open", "1")
    _text(inside, "description", description)
    return root, inside


def as_bytes(root: ET.Element) -> bytes:
    """Return the whole file."""
    ET.indent(root, " ")
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def folder(parent: ET.Element, name: str) -> ET.Element:
    """Add a folder, which a viewer can switch on and off."""
    made = ET.SubElement(parent, "Folder")
    _text(made, "name", name)
    return made


def add_style(
    parent: ET.Element, name: str, colour: str, *, width: float = 2.0, filled: bool = False
) -> None:
    """Add a style for pins, lines and outlines.

    Parameters
    ----------
    parent : Element
    name : str
        By which placemarks ask for it.
    colour : str
        ``#rrggbb``.
    width : float
        Of lines, screen points.
    filled : bool
        Whether areas are tinted.
    """
    style = ET.SubElement(parent, "Style", {"id": name})
    red, green, blue = colour[1:3], colour[3:5], colour[5:7]
    # KML writes opacity first and blue before green before red.
    for kind, opacity in (("IconStyle", "ff"), ("LineStyle", "ff"), ("PolyStyle", "33")):
        element = ET.SubElement(style, kind)
        _text(element, "color", f"{opacity}{blue}{green}{red}")
        if kind == "LineStyle":
            _text(element, "width", f"{width:g}")
        if kind == "PolyStyle":
            _text(element, "fill", str(int(filled)))


def add_point(
    parent: ET.Element,
    name: str,
    place: Sequence[float],
    *,
    style: str,
    description: str = "",
    facts: Mapping[str, object] | None = None,
) -> None:
    """Add a pin with a balloon (``description``, HTML) and machine-readable ``facts``."""
    mark = _placemark(parent, name, style, description, facts or {})
    _text(ET.SubElement(mark, "Point"), "coordinates", _coordinates([place]))


def add_line(
    parent: ET.Element, name: str, places: LonLats, *, style: str, description: str = ""
) -> None:
    """Add a line that lies on the ground."""
    line = ET.SubElement(_placemark(parent, name, style, description, {}), "LineString")
    _text(line, "tessellate", "1")
    _text(line, "coordinates", _coordinates(places))


def add_polygon(parent: ET.Element, name: str, ring: LonLats, *, style: str) -> None:
    """Add an area; ``ring`` is not closed."""
    corners = list(ring)
    polygon = ET.SubElement(_placemark(parent, name, style, "", {}), "Polygon")
    _text(polygon, "tessellate", "1")
    outer = ET.SubElement(ET.SubElement(polygon, "outerBoundaryIs"), "LinearRing")
    _text(outer, "coordinates", _coordinates([*corners, corners[0]]))


def _placemark(
    parent: ET.Element, name: str, style: str, description: str, facts: Mapping[str, object]
) -> ET.Element:
    mark = ET.SubElement(parent, "Placemark")
    _text(mark, "name", name)
    if description:
        _text(mark, "description", description)
    _text(mark, "styleUrl", f"#{style}")
    if facts:
        extended = ET.SubElement(mark, "ExtendedData")
        for key, value in facts.items():
            _text(ET.SubElement(extended, "Data", {"name": key}), "value", _plain(value))
    return mark


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _coordinates(places: LonLats) -> str:
    return " ".join(f"{float(place[0]):.7f},{float(place[1]):.7f}" for place in places)


def _text(parent: ET.Element, tag: str, value: str) -> None:
    # A name out of a log may hold characters that no XML may hold.
    ET.SubElement(parent, tag).text = _NOT_XML.sub("\ufffd", value)
