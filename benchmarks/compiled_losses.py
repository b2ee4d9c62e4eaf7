"""Every loss of the catalogues under torch.compile: values and slopes are those of the module as it stands.

python benchmarks/compiled_losses.py [--backend aot_eager] [NAME …]   prints one line a loss; exits 1 if one differs.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import Any

import torch

from losstheory import nn
from losstheory.losses.catalogue import catalogue
from losstheory.losses.families import Family
from losstheory.losses.multiclass import multiclass_catalogue

FEW = {"entmax": 2, "spherical_fenchel_young": 2}
ROWS = 6


def modules() -> Iterator[tuple[str, Any, Any, Any]]:
    """Names, modules, scores and targets, some of them ignored."""
    generator = torch.Generator().manual_seed(0)
    for name in multiclass_catalogue:
        family, classes = multiclass_catalogue[name], FEW.get(name, 3)
        module = nn.Multiclass(family(classes, **{p.name: 1 for p in family.parameters if p.default is None}))
        scores = torch.randn(ROWS, classes, generator=generator, dtype=torch.float64)
        labels = torch.randint(0, classes, (ROWS,), generator=generator)
        yield name, module, scores, torch.where(torch.arange(ROWS) == 1, -100, labels)
    for kind in ("margin", "pair", "probability"):
        for name in catalogue.names(kind):
            entry = catalogue[name]
            loss = entry(**{p.name: p.default or 1 for p in entry.parameters}) if isinstance(entry, Family) else entry
            scores = torch.rand(ROWS, generator=generator, dtype=torch.float64)
            scores = scores if kind == "probability" else 6 * scores - 3
            yield f"{kind} {name}", nn.Binary(loss), scores, torch.arange(ROWS) % 2


def difference(module: Any, scores: Any, target: Any, backend: str) -> float:
    """The largest difference of values and slopes, relative to 1 + their size."""
    torch._dynamo.reset()
    found = []
    for function in (module, torch.compile(module, backend=backend, fullgraph=True)):
        point = scores.clone().requires_grad_()
        value = function(point, target)
        found.append(torch.cat([value.detach().reshape(1), *torch.autograd.grad(value, point)[0].reshape(1, -1)]))
    return float(((found[1] - found[0]).abs() / (1 + found[0].abs())).max())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="losses; all if none is given")
    parser.add_argument("--backend", default="aot_eager")
    arguments = parser.parse_args()
    wrong = 0
    for name, module, scores, target in modules():
        if arguments.names and name not in arguments.names:
            continue
        size = difference(module, scores, target, arguments.backend)
        wrong += not size < 1e-12
        print(f"{name:40} {size:.1e}", flush=True)
    print(f"{wrong} differ")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
