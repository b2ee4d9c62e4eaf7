"""Every public name loads on its own, and those of data without torch."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import losstheory as lt

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("first", ["label_noise", "GaussianMixture", "dataset", "long_tail", "RightCensored"])
def test_whichever_name_comes_first_it_loads_without_torch(first: str) -> None:
    code = f"import sys, losstheory as lt; print(lt.empirical.{first}.__name__, 'torch' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert told.stdout.split() == [first, "False"], told.stderr


def test_a_slip_gets_a_suggestion() -> None:
    with pytest.raises(AttributeError, match="did you mean GaussianMixture"):
        _ = lt.empirical.GausianMixture
