"""Replay the certificates in files with the independent checker.

A FILE is JSON that losstheory wrote: a certificate, a ledger, a check, a comparison or a phase diagram; or a report
in HTML, which holds the certificates of its claims.

Works where nothing but the standard library is installed. Exits 0 if every certificate is
accepted, 1 if one is rejected, 2 if a file cannot be read, 5 if there is no certificate at all.

Example: losstheory recheck ledger.json report.html
"""

from __future__ import annotations

import json
import re
from argparse import Namespace
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NoReturn

from losstheory.cli.arguments import Parser
from losstheory.cli.boundary import UsageError
from losstheory.cli.exits import Exit
from losstheory.cli.output import columns, print_json, print_text

MAX_BYTES = 256 << 20
PAGE = "<!doctype html>"
EMBEDDED = re.compile('<pre class="certificate"[^>]*>(.*?)</pre>', re.DOTALL)


@dataclass(frozen=True)
class Replay:
    """What the checker said of one certificate; of a rejected one nothing else is known."""

    file: str
    accepted: bool
    status: str | None = None
    statement: str | None = None
    rule: str | None = None
    sha256: str | None = None
    reason: str | None = None


def parser() -> Parser:
    parser = Parser("recheck", __doc__)
    parser.add_argument("files", metavar="FILE", nargs="+", help="a certificate, or a file with certificates, in JSON")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="what to print (default: text)")
    return parser


def run(options: Namespace) -> Exit:
    found = [(file, certificate) for file in options.files for certificate in _certificates(file)]
    replays = [_replay(file, certificate) for file, certificate in found]
    if options.format == "json":
        print_json(_json(replays))
    else:
        print_text(_text(replays))
    if not replays:
        return Exit.NOTHING
    return Exit.FINE if all(replay.accepted for replay in replays) else Exit.CONTRADICTED


def _certificates(file: str) -> list[Any]:
    from losstheory.checker import Reject, certificates_in

    try:
        return list(certificates_in(_read(file)))
    except Reject as rejection:
        raise UsageError(f"{file}: {rejection}") from None


def _read(file: str) -> Any:
    """The JSON of a file of bounded size.

    Raises:
        UsageError: it is too large, or no JSON.
    """
    with Path(file).open("rb") as stream:
        content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise UsageError(f"{file}: expected at most {MAX_BYTES >> 20} MB")
    try:
        text = content.decode("utf-8")
        return {"entries": [_loads(part) for part in EMBEDDED.findall(text)]} if text.startswith(PAGE) else _loads(text)
    except ValueError as error:
        raise UsageError(f"{file}: expected JSON: {error}") from None
    except RecursionError:
        raise UsageError(f"{file}: nested too deep") from None


def _loads(text: str) -> Any:
    return json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_without_duplicates)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object as every reader sees it: with two values under one key, readers differ."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("an object has a key twice")
    return found


def _replay(file: str, certificate: Any) -> Replay:
    from losstheory.checker import Reject, check_certificate, sentence

    try:
        accepted = check_certificate(certificate)
    except Reject as rejection:
        return Replay(file, False, reason=str(rejection))
    return Replay(file, True, accepted.status, sentence(accepted.statement), accepted.rule, accepted.sha256)


def _json(replays: list[Replay]) -> dict[str, Any]:
    accepted = sum(replay.accepted for replay in replays)
    return {
        "schema": "losstheory/recheck/1",
        "accepted": accepted,
        "rejected": len(replays) - accepted,
        "certificates": [asdict(replay) for replay in replays],
    }


def _text(replays: list[Replay]) -> str:
    rows = [_row(replay) for replay in replays]
    accepted = sum(replay.accepted for replay in replays)
    noun = "certificate" if len(replays) == 1 else "certificates"
    rejected = f", {len(replays) - accepted} rejected" if accepted < len(replays) else ""
    total = f"{accepted} of {len(replays)} {noun} accepted{rejected}"
    return "\n".join((columns(rows), total)) if rows else total


def _row(replay: Replay) -> tuple[str, str, str]:
    if replay.accepted:
        return "accepted", replay.status or "", f"{replay.statement}   [{replay.rule}]"
    return "rejected", "", f"{replay.file}: {replay.reason}"
