"""How the documentation is built: offline, warnings are errors (make docs)."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from types import GenericAlias

# numba's compiled functions hide their signatures from autodoc; uncompiled they are functions.
os.environ["NUMBA_DISABLE_JIT"] = "1"
sys.path.insert(0, str(Path(__file__).parent / "_extensions"))

from sphinx.application import Sphinx

from cathartes import __version__

# A library sets the root logger to tell everything; its set-up is no news to who builds pages.
logging.getLogger("alembic").setLevel(logging.WARNING)

project = "cathartes"
author = "The cathartes engineers"
copyright = "2026, the cathartes engineers; Apache-2.0"
version = release = __version__

extensions = [
    "command_pages",
    "myst_parser",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.mathjax",
    "sphinxcontrib.bibtex",
]
exclude_patterns = ["_build", "adr/0000-template.md"]
templates_path = ["_templates"]
root_doc = "index"

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3

autosummary_generate = True
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
python_maximum_signature_line_length = 88
numpydoc_show_class_members = False

bibtex_bibfiles = ["references.bib"]
bibtex_reference_style = "author_year"

html_theme = "furo"
html_title = f"cathartes {version}"
html_show_sourcelink = False
html_theme_options = {
    "light_css_variables": {
        "color-brand-primary": "#8f2f1d",
        "color-brand-content": "#1f5f8b",
    },
    "dark_css_variables": {
        "color-brand-primary": "#e48a76",
        "color-brand-content": "#7fb8dd",
    },
}


def _skip_alias(
    app: Sphinx, what: str, name: str, obj: object, skip: bool, options: object
) -> bool | None:
    # numpydoc stumbles on the signatures of classes it cannot look into: those compiled
    # elsewhere and imported here, and aliases such as tuple[float, float].
    foreign = not str(getattr(obj, "__module__", "")).startswith("cathartes")
    return True if foreign and isinstance(obj, (type, GenericAlias)) else None


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.connect("autodoc-skip-member", _skip_alias)
