"""Calibration by its definition: infima of the conditional risk on both sides of the centre, eta by eta."""

from __future__ import annotations

from flint import arb, fmpq

from .scan import Scan, falls_for_ever, power, weighted

Row = tuple[fmpq, arb]
OFFSETS = tuple(fmpq(k, 40) for k in range(1, 20)) + tuple(fmpq(1, d) for d in (2, 100, 300, 1000, 10000))
OFFSETS += tuple(fmpq(n, 2 * d) for d in (3, 7, 9, 11) for n in range(1, d))
OFFSETS += (fmpq(1, 2), fmpq(1, 2) - fmpq(1, 100), fmpq(1, 2) - fmpq(1, 10**4))
FINE = (fmpq(1, 10**5), fmpq(1, 10**6), fmpq(1, 10**8))
SURE, EQUAL = arb(10) ** -22, arb(10) ** -28
CLOSE = arb("0.03")
GOLDEN = fmpq(610, 987)


def calibrated(scan: Scan, etas: tuple[fmpq, ...] | None = None) -> tuple[bool | None, float, fmpq]:
    """Whether the wrong side is worse at every eta, by how much at least (relative), and where.

    Next to eta = 1/2 the gap of a calibrated loss may be too small to see: there only a negative gap counts.
    """
    half = fmpq(1, 2)
    signs = (1,) if scan.case.kind == "margin" else (1, -1)
    fine = () if etas is not None else tuple(half + s * offset for offset in FINE for s in signs)
    etas = etas or tuple(half + s * offset for offset in OFFSETS for s in signs)
    ends = {side: scan.ends(side) for side in (True, False)}
    tails = {side: [[scan.partials(x) for x in end.points] for end in ends[side]] for side in ends}
    open_at, least = None, (float("inf"), half)
    for eta in etas:
        holds, gap = _at(scan, eta, tails)
        if holds is False:
            return False, gap, eta
        if holds is None:
            open_at = eta
        least = min(least, (gap, eta), key=lambda pair: pair[0])
    for eta in fine:
        holds, gap = _at(scan, eta, tails)
        if holds is False and gap < -float(SURE):
            return False, gap, eta
    return (None, 0.0, open_at) if open_at is not None else (True, *least)


def _at(scan: Scan, eta: fmpq, tails: dict[bool, list[list[tuple[arb, arb]]]]) -> tuple[bool | None, float]:
    """The gap at one eta: the infimum on the wrong side less the infimum on the right one."""
    right = eta > fmpq(1, 2)
    falls = {}
    for side in (True, False):
        found = [falls_for_ever(tuple(weighted(eta, *v) for v in values)) for values in tails[side]]  # type: ignore[arg-type]
        falls[side] = True if True in found else None if None in found else False
    if falls[not right]:
        return False, float("-inf")
    if falls[right]:
        return (None if falls[not right] is None else True), 1.0
    rows = [(x, weighted(eta, *values)) for x, values in scan.rows]
    good = [row for row in rows if (row[0] > scan.centre) == right and row[0] != scan.centre]
    bad = [row for row in rows if (row[0] <= scan.centre if right else row[0] >= scan.centre)]
    low, high = lowest(good), lowest(bad)
    scale = 1 + abs(low) + abs(high)
    gap = (high - low) / scale
    if abs(gap) < CLOSE:
        gap = (refined(scan, eta, bad) - refined(scan, eta, good)) / scale
    value = float(gap.mid())
    if gap > SURE:
        return (None if None in falls.values() else True), value
    if gap < EQUAL:
        return (None if falls[right] is None else False), value
    return None, value


def lowest(rows: list[Row]) -> arb:
    best = rows[0][1]
    for _, value in rows:
        if value < best:
            best = value
    return best


def refined(scan: Scan, eta: fmpq, rows: list[Row]) -> arb:
    """The least value after golden sections around the three lowest local minima of the scan."""
    low = lowest(rows)
    valleys = []
    for i, (_, value) in enumerate(rows):
        before, after = rows[max(0, i - 1)], rows[min(len(rows) - 1, i + 1)]
        if not value > before[1] and not value > after[1] and abs(value - low) < CLOSE * 2 * (1 + abs(low)):
            valleys.append((float(value.mid()), before[0], after[0]))
    best = low
    for _, a, b in sorted(valleys)[:3]:
        value = section(scan, eta, a, b)
        best = value if value < best else best
    return best


def section(scan: Scan, eta: fmpq, a: fmpq, b: fmpq) -> arb:
    """The least value seen by golden sections of [a, b]."""
    grid = power(0) / (1 << 100)
    c, d = b - GOLDEN * (b - a), a + GOLDEN * (b - a)
    fc, fd = scan.risk(eta, c), scan.risk(eta, d)
    best = fc if fc < fd else fd
    floor = abs(b - a) / 10**15
    while b - a > floor:
        if fc < fd:
            b, d, fd = d, c, fc
            c = _rounded(b - GOLDEN * (b - a), grid, a, b)
            fc = scan.risk(eta, c)
        else:
            a, c, fc = c, d, fd
            d = _rounded(a + GOLDEN * (b - a), grid, a, b)
            fd = scan.risk(eta, d)
        for value in (fc, fd):
            best = value if value < best else best
    return best


def _rounded(x: fmpq, grid: fmpq, a: fmpq, b: fmpq) -> fmpq:
    """A short rational near x, still between a and b."""
    short = (x / grid).floor() * grid
    return short if a < short < b else x
