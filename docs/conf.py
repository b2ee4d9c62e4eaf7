"""The site of the documentation: ``make docs``. Nothing in it needs the network, neither to build nor to read."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import losstheory

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "_extensions"))

# The pages of a site lie in one folder.
shutil.rmtree(HERE / "notebooks", ignore_errors=True)
shutil.copytree(HERE.parent / "notebooks", HERE / "notebooks", ignore=shutil.ignore_patterns("__pycache__", ".*"))

project = "losstheory"
author = "the losstheory developers"
project_copyright = "the losstheory developers, MIT licence"
version = release = losstheory.__version__

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "mathml", "pages"]
exclude_patterns = ["_extensions", "_static"]
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
highlight_language = "none"
smartquotes = False  # f' is a derivative

html_theme = "furo"
html_title = "losstheory"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_math_renderer = "mathml"
html_show_sphinx = False
html_copy_source = False

nb_execution_mode = "cache"
nb_execution_cache_path = str(HERE.parent / "build" / "docs" / "executed")
nb_execution_timeout = 300
nb_execution_raise_on_error = True
nb_ipywidgets_js = {}  # sliders need a kernel; a page of the site shows what they show at the start
nb_mime_priority_overrides = [("html", "application/vnd.jupyter.widget-view+json", None)]
nb_render_markdown_format = "gfm"

autodoc_typehints = "none"
autodoc_preserve_defaults = True
napoleon_numpy_docstring = False
