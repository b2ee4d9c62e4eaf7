"""Every example of the README and of the documentation runs, and every link leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import matplotlib
import pytest

from tests.pages import ROOT, SHOWN, blocks, pages, run

HERE = Path(__file__).parent
EXAMPLES = [
    page
    for page in pages()
    if {kind for kind, _ in blocks(page)} - SHOWN
    and page.parent.name != "add"  # tests/test_add_pages.py
    and not (HERE / f"test_{page.stem}_page.py").is_file()
]
LINK = re.compile(r"\]\(([^)\s]+)\)")


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", EXAMPLES, ids=name)
def test_every_example_does_what_the_page_says(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MPLCONFIGDIR", matplotlib.get_cachedir())
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    for kind, text in blocks(page):
        if "import torch" in text:
            pytest.importorskip("torch")
        run(kind, text)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("console", "$ losstheory check hinge\nnothing\n"),
        ("console", "$ ls\n"),
        ("pycon", ">>> 1 + 1\n3\n"),
        ("python", "CLAIMS = ()\n"),
        ("bash", "ls\n"),
    ],
)
def test_an_example_that_does_not_is_noticed(
    kind: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(AssertionError):
        run(kind, text)


@pytest.mark.parametrize("page", pages(), ids=name)
def test_links_inside_the_repository_lead_to_files(page: Path) -> None:
    inside = [link for link in LINK.findall(page.read_text("utf-8")) if "://" not in link and not link.startswith("#")]
    assert [link for link in inside if not (page.parent / link.partition("#")[0]).exists()] == []


def test_links_to_the_outside_are_few_and_stable() -> None:
    """Sources are keys of refs.bib; what is left is a DOI, or the home of a project that a page speaks of."""
    outside = {link for page in pages() for link in LINK.findall(page.read_text("utf-8")) if "://" in link}
    homes = ("https://doi.org/", "https://github.com/", "https://pypi.org/project/")
    assert [link for link in sorted(outside) if not link.startswith(homes)] == []
    assert len(outside) <= 20
