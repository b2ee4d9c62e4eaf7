"""Decide the properties of one loss.

One EXPR in t is a margin loss, one in r = y - f a residual loss; two are the losses of the labels
+1 and -1, in t (pair) or in p (probability). Catalogue terms, such as hinge or focal:gamma=2, are a
loss too. With --kind multiclass there is one EXPR in s1, ..., sK for each class, or with --classes K one
for class 1, or one in q, the softmax probability of the true class, or catalogue terms such as nce+rce:A=4
(`losstheory catalogue --kind multiclass` lists them). With --classes every the answers are for all numbers of
classes at once: of catalogue terms, or of one EXPR in q, which may contain K. With --kind simplex there is one EXPR
in the forecast probabilities q1, ..., qK for each class, or with --classes K one for class 1, or one in q, the
probability of the true class.

Below the verdicts stand the values, each a formula or an enclosure that was proved, or absent with the
reason: lipschitz, smoothness and strong_convexity (constants), elicits of residual losses, bayes_risk,
calibration_function, psi and link of binary losses, weight of proper probability losses, threshold of pair and
probability losses (the score above which +1 is the Bayes decision at equal costs). With --noise a
multiclass loss is also asked for noise_tolerant, and its values are sum_range (of l1 + ... + lK) and noise_excess.

With --hypotheses there are two values more: transform, the least regret of a wrong score as a function of
theta = |2 eta - 1| (exact, or with rows of enclosures), and h_consistency, the bound
T(R01(h) - R01*(H) + M01(H)) <= R(h) - R*(H) + M(H) for every h of the set H and every distribution; * is the least
risk over H, M the minimizability gap. In JSON transform has the shape of psi, and h_consistency the keys hypotheses,
formula (T in theta), statement (in full) and sha256 (of its certificate), or absent.

Exits 0 when the report is made; with --require, 1 if a required property is refuted and 3 if one is open.

Example: losstheory check "max(0, 1 - t)**2" --require convex,calibrated
"""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from losstheory.cli.arguments import (
    Parser,
    expect_known,
    expression,
    names,
    natural,
    number_of_classes,
    seconds,
    uniform_noise,
)
from losstheory.cli.boundary import UsageError
from losstheory.cli.deciding import PRELOAD, TIMEOUT, value_of, verdict_of, work
from losstheory.cli.exits import Exit, worst
from losstheory.cli.output import print_json, print_message, print_text

if TYPE_CHECKING:
    from losstheory.claims import Verdict
    from losstheory.reports import Report
    from losstheory.reports.questions import Derivation, Subject

SETS = "all, bounded:SCORES, linear:WEIGHTS,BIAS or relu:OUTER,WEIGHTS,BIAS"
SEVERAL = ("multiclass", "multiclass_sum_to_zero")


def parser() -> Parser:
    parser = Parser("check", __doc__)
    add = parser.add_argument
    add("expressions", metavar="EXPR", nargs="+", type=expression, help="expressions, or catalogue terms")
    add(
        "--kind",
        choices=("margin", "pair", "probability", "residual", "multiclass", "simplex"),
        help="the kind of loss (default: by its variable)",
    )
    add("--classes", metavar="K", type=number_of_classes, help="the number of classes of one EXPR, or the word every")
    add("--sum-to-zero", action="store_true", help="the scores of a multiclass loss sum to zero")
    add("--noise", metavar="symmetric:R", type=uniform_noise, help="uniform label noise of a rate R, multiclass only")
    add("--hypotheses", metavar="SET", type=expression, help=f"values over a set of scores: {SETS}")
    add("--require", metavar="PROPERTY,...", type=names, default=(), help="properties that must be proved")
    add("--allow-undecided", action="store_true", help="a required property that stays open is no failure")
    add("--budget", metavar="WORK", type=natural, help="units of work for one verdict")
    add("--timeout", metavar="S", type=seconds, default=TIMEOUT, help=f"seconds for one verdict (default: {TIMEOUT:g})")
    add("--certificates", metavar="DIR", help="write each certificate to a file of DIR")
    add("--format", choices=("text", "json"), default="text", help="what to print (default: text)")
    return parser


def run(options: Namespace) -> Exit:
    from losstheory.runs.pool import start_server

    start_server(PRELOAD)  # it loads the prover while this process does
    from losstheory.reports import Report
    from losstheory.reports.questions import asked, derivations

    loss = _subject(options)
    statements = asked(loss, options.noise)
    expect_known(options.require, tuple(statements), f"property of a {loss.kind} loss called")
    valued = {} if loss.kind in SEVERAL and options.noise is None else derivations(loss, options.noise)
    if options.hypotheses is not None:
        valued |= _over(loss, options.hypotheses)
    told = work([*statements.values(), *valued.values()], options)
    answers = [verdict_of(statement, result) for statement, result in zip(statements.values(), told, strict=False)]
    verdicts = {name: verdict for name, (verdict, _) in zip(statements, answers, strict=True)}
    values = {name: value_of(result) for name, result in zip(valued, told[len(statements) :], strict=True)}
    report = Report(loss, verdicts, values)
    if options.certificates is not None:
        _write(report, Path(options.certificates))
    if options.format == "json":
        print_json(report.to_json())
    else:
        print_text(report.to_text())
    failures = [code for _, code in answers]
    return worst([*failures, *_codes((verdicts[name] for name in options.require), options.allow_undecided)])


def _subject(options: Namespace) -> Subject:
    """The loss that is meant.

    Raises:
        UsageError: an option that belongs to multiclass losses is given with another kind.
    """
    if options.kind == "multiclass":
        from losstheory.losses.multiclass import multiclass

        found: Subject = multiclass(*options.expressions, classes=options.classes, sum_to_zero=options.sum_to_zero)
        return found
    simplex = options.kind == "simplex" and not options.sum_to_zero and options.noise is None
    if not simplex and (options.classes is not None or options.sum_to_zero or options.noise is not None):
        raise UsageError("--classes, --sum-to-zero and --noise belong to --kind multiclass")
    from losstheory.reports.questions import subject

    return subject(*options.expressions, kind=options.kind, classes=options.classes)


def _over(loss: Subject, text: str) -> dict[str, Derivation]:
    """The values over a hypothesis set.

    Raises:
        UsageError: the loss is not one of labels and real scores.
        HypothesesError: there is no such set.
    """
    from losstheory.reports.consistency import consistency_values
    from losstheory.theory.consistency import hypotheses

    if loss.kind not in ("margin", "pair", *SEVERAL):
        raise UsageError(f"--hypotheses needs a margin, pair or multiclass loss, got a {loss.kind} loss")
    return dict(consistency_values(loss, hypotheses(text)))  # type: ignore[arg-type]


def _write(report: Report, folder: Path) -> None:
    """A file for each certificate of a verdict or of a value."""
    from losstheory.runs.files import atomic_write

    folder.mkdir(parents=True, exist_ok=True)
    found = [*report.verdicts.items()]
    found += [(name, verdict) for name, value in report.values.items() for verdict in getattr(value, "verdicts", ())]
    for name, verdict in found:
        if verdict.certificate is not None:
            path = folder / f"{name}-{(verdict.sha256 or '')[:16]}.json"
            atomic_write(path, json.dumps(verdict.certificate, indent=1, allow_nan=False) + "\n")
            print_message(f"wrote {path}; re-check with: losstheory recheck {path}")


def _codes(required: Iterable[Verdict], allow_undecided: bool) -> list[Exit]:
    from losstheory.claims import Status

    missing = Exit.FINE if allow_undecided else Exit.OPEN
    codes = {Status.PROVED: Exit.FINE, Status.REFUTED: Exit.CONTRADICTED}
    return [codes.get(verdict.status, missing) for verdict in required]
