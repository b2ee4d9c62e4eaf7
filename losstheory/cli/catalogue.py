"""List the losses that have a name: kind, formula, source, and the parameters of families."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from losstheory.cli.arguments import Parser
from losstheory.cli.exits import Exit
from losstheory.cli.output import columns, print_json, print_text

if TYPE_CHECKING:
    from losstheory.losses.families import Family
    from losstheory.losses.loss import AnyLoss

LETTERS = {
    "margin": ("phi(t)",),
    "pair": ("l+(t)", "l-(t)"),
    "probability": ("l+(p)", "l-(p)"),
    "residual": ("rho(r)",),
}


def parser() -> Parser:
    parser = Parser("catalogue", __doc__)
    parser.add_argument("name", metavar="NAME", nargs="?", help="one loss, or a family with values: focal:gamma=2")
    parser.add_argument(
        "--kind", choices=("margin", "pair", "probability", "residual"), help="only losses of this kind"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="what to print (default: text)")
    return parser


def run(options: Namespace) -> Exit:
    from losstheory.losses.catalogue import catalogue

    if options.name is None:
        entries = [_entry(catalogue[name]) for name in catalogue.names(options.kind)]
    else:
        text = options.name.strip()
        entries = [_entry(catalogue[text] if text in catalogue else catalogue.parse(text))]
    if options.format == "json":
        print_json({"schema": "losstheory/catalogue/1", "losses": entries})
    elif options.name is None:
        print_text(columns(_row(entry) for entry in entries))
    else:
        print_text(_details(entries[0]))
    return Exit.FINE


def _entry(loss: AnyLoss | Family) -> dict[str, Any]:
    """A loss as data; the formulas of a family are those of its default parameters, if all have one."""
    from losstheory.losses.families import Family

    parameters = loss.parameters if isinstance(loss, Family) else ()
    if not isinstance(loss, Family):
        formulas = _formulas(loss)
    elif all(parameter.default is not None for parameter in parameters):
        formulas = _formulas(loss())
    else:
        formulas = None
    return {
        "name": loss.name,
        "kind": loss.kind,
        "formulas": formulas,
        "source": loss.source,
        "parameters": [
            {
                "name": parameter.name,
                "meaning": parameter.meaning,
                "range": parameter.range,
                "default": None if parameter.default is None else str(parameter.default),
            }
            for parameter in parameters
        ],
    }


def _formulas(loss: AnyLoss) -> list[str]:
    from losstheory.formulas.printer import to_text

    return [to_text(tree) for tree in loss.expressions]


def _row(entry: dict[str, Any]) -> tuple[str, str, str, str]:
    settings = ",".join(f"{p['name']}={p['default'] or '?'}" for p in entry["parameters"])
    name = f"{entry['name']}:{settings}" if settings else entry["name"]
    return name, entry["kind"], "; ".join(entry["formulas"] or ["-"]), entry["source"]


def _details(entry: dict[str, Any]) -> str:
    letters = LETTERS[entry["kind"]]
    rows = [("name", entry["name"]), ("kind", entry["kind"])]
    rows += zip(letters, entry["formulas"] or (), strict=False)
    for p in entry["parameters"]:
        default = f", {p['default']} if not given" if p["default"] is not None else ""
        rows.append((p["name"], f"{p['meaning']}: {p['range']}{default}"))
    return columns([*rows, ("source", entry["source"])])
