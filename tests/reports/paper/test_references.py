"""The bibliography holds what is cited, once and in order, and names what it does not have."""

from __future__ import annotations

from losstheory.reports.paper.figure import PaperFigure
from losstheory.reports.paper.references import bibliography, bibliography_of, cited_keys
from losstheory.reports.shipment import shipped_path


def test_entries_are_those_of_the_file() -> None:
    text, missing = bibliography(["bartlett2006convexity", "nobody1999nothing"])
    assert missing == ["nobody1999nothing"]
    assert text.startswith("@article{bartlett2006convexity,") and text.count("@") == 1
    assert text.strip() in shipped_path("refs.bib").read_text("utf-8")


def test_every_entry_of_the_file_is_found() -> None:
    whole = shipped_path("refs.bib").read_text("utf-8")
    keys = cited_keys([whole])
    text, _ = bibliography(keys)
    assert text.count("\n@") + 1 == whole.count("\n@")


def test_losses_of_recipes_bring_their_sources() -> None:
    recipe = {"kind": "losses", "arguments": {"losses": ["hinge", "max(0, 1 - t)", "gce:q=0.7"]}}
    text, missing = bibliography_of(
        [PaperFigure("one", "x.toml", "", recipe=recipe, sources=("wang2019symmetric",))], []
    )
    assert [key for key in cited_keys([text]) if f"{{{key}," in text] == [
        "cortes1995support", "wang2019symmetric", "zhang2018gce",
    ]  # fmt: skip
    assert missing == []
