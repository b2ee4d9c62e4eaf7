"""Certificates in files: none is overlooked, none that is damaged is passed over, other files are refused."""

from __future__ import annotations

import pytest

import losstheory as lt
from losstheory.checker import Reject, certificates_in, check_certificate
from losstheory.checker.certificate import SCHEMA

GOOD = {"schema": SCHEMA, "statement": {}, "evidence": {"certificate": 1}}


def test_a_certificate_is_its_own_document():
    assert certificates_in(GOOD) == [GOOD]


def test_the_certificates_of_a_ledger():
    assert certificates_in({"entries": [{"certificate": GOOD}, {"certificate": None}, {}, 3]}) == [GOOD]


def test_what_stands_for_a_certificate_is_one_damaged_or_not():
    damaged = {"schema": "losstheory/certificate/0"}
    document = {
        "schema": "losstheory/compare/1",
        "reports": [{"certificate": damaged}, [{"deep": GOOD}], {"certificate": 3}],
    }
    assert certificates_in(document) == [damaged, GOOD, 3]


@pytest.mark.parametrize("other", [{}, [], None, 3, {"entries": {}}, {"schema": "theirs/1", "certificate": GOOD}])
def test_other_files_are_refused(other):
    with pytest.raises(Reject, match="expected a certificate"):
        certificates_in(other)


@pytest.mark.parametrize(
    "made",
    [
        lambda: lt.compare(["hinge", "sigmoid"], properties=["convex", "calibrated"]),
        lambda: lt.analyze("hinge"),
        lambda: lt.phase_diagram("poly1_margin", "convex"),
    ],
    ids=["comparison", "check", "phase diagram"],
)
def test_every_decided_verdict_of_what_is_written_here_is_replayed(made):
    document = made().to_json()
    found = certificates_in(document)
    assert len(found) == str(document).count("'checked': True") >= 4
    for certificate in found:
        check_certificate(certificate)
