"""A claim on the page: its sentence, verdict, witness, figure, certificate and source."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from losstheory.claims import OPEN, Verdict
from losstheory.reports.html.figures import statement_figure
from losstheory.reports.html.items import Item
from losstheory.reports.html.markup import deferred, element, text
from losstheory.reports.html.references import work_of
from losstheory.reports.html.sentences import sentence_html, typeset
from losstheory.reports.html.subjects import name_of
from losstheory.reports.html.theorems import theorem_of

SHORT = 12


def claim_section(item: Item) -> str:
    """The claim, folded to its status, its label and its outcome."""
    entry = item.entry
    head = element(
        "summary",
        badge(item.status),
        element("span", text(entry.claim.label), class_="label"),
        element("span", text(item.condition), class_="condition") if item.condition else "",
        element("span", "claimed not to hold", class_="condition") if entry.claim.expected is False else "",
        element("span", text(str(entry.outcome)), class_=f"outcome {entry.outcome}"),
    )
    return element(
        "details", head, deferred(*_body(item)),
        class_="claim", id=f"c{item.number}", data_status=item.status, data_outcome=str(entry.outcome),
        data_paper=entry.origin, data_property=item.topic, data_condition="yes" if item.condition else None,
    )  # fmt: skip


def badge(status: str) -> str:
    """A status in words and colour."""
    return element("span", text(status), class_=f"badge {status}")


def claim_link(item: Item) -> str:
    return element("a", text(item.entry.claim.label), href=f"#c{item.number}")


def _body(item: Item) -> Iterator[str]:
    entry, verdict = item.entry, item.entry.verdict
    yield element("div", sentence_html(entry.claim.statement), class_="statement")
    rows = list(_rows(item))
    yield element("dl", *(element("dt", text(name)) + element("dd", told) for name, told in rows))
    yield statement_figure(dict(item.form), item.loss, verdict.witness if verdict is not None else None)
    if verdict is not None and verdict.certificate is not None:
        yield _certificate(verdict.certificate, f"k{item.number}")


def _rows(item: Item) -> Iterator[tuple[str, str]]:
    entry, verdict = item.entry, item.entry.verdict
    expected = entry.claim.expected
    if isinstance(expected, OPEN):
        yield "Claimed", text(f"open: {expected.reason}")
    else:
        yield "Claimed", "to hold" if expected else "not to hold"
    yield "Outcome", text(str(entry.outcome) + (f": {entry.message}" if entry.message else ""))
    if verdict is not None:
        yield from _evidence(verdict, item.form)
    yield "Source", _source(entry.claim.source)
    if item.loss_number is not None:
        name = item.loss and name_of(item.loss)
        yield "Loss", element("a", text(name or "its formula, curves and verdicts"), href=f"#l{item.loss_number}")


def _evidence(verdict: Verdict, form: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if verdict.rule:
        yield "Rule", text(verdict.rule)
        if theorem := theorem_of(verdict.rule):
            yield "Rests on", _source(theorem)
    if verdict.witness:
        names = {"at": str(form.get("variable", "at"))}
        pairs = (
            f"{typeset(names.get(name, name).replace('_', ' '))} = {text(value)}"
            for name, value in verdict.witness.items()
        )
        yield "Witness", element("span", ", ".join(pairs), class_="witness")
    if verdict.reason:
        yield "Measured" if verdict.observation else "Reason", text(verdict.reason)


def _source(source: str) -> str:
    """The source as it is cited, and the work where its key is known."""
    key = source.partition(",")[0].strip()
    work = work_of(key)
    return text(source) if work == key else f"{text(source)}<br/>{element('cite', text(work))}"


def _certificate(certificate: dict[str, object], place: str) -> str:
    """What the certificate is, how it is replayed, and its text: canonical JSON, in which markup is escaped as JSON."""
    data = json.dumps(certificate, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    digest = str(certificate["sha256"])
    name = f"{digest[:SHORT]}.json"
    return element(
        "details",
        element("summary", f"Certificate: {len(data):,} bytes, sha256 {element('code', text(digest[:SHORT]))}"),
        element("p", element("button", f"Save {text(name)}", type="button", data_save=name), " and replay it with ",
                element("code", f"losstheory recheck {text(name)}")),
        element("p", "sha256 ", element("code", text(digest), class_="digest")),
        element("pre", data.replace("<", "\\u003c").replace("&", "\\u0026"), class_="certificate", id=place,
                tabindex=0, aria_label="certificate in JSON"),
        class_="evidence",
    )  # fmt: skip
