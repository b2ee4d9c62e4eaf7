"""Every property of a random loss decided, the oracle asked, the two compared; records, tables and the command."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from functools import partial
from pathlib import Path
from time import process_time

from tqdm import tqdm

from losstheory.formulas.errors import DomainError, LossTheoryError
from losstheory.losses import MarginLoss, PairLoss, ProbabilityLoss
from losstheory.rigor import decide
from losstheory.theory import by_kind, properties

from .generator import Case, generate
from .oracle import Answer, ask, confirms
from .scan import Scan
from .tables import Record, lists, show, table

FORMS = {"margin": MarginLoss, "pair": PairLoss, "probability": ProbabilityLoss}
DECIDED = {"PROVED": True, "REFUTED": False}
LIMIT = 30


class OutOfTime(BaseException):
    """The time allowed for one verdict is over."""


def _alarm(*_: object) -> None:
    raise OutOfTime


def decided(case: Case, name: str, limit: int) -> Record:
    """The verdict on one property within ``limit`` seconds of processor time; a crash is a status of its own."""
    signal.signal(signal.SIGPROF, _alarm)
    signal.setitimer(signal.ITIMER_PROF, limit)
    start = process_time()
    try:
        verdict = decide(properties[name](FORMS[case.kind](f"fuzz {case.number}", *case.formulas)))
        found = {
            "status": str(verdict.status),
            "rule": verdict.rule,
            "reason": verdict.reason,
            "witness": verdict.witness,
        }
    except OutOfTime:
        found = {"status": "TIMEOUT"}
    except DomainError as error:
        found = {"status": "DOMAIN", "reason": str(error)}
    except (
        LossTheoryError,
        ArithmeticError,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        RuntimeError,
        AssertionError,
        MemoryError,
    ) as error:
        found = {"status": "CRASH", "reason": f"{type(error).__name__}: {error}"}
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return {"property": name, **found, "seconds": round(process_time() - start, 4)}


def compared(scan: Scan, result: Record) -> Record:
    """The result with the oracle's answer and what the two make together."""
    answer = ask(scan, result["property"])
    outcome = comparison(scan, result, answer)
    return {**result, "oracle": asdict(answer), "outcome": outcome}


def comparison(scan: Scan, result: Record, answer: Answer) -> str:
    """agrees, open, unsure, CONTRADICTION, or missed: the scan saw nothing, and the witness stands when recomputed."""
    says = DECIDED.get(result["status"])
    if says is None:
        return "open"
    if answer.holds is None or answer.holds == says:
        return "unsure" if answer.holds is None else "agrees"
    if says is False and confirms(scan, result["property"], result["witness"] or {}):
        return "missed"
    return "CONTRADICTION"


def examine(number: int, seed: int, names: tuple[str, ...], limit: int = LIMIT) -> Record:
    """The record of one loss."""
    case = generate(number, seed)
    scan = Scan(case)
    wanted = [name for name in by_kind[case.kind] if not names or name in names]
    results = [compared(scan, decided(case, name, limit)) for name in wanted]
    about = {"number": number, "seed": seed, "kind": case.kind, "family": case.family, "formulas": list(case.formulas)}
    return {**about, "lost": scan.lost, "results": results}


def kept(path: Path | None, seed: int) -> list[Record]:
    """The records of an earlier run with the same seed; a last line cut short is left out."""
    records = []
    for line in path.read_text().splitlines() if path and path.exists() else ():
        try:
            record = json.loads(line)
        except json.JSONDecodeError:
            continue
        if record["seed"] == seed:
            records.append(record)
    return records


def run(numbers: Iterable[int], seed: int, names: tuple[str, ...], jobs: int, limit: int = LIMIT) -> Iterator[Record]:
    """The records of the numbers, as they come."""
    work = partial(examine, seed=seed, names=names, limit=limit)
    if jobs == 1:
        yield from map(work, numbers)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(work, numbers)


def main() -> int:
    parser = argparse.ArgumentParser(description="Random losses against an independent oracle.")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--limit", type=int, default=LIMIT, help="processor seconds for one verdict")
    parser.add_argument("--only", type=int, nargs="*", help="the numbers of the losses to examine")
    parser.add_argument("--properties", nargs="*", default=[], choices=sorted(properties))
    parser.add_argument(
        "--resume", type=Path, help="a JSON-lines file: what it holds is not done again, what is new is added"
    )
    options = parser.parse_args()
    numbers = options.only or range(options.count)
    records = [r for r in kept(options.resume, options.seed) if r["number"] in numbers]
    done = {record["number"] for record in records}
    left = [n for n in numbers if n not in done]
    found = run(left, options.seed, tuple(options.properties), options.jobs, options.limit)
    for record in tqdm(found, total=len(left), file=sys.stderr):
        records.append(record)
        if options.resume:
            _append(options.resume, record)
        for line in [*show(record, "CONTRADICTION"), *show(record, "CRASH")]:
            tqdm.write(line, file=sys.stdout)
    print(lists(records))
    print(table(records))
    wrong = [line for record in records for line in show(record, "CONTRADICTION")]
    print(f"{len(records)} losses, {len(wrong)} contradictions")
    return 1 if wrong else 0


def _append(path: Path, record: Record) -> None:
    with path.open("a") as file:
        file.write(json.dumps(record) + "\n")
        file.flush()
        os.fsync(file.fileno())
