"""List the losses that have a name: kind, formula, source, and the parameters of families.

Binary losses and those of residuals are listed; with --kind multiclass those of several classes, each with its
definition, and with --classes K its formulas.

Example: losstheory catalogue focal:gamma=2
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from losstheory.cli.arguments import Parser, natural
from losstheory.cli.boundary import UsageError
from losstheory.cli.exits import Exit
from losstheory.cli.output import columns, print_json, print_text

if TYPE_CHECKING:
    from losstheory.losses.families import Family, Parameter
    from losstheory.losses.loss import AnyLoss
    from losstheory.losses.multiclass import AnyMulticlass, MulticlassFamily, Numbers

LETTERS = {
    "margin": ("phi(t)",),
    "pair": ("l+(t)", "l-(t)"),
    "probability": ("l+(p)", "l-(p)"),
    "residual": ("rho(r)",),
}


def parser() -> Parser:
    parser = Parser("catalogue", __doc__)
    add = parser.add_argument
    add("name", metavar="NAME", nargs="?", help="one loss, or a family with values: focal:gamma=2")
    add("--kind", choices=(*LETTERS, "multiclass"), help="only losses of this kind")
    add("--classes", metavar="K", type=natural, help="the number of classes of multiclass losses")
    add("--format", choices=("text", "json"), default="text", help="what to print (default: text)")
    return parser


def run(options: Namespace) -> Exit:
    entries = _entries(options)
    if options.format == "json":
        print_json({"schema": "losstheory/catalogue/1", "losses": entries})
    elif options.name is None:
        print_text(columns(_row(entry) for entry in entries))
    else:
        print_text(_details(entries[0]))
    return Exit.FINE


def _entries(options: Namespace) -> list[dict[str, Any]]:
    """The losses asked for, as data.

    Raises:
        UsageError: --classes is given with another kind.
    """
    from losstheory.losses.catalogue import catalogue
    from losstheory.losses.multiclass import multiclass_catalogue

    text = None if options.name is None else options.name.strip()
    only_there = options.kind is None and text in multiclass_catalogue and text not in catalogue
    if options.kind == "multiclass" or only_there:
        if text is None or text in multiclass_catalogue:
            names = multiclass_catalogue.names() if text is None else (text,)
            return [_family_entry(multiclass_catalogue[name], options.classes) for name in names]
        return [_entry(multiclass_catalogue.parse(text, options.classes))]
    if options.classes is not None:
        raise UsageError("--classes belongs to --kind multiclass")
    if text is None:
        return [_entry(catalogue[name]) for name in catalogue.names(options.kind)]
    return [_entry(catalogue[text] if text in catalogue else catalogue.parse(text))]


def _family_entry(family: MulticlassFamily, classes: int | None) -> dict[str, Any]:
    """A family of multiclass losses as data, with the formulas of K classes if its parameters have defaults."""
    from losstheory.losses.loss import LossError

    formulas = None
    if classes is not None and all(parameter.default is not None for parameter in family.parameters):
        try:
            formulas = _formulas(family(classes))
        except LossError:
            formulas = None
    return {
        "name": family.name,
        "kind": family.kind,
        "definition": family.definition,
        "formulas": formulas,
        "source": family.source,
        "parameters": _parameters(family.parameters),
    }


def _entry(loss: AnyLoss | AnyMulticlass | Family) -> dict[str, Any]:
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
        "parameters": _parameters(parameters),
    }


def _parameters(parameters: Iterable[Parameter | Numbers]) -> list[dict[str, str | None]]:
    return [
        {
            "name": parameter.name,
            "meaning": parameter.meaning,
            "range": parameter.range,
            "default": None if parameter.default is None else str(parameter.default),
        }
        for parameter in parameters
    ]


def _formulas(loss: AnyLoss | AnyMulticlass) -> list[str]:
    from losstheory.formulas.printer import to_text

    return [to_text(tree) for tree in loss.expressions]


def _row(entry: dict[str, Any]) -> tuple[str, str, str, str]:
    settings = ",".join(f"{p['name']}={p['default'] or '?'}" for p in entry["parameters"])
    name = f"{entry['name']}:{settings}" if settings else entry["name"]
    shown = entry["formulas"] or [entry.get("definition", "-")]
    return name, entry["kind"], "; ".join(shown), entry["source"]


def _details(entry: dict[str, Any]) -> str:
    formulas = entry["formulas"] or ()
    letters = LETTERS.get(entry["kind"]) or [f"l{k + 1}(s)" for k in range(len(formulas))]
    rows = [("name", entry["name"]), ("kind", entry["kind"])]
    if "definition" in entry:
        rows.append(("l_y(s)", entry["definition"]))
    rows += zip(letters, formulas, strict=False)
    for p in entry["parameters"]:
        default = f", {p['default']} if not given" if p["default"] is not None else ""
        rows.append((p["name"], f"{p['meaning']}: {p['range']}{default}"))
    return columns([*rows, ("source", entry["source"])])
