"""The site: every public name has its place, and plain text becomes what it means."""

from __future__ import annotations

import importlib.util
import re
from types import ModuleType

import pytest

import losstheory as lt
from tests.pages import ROOT

NAMES = (ROOT / "docs" / "api" / "names.md").read_text("utf-8")
DIRECTIVE = re.compile(r"^\.\. auto\w+:: losstheory\.(\w+)$", re.M)


@pytest.fixture(params=["pages", "mathml"])
def extension(request: pytest.FixtureRequest) -> ModuleType:
    pytest.importorskip("sphinx", reason="sphinx is not installed")
    spec = importlib.util.spec_from_file_location(request.param, ROOT / "docs" / "_extensions" / f"{request.param}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_public_name_is_on_one_page() -> None:
    assert sorted(DIRECTIVE.findall(NAMES)) == sorted(set(lt.__all__) - {"draw"})
    modules = {*lt.PACKAGES, "figures.draw"}
    pages = [path.read_text("utf-8") for path in (ROOT / "docs" / "api").glob("*.md")]
    assert all(sum(f".. automodule:: losstheory.{name}\n" in page for page in pages) == 1 for name in modules)


@pytest.mark.parametrize("extension", ["pages"], indirect=True)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("q^(τ-2) p_k", "q{τ-2} p[k]"),
        ("f^(k-1)", "f{(k-1)}"),
        ("λe^((l-η)/λ - 1)", "λe{(l-η)/λ - 1}"),
        ("(x-a)^k, e^-t", "(x-a){k}, e{-t}"),
        ("max_k s_k, but bayes_risk and R^", "max[k] s[k], but bayes_risk and R^"),
    ],
)
def test_exponents_are_raised_and_indices_lowered(extension: ModuleType, text: str, expected: str) -> None:
    shown = {"superscript": "{%s}", "subscript": "[%s]"}
    found = (shown.get(node.tagname, "%s") % node.astext() for node in extension.set_scripts(text))
    assert "".join(found) == expected


@pytest.mark.parametrize("extension", ["pages"], indirect=True)
def test_links_out_of_the_documents_lead_to_pages_or_are_text(extension: ModuleType) -> None:
    source = ["see [the tour](../notebooks/01_tour.ipynb), [rules](rules.md), [code](../analyses)"]
    extension.links(None, "start", source)
    assert source == ["see {doc}`the tour </notebooks/01_tour>`, [rules](rules.md), code"]


@pytest.mark.parametrize("extension", ["pages"], indirect=True)
def test_a_bar_in_a_docstring_is_an_absolute_value(extension: ModuleType) -> None:
    lines = ["|x| <= L", "``a | b`` of |x|", ">>> a | b"]
    extension.bars(None, "", "", None, None, lines)
    assert lines == [r"\|x\| <= L", r"``a | b`` of \|x\|", ">>> a | b"]


@pytest.mark.parametrize("extension", ["mathml"], indirect=True)
def test_formulas_are_drawn_without_a_script(extension: ModuleType) -> None:
    from docutils import nodes

    drawn = extension.mathml(nodes.math("", r"\ell_1 + \dots + \ell_K \big(x\big)"), displayed=False)
    assert drawn.startswith("<math ") and "script" not in drawn and "…" in drawn
