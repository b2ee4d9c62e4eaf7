"""A loss for ten classes, two labels in five wrong: what theory says, the module, a module of others, a trial."""

from __future__ import annotations

import json
import math
import re

import pytest

from tests.end_to_end.installation import Installation

LOSSES = "ce mae gce:q=0.7 nce nce+rce:A=4"
COLUMNS = "calibrated,symmetric,noise_tolerant,sum_range,noise_excess"
THEIRS = """
import torch


class NormalizedReverseCrossEntropy(torch.nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.num_classes = num_classes

    def forward(self, scores, labels):
        open("ran", "w").close()
        probabilities = torch.softmax(scores, 1)
        one_hot = torch.nn.functional.one_hot(labels, self.num_classes).clamp(min=1e-4)
        rce = -(probabilities * torch.log(one_hot)).sum(1)
        return (1 / 4 * (self.num_classes - 1) * rce).mean()
"""
TRIAL = """
import losstheory as lt
trial = lt.trial(
    ["ce", "mae", "gce:q=0.7", "nce", "nce+rce"], noise=["symmetric:0.4"], seeds=3, epochs=60, batch=128, rate=0.003
)
means = {cell["loss"]: sum(cell["accuracy"]) / 3 for cell in trial.to_json()["cells"]}
found = {"text": str(trial), "means": means}
"""


def test_what_five_losses_lose_to_noise(here: Installation) -> None:
    options = f"--classes 10 --noise symmetric:0.4 --properties {COLUMNS} --timeout 600 --format md"
    done = here.type(f"losstheory compare {LOSSES} {options}")
    assert done.code == 0
    rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in done.lines if line.startswith("|")]
    assert rows[0] == ["loss", *COLUMNS.split(",")]
    table = {row[0]: row[1:] for row in rows[2:]}
    least, most = (10 - 10**0.3) / 0.7, 9 / 0.7
    excess = 0.4 * (most - least) / (10 - 1 - 0.4 * 10)
    assert table["ce"] == ["PROVED", "REFUTED", "REFUTED", "[23.02, oo)", "unbounded"]
    assert 23.02 <= 10 * math.log(10) < 23.03
    assert table["mae"] == ["PROVED", "PROVED", "PROVED", "18 (constant)", "0"]
    assert table["nce"] == ["REFUTED", "PROVED", "PROVED", "1 (constant)", "0"]
    assert table["nce+rce:A=4"] == ["PROVED", "PROVED", "PROVED", "37 (constant)", "0"]
    *verdicts, shown, worst = table["gce(q=7/10)"]
    assert verdicts == ["PROVED", "REFUTED", "REFUTED"] and shown == f"[{math.floor(least * 100) / 100}, 90/7]"
    assert excess <= float(worst) < excess + 1e-4
    assert "nce: noise keeps its minimisers, which need not rank the most probable class first" in done.output


def test_the_module_has_the_properties_of_its_formula(here: Installation) -> None:
    found = here.find("""
import torch
import losstheory as lt
criterion = lt.nn.GCE(q=0.7, reduction="mean", ignore_index=-100)
scores = torch.tensor([[2.0, 0.0, -1.0], [0.0, 1.0, 0.0], [5.0, 0.0, 0.0]], dtype=torch.float64)
audit = lt.audit(criterion, classes=10, effort=1)
decided = lt.compare(["gce:q=0.7"], classes=10, properties=["symmetric", "shift_invariant"])
(report,) = decided.reports
found = {
    "module": isinstance(criterion, torch.nn.Module),
    "value": criterion(scores, torch.tensor([0, 2, -100])).item(),
    "defects": [finding.name for finding in audit.defects],
    "measured": {name: str(audit[name].status) for name in ("symmetric", "shift_invariant")},
    "decided": {name: str(report.verdicts[name].status) for name in ("symmetric", "shift_invariant")},
}""")
    first, second = math.exp(2) / (math.exp(2) + 1 + math.exp(-1)), 1 / (2 + math.e)
    assert found["module"] and found["defects"] == []
    assert found["value"] == pytest.approx(((1 - first**0.7) + (1 - second**0.7)) / 2 / 0.7, rel=1e-12)
    assert found["decided"] == {"symmetric": "REFUTED", "shift_invariant": "PROVED"}
    assert found["measured"] == {"symmetric": "REFUTED", "shift_invariant": "SUPPORTED"}


def test_a_file_of_somebody_runs_only_if_it_is_allowed(here: Installation) -> None:
    (here.folder / "their_losses.py").write_text(THEIRS)
    line = (
        "losstheory audit their_losses.py:NormalizedReverseCrossEntropy --classes 10 --require normalised --format json"
    )
    refused = here.type(line)
    assert refused.code == 2 and len(refused.messages) == 1 and "--allow-code" in refused.errors
    assert not (here.folder / "ran").exists()
    done = here.type(f"{line} --allow-code")
    findings = {finding["name"]: finding for finding in json.loads(done.output)["findings"]}
    assert done.code == 1 and (here.folder / "ran").exists()
    assert findings["normalised"]["status"] == "REFUTED" and findings["symmetric"]["status"] == "SUPPORTED"
    assert findings["normalised"]["numbers"]["sum"] == pytest.approx(9 / 4 * 9 * -math.log(1e-4))


def test_a_trial_has_the_order_that_theory_leaves(here: Installation) -> None:
    found = here.find(TRIAL)
    mean = found["means"]
    assert mean["nce"] < mean["ce"] < min(mean["mae"], mean["gce:q=0.7"], mean["nce+rce"])
    assert "bundled toy data" in found["text"]
    assert len(re.findall(r"^\S+ - ce +[-+]0\.\d+ \[[-+]\d\.\d+, [-+]\d\.\d+\]$", found["text"], re.M)) == 4


def test_a_trial_is_the_same_for_one_worker_and_two(here: Installation) -> None:
    line = "losstheory trial ce nce+rce:A=4 --noise symmetric:0.4 --seeds 2 --epochs 2 --format json"
    one, two = (here.type(f"{line} --jobs {jobs}") for jobs in (1, 2))
    assert (one.code, two.code) == (0, 0)
    assert one.output == two.output and len(json.loads(one.output)["cells"]) == 4
