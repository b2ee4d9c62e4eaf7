"""A trial gives the same numbers for any executor and after a kill; its losses are paired; what is stated is tested."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed")
pytest.importorskip("sklearn", reason="scikit-learn is not installed")

import losstheory as lt  # noqa: E402
from losstheory.empirical.cell import run_cell  # noqa: E402
from losstheory.empirical.intervals import MeasurementError  # noqa: E402
from losstheory.empirical.trial import accuracies, plan, run_cells, settings_of  # noqa: E402
from losstheory.formulas.errors import LossTheoryError  # noqa: E402
from losstheory.runs.foreign import ExecutorLost  # noqa: E402
from tests.empirical.small import cross_entropy, endless, mean_absolute, rings  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
QUICK = {"epochs": 3, "batch": 16, "rate": 0.02}
LOSSES = ("ce", "gce:q=0.7")


def small_trial(losses=LOSSES, **more):
    return lt.trial(losses, rings(), "symmetric:0.2", "mlp:8", **{"seeds": 3, **QUICK, **more})


@pytest.fixture(scope="module")
def result():
    return small_trial()


def test_two_workers_give_the_numbers_of_one(result):
    assert [cell["accuracy"] for cell in result.numbers] == [cell["accuracy"] for cell in small_trial().numbers]
    before = torch.get_num_threads()
    with ThreadPoolExecutor(2) as threads:
        assert small_trial(executor=threads).numbers == result.numbers
    assert torch.get_num_threads() == before
    context = get_context("forkserver")
    context.set_forkserver_preload(["losstheory.empirical.cell", "tests.empirical.small"])
    with ProcessPoolExecutor(2, mp_context=context) as processes:
        assert small_trial(executor=processes).numbers == result.numbers


class Failing(Executor):
    """Fails after so many cells."""

    def __init__(self, cells: int) -> None:
        self.left = cells

    def submit(self, function, /, *arguments, **named):
        future: Future = Future()
        self.left -= 1
        if self.left < 0:
            future.set_exception(OSError("the machine is gone"))
        else:
            future.set_result(function(*arguments, **named))
        return future


def test_a_trial_that_failed_goes_on_where_it_was(result, tmp_path, monkeypatch):
    with pytest.raises(OSError, match="gone"):
        small_trial(executor=Failing(2), resume=tmp_path)
    kept = list(tmp_path.rglob("*.json"))
    assert len(kept) == 2
    assert small_trial(resume=tmp_path).numbers == result.numbers
    monkeypatch.setattr("losstheory.empirical.trial.run_cell", lambda cell: pytest.fail("trained again"))
    assert small_trial(resume=tmp_path).numbers == result.numbers


def test_an_executor_that_is_gone_says_so(result, tmp_path):
    class Vanishing(Failing):
        def submit(self, function, /, *arguments, **named):
            future = super().submit(function, *arguments, **named)
            if self.left >= 0:
                return future
            future = Future()
            future.cancel()
            future.set_running_or_notify_cancel()
            return future

    with pytest.raises(ExecutorLost, match="the executor is gone"):
        small_trial(executor=Vanishing(1), resume=tmp_path)
    assert len(list(tmp_path.rglob("*.json"))) == 1
    assert small_trial(resume=tmp_path).numbers == result.numbers


def test_a_damaged_file_is_trained_again(result, tmp_path):
    small_trial(resume=tmp_path)
    victim = sorted(tmp_path.rglob("*.json"))[0]
    victim.write_text(victim.read_text().replace("0.", "1.", 1))
    assert small_trial(resume=tmp_path).numbers == result.numbers
    assert small_trial(resume=tmp_path, rate=0.03).numbers != result.numbers


def test_a_killed_process_goes_on_where_it_was(result, tmp_path):
    code = (
        "import losstheory as lt\nfrom tests.empirical.small import rings\n"
        f"lt.trial({LOSSES!r}, rings(), 'symmetric:0.2', 'mlp:8', seeds=3, resume={str(tmp_path)!r}, **{QUICK!r})\n"
        "import time; time.sleep(60)"
    )
    child = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.DEVNULL)
    patience = time.monotonic() + 60
    while not list(tmp_path.rglob("*.json")) and child.poll() is None and time.monotonic() < patience:
        time.sleep(0.01)
    os.kill(child.pid, signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL and list(tmp_path.rglob("*.json"))
    assert small_trial(resume=tmp_path).numbers == result.numbers


def test_equal_seeds_are_the_same_split_noise_start_and_batches_for_every_loss():
    """The same formula under two names, once as a module, reaches the same; another seed does not."""
    found = small_trial({"ours": "ce", "theirs": cross_entropy, "again": torch.nn.CrossEntropyLoss()}, dtype="float64")
    for noise in found.noises:
        assert found.replicas("ours", noise) == found.replicas("theirs", noise) == found.replicas("again", noise)
        pairs = zip(*(found.replicas(name, noise, "train_loss") for name in found.losses), strict=True)
        assert all(np.allclose(pair, pair[0], rtol=1e-9) for pair in pairs)
    assert len(set(found.replicas("ours", metric="train_loss"))) == 3
    assert found.difference("ours", "theirs").estimate == 0


def test_a_seed_gives_the_same_replica_in_any_company():
    whole, alone = (small_trial(seeds=seeds, dtype="float64") for seeds in ([4, 0, 7], [7, 9]))
    for loss in LOSSES:
        assert whole.replicas(loss)[2] == alone.replicas(loss)[0]
        assert np.isclose(whole.replicas(loss, metric="train_loss")[2], alone.replicas(loss, metric="train_loss")[0])


def test_noise_is_read_in_training_alone():
    """With every label wrong in training, the labels of training are learned and the clean ones are missed."""
    found = small_trial(["ce"], seeds=2, epochs=60).measurement("ce", "none")
    wrong = lt.trial(["ce"], rings(), ["pairwise:1"], "mlp:8", seeds=2, **{**QUICK, "epochs": 60})
    assert found.estimate > 0.9
    assert wrong.measurement("ce").estimate < 0.1 and wrong.measurement("ce", metric="train_accuracy").estimate > 0.9


def test_tables_show_means_deviations_and_paired_differences(result):
    values = np.array(result.replicas("ce"))
    assert f"{values.mean():.3f} ({values.std(ddof=1):.3f})" in result.to_text()
    differences = np.array(result.replicas("gce:q=0.7")) - values
    paired = result.difference("gce:q=0.7", "ce")
    assert paired.estimate == pytest.approx(differences.mean()) and paired.values == pytest.approx(differences)
    assert f"{paired.estimate:+.3f} [{paired.lower:+.3f}, {paired.upper:+.3f}]" in result.to_text()
    assert "MLP 2-8-3, Adam 0.02, batches of 16, 3 epochs, 3 seeds, test accuracy" in result.title
    assert "| gce:q=0.7 - ce |" in result.to_markdown() and str(result) == repr(result) == result.to_text()
    assert "<td>gce:q=0.7 - ce</td>" in result._repr_html_()
    data = json.loads(json.dumps(result.to_json(), allow_nan=False))
    assert [cell["accuracy"] for cell in data["cells"]] == [list(numbers["accuracy"]) for numbers in result.numbers]
    assert data["cells"][0]["protocol"]["settings"]["epochs"] == 3 and data["cells"][0]["protocol"]["versions"]["torch"]


def test_scores_that_are_not_finite_are_said_and_not_averaged():
    found = small_trial({"ce": "ce", "endless": endless}, rate=50.0, optimiser="sgd")
    assert found.replicas("endless", "none") == [None] * 3
    assert "not finite, 3 of 3" in found.to_text() and " - " in found.pairs[0][0] and found.pairs[0][1] == "-"
    assert json.loads(json.dumps(found.to_json(), allow_nan=False))["cells"][2]["accuracy"] == [None] * 3
    with pytest.raises(MeasurementError, match="not finite for the seeds"):
        found.measurement("endless", "none")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"losses": []}, "at least one"),
        ({"losses": ["ce", "ce"]}, "different names"),
        ({"losses": ["cross"]}, "cross"),
        ({"losses": [3.5]}, "a loss or a function"),
        ({"data": "digit"}, "did you mean digits"),
        ({"noise": "symetric:0.4"}, "did you mean symmetric"),
        ({"noise": []}, "at least one"),
        ({"model": "cnn"}, "square pictures"),
        ({"seeds": 1}, "two different seeds"),
        ({"seeds": [1, 1]}, "two different seeds"),
        ({"seeds": [-1, 1]}, "none negative"),
        ({"epoch": 3}, "there is no setting 'epoch'"),
        ({"epochs": 0}, "at least 1"),
        ({"level": 95}, "between 0 and 1"),
        ({"metric": "f1"}, "expected a metric"),
        ({"losses": [cross_entropy], "resume": "folder"}, "a function has no protocol"),
    ],
)
def test_what_cannot_be_tried_is_refused_before_anything_is_trained(arguments, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("losstheory.empirical.trial.run_cell", lambda cell: pytest.fail("trained"))
    given = {"losses": LOSSES, "data": rings(), "noise": "none", "seeds": 2, **arguments}
    with pytest.raises(LossTheoryError, match=message):
        lt.trial(given.pop("losses"), given.pop("data"), given.pop("noise"), given.pop("model", "mlp:8"), **given)
    assert not list(tmp_path.iterdir())


def test_what_is_not_there_is_named(result):
    for arguments in (("mae",), ("ce", "pairwise:1/2"), ("ce", "none", "f1")):
        with pytest.raises(MeasurementError, match="the trial has no"):
            result.measurement(*arguments)


def test_the_protocol_for_claims_gives_the_measurements_of_the_trial():
    found = accuracies(["ce", "mae"], "iris", "symmetric:0.2", "linear", 2, epochs=2)
    trial = lt.trial(["ce", "mae"], "iris", ["symmetric:0.2"], "linear", seeds=2, epochs=2)
    assert {name: one.values for name, one in found.items()} == {name: tuple(trial.replicas(name)) for name in found}
    assert "bundled toy data" in trial.title and found["ce"].protocol["seeds"] == [0, 1]


def test_grey_levels_share_one_factor_and_other_features_are_standardised():
    for data, least, most in (("digits", 0.0, 1.0), ("iris", -4.0, 4.0)):
        cell = plan(["ce"], data, ["none"], "linear", 2, settings_of({"epochs": 1}))[0]
        with pytest.MonkeyPatch.context() as patch:
            seen = []
            patch.setattr("losstheory.empirical.cell.train", lambda *a, seen=seen: seen.append(a[2]) or a[1])
            run_cell(cell)
        assert seen[0].min() >= least and seen[0].max() <= most
        assert (seen[0].min() < -1) == (data == "iris") and run_cells([cell]) == [run_cell(cell)]


def test_a_module_with_a_state_has_one_for_each_replica():
    class Counting(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.calls = 0

        def forward(self, scores, labels):
            self.calls += 1
            return mean_absolute(scores, labels) * (1 + self.calls)

    counting = Counting()
    first, second = (small_trial({"one": counting}).numbers for _ in range(2))
    assert first == second and counting.calls == 0


def test_samples_of_a_law_are_data_and_the_bayes_risk_bounds_what_is_reached():
    law = lt.empirical.GaussianMixture.of(means=[[-1.0], [1.0]])
    found = lt.trial(["ce"], law, model="linear", samples=4000, seeds=2, **{**QUICK, "batch": 200})
    assert "GaussianMixture (4000 x 1, 2 classes, drawn with seed 0)" in found.title
    data = found.cells[0].data
    assert np.array_equal(data.X, law.sample(4000, np.random.default_rng(0))[0])
    assert found.measurement("ce").estimate == pytest.approx(1 - law.bayes_risk().value, abs=0.03)
    with pytest.raises(MeasurementError, match="a Dataset or a Distribution as data, got ndarray"):
        lt.trial(["ce"], data.X)
