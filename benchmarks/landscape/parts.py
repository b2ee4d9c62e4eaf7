"""The parts of the measurement: one network and one thing that is measured on it, with a limit of time each."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch

from landscape import densities, grids, layer_norm, products, top
from landscape.clock import Turns
from landscape.models import Case, residual, small_mlp, transformer, wide_mlp

Measure = Callable[[Case, Turns], Iterator[Any]]
MEASURES: dict[str, Measure] = {
    "products": products.measure,
    "layer-norm": layer_norm.measure,
    "top": top.measure,
    "densities": densities.measure,
    "grids": grids.measure,
}
NETWORKS: dict[str, dict[str, Callable[[], Case]]] = {
    "products": {"mlp": small_mlp, "transformer": transformer, "cnn": residual},
    "layer-norm": {"mlp": layer_norm.network},
    "top": {"mlp": small_mlp, "transformer": partial(transformer, 8), "cnn": partial(residual, 8)},
    "densities": {"mlp": small_mlp, "transformer": transformer, "cnn": partial(residual, 16)},
    "grids": {"mlp": small_mlp, "wide-mlp": wide_mlp, "transformer": transformer, "cnn": residual},
}


@dataclass(frozen=True)
class Answer:
    """The rows of a part so far, and the rounds that were made."""

    rows: list[dict[str, Any]]
    rounds: int


def main(section: str, network: str, rounds: str, seconds: str, output: str) -> None:
    """Measure one part on one thread; what is found is written after each row."""
    torch.set_num_threads(1)
    turns, rows = Turns(int(rounds), float(seconds)), []
    for row in MEASURES[section](NETWORKS[section][network](), turns):
        rows.append(asdict(row))
        Path(output).write_text(json.dumps(asdict(Answer(rows, turns.done))), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
