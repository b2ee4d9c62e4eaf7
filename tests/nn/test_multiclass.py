"""Modules of multiclass losses: torch's own where it has the loss, and its conventions for all."""

from __future__ import annotations

import copy
import itertools
import pickle
from typing import Any

import pytest

from losstheory.losses.multiclass import multiclass_catalogue

torch = pytest.importorskip("torch", reason="torch is not installed")

from losstheory import nn  # noqa: E402
from losstheory.numeric.arguments import CallableError  # noqa: E402

F = torch.nn.functional
SHAPES = [(5,), (6, 5, 3, 2), (4, 13), (0, 5)]
SMALL = {"sparsemax": 3, "entmax": 2, "spherical_fenchel_young": 2, "ldr_l2": 3}


def batch(shape: tuple[int, ...], seed: int = 0) -> Any:
    """Scores, labels of which some are ignored, and positive numbers of the shape of the scores."""
    generator = torch.Generator().manual_seed(seed)
    scores = torch.randn(shape, generator=generator, dtype=torch.float64, requires_grad=True)
    rows = () if len(shape) == 1 else (shape[0], *shape[2:])
    labels = torch.randint(0, shape[0 if len(shape) == 1 else 1], rows, generator=generator)
    labels = torch.where(torch.rand(rows, generator=generator) < 0.3, -100, labels)
    return scores, labels, torch.rand(shape, generator=generator, dtype=torch.float64)


def values_and_slopes(module: Any, scores: Any, target: Any) -> tuple[Any, Any]:
    values = module(scores, target)
    return values, torch.autograd.grad(values.sum(), scores)[0]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("reduction", ["none", "mean", "sum"])
def test_cross_entropy_is_torchs(shape: tuple[int, ...], reduction: str) -> None:
    scores, labels, laws = batch(shape)
    weight = (
        laws.flatten()[: shape[0 if len(shape) == 1 else 1]] if laws.numel() else torch.ones(5, dtype=torch.float64)
    )
    ignored = torch.full_like(labels, -100)
    for target, some, smoothing in itertools.product((labels, ignored, laws), (None, weight), (0.0, 0.1)):
        options = {"reduction": reduction, "weight": some, "label_smoothing": smoothing}
        ours = values_and_slopes(nn.CrossEntropy(**options), scores, target)
        theirs = values_and_slopes(torch.nn.CrossEntropyLoss(**options), scores, target)
        for found, wanted in zip(ours, theirs, strict=True):
            assert found.shape == wanted.shape
            torch.testing.assert_close(found, wanted, rtol=1e-11, atol=1e-13, equal_nan=True)


@pytest.mark.parametrize("margin", [1, 2])
def test_weston_watkins_is_torchs_margin_loss_times_the_classes(margin: int) -> None:
    scores, labels, _ = batch((9, 4))
    labels = labels.clamp(min=0)
    ours = nn.WestonWatkins(margin=margin, reduction="none")(scores, labels)
    torch.testing.assert_close(ours, 4 * F.multi_margin_loss(scores, labels, margin=margin, reduction="none"))


@pytest.mark.parametrize("name", list(multiclass_catalogue))
def test_ignored_rows_are_as_good_as_none(name: str) -> None:
    family = multiclass_catalogue[name]
    missing = {p.name: 1 for p in family.parameters if p.default is None}
    classes = SMALL.get(name, 4)
    scores, labels, _ = batch((8, classes), 4)
    spoiled = torch.where((labels == -100)[:, None], torch.nan, scores.detach()).requires_grad_()
    kept = labels != -100
    module = nn.Multiclass(family(classes, **missing))
    value, slopes = values_and_slopes(module, spoiled, labels)
    torch.testing.assert_close(value, module(scores[kept], labels[kept]))
    assert (slopes[~kept] == 0).all()
    assert torch.isfinite(slopes).all()


def three_classes(name: str) -> Any:
    """A module of three classes with a batch."""
    family = multiclass_catalogue[name]
    module = nn.Multiclass(family(3, **{p.name: 1 for p in family.parameters if p.default is None}))
    scores, labels, _ = batch((5, 3), 2)
    return module, scores, labels.clamp(min=0)


@pytest.mark.parametrize("name", [name for name in multiclass_catalogue if name not in SMALL][::4])
def test_batched_functions_have_the_same_slopes(name: str) -> None:
    module, scores, labels = three_classes(name)
    slope = torch.func.vmap(torch.func.grad(lambda s, y: module(s[None], y[None])))(scores, labels)
    torch.testing.assert_close(slope / 5, values_and_slopes(module, scores, labels)[1])


@pytest.mark.parametrize("name", ["gce", "crammer_singer"])
def test_compiled_functions_have_the_same_values_and_slopes(name: str) -> None:
    module, scores, labels = three_classes(name)
    torch._dynamo.reset()
    compiled = torch.compile(module, backend="aot_eager", fullgraph=True)
    wanted = values_and_slopes(module, scores, labels)
    for found, value in zip(values_and_slopes(compiled, scores, labels), wanted, strict=True):
        torch.testing.assert_close(found, value)


@pytest.mark.parametrize(("dtype", "tolerance"), [(torch.float32, 1e-6), (torch.bfloat16, 2e-2)])
@pytest.mark.parametrize("name", ["ce", "gce", "nce", "brier", "z_loss", "ova_logistic", "crammer_singer"])
def test_narrower_numbers(name: str, dtype: Any, tolerance: float) -> None:
    scores, labels, _ = batch((6, 4), 1)
    narrow = scores.detach().to(dtype)
    module = nn.module(name, reduction="none")
    found = module(narrow, labels)
    assert found.dtype == dtype
    torch.testing.assert_close(found.double(), module(narrow.double(), labels), rtol=tolerance, atol=tolerance)


def test_modules_can_be_copied_and_kept() -> None:
    scores, labels, _ = batch((6, 4))
    module = nn.GCE(q=0.7, weight=torch.tensor([1.0, 2, 3, 4]))
    wanted = module(scores, labels)
    for other in (copy.deepcopy(module), pickle.loads(pickle.dumps(module))):
        assert other(scores, labels) == wanted
    assert list(module.state_dict()) == ["weight"]
    assert next(module.to(torch.float32).buffers()).dtype == torch.float32


def test_names_come_from_the_catalogue() -> None:
    scores, labels, _ = batch((6, 4))
    assert repr(nn.NCE()) == "Multiclass('nce', reduction='mean')"
    assert nn.module("nce + rce:A=4")(scores, labels) == nn.module("nce+4*mae", reduction="mean")(
        scores, labels
    ) * 0 + (nn.NCE()(scores, labels) + nn.RCE(A=4)(scores, labels))
    with pytest.raises(AttributeError, match="did you mean gce"):
        _ = nn.GCEE


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda s, y: nn.CE(reduction="all"), "reduction among none, mean, sum"),
        (lambda s, y: nn.CE(label_smoothing=2), "label_smoothing in"),
        (lambda s, y: nn.CE(weight=torch.ones(3))(s, y), r"weights of shape \(4,\)"),
        (lambda s, y: nn.CE()(s, y.double()), "whole numbers"),
        (lambda s, y: nn.CE()(s, y[:2]), "classes of shape"),
        (lambda s, y: nn.Multiclass(multiclass_catalogue["ce"](3))(s, y), "a loss of 3 classes"),
        (lambda s, y: nn.LDRTop(k=2)(torch.zeros(2, 20), torch.tensor([0, 1])), "at most 12 classes"),
    ],
)
def test_bad_input_is_refused(make: Any, words: str) -> None:
    scores, labels, _ = batch((6, 4))
    with pytest.raises(CallableError, match=words):
        make(scores, labels)
