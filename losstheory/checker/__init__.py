"""The checker: JSON in, accepted or a reason out; the standard library alone.

It re-derives every premise of a rule from the loss itself and shares no code with the provers.
"""

from .certificate import Accepted, canonical, check_certificate, fingerprint
from .documents import certificates_in
from .sentence import sentence
from .work import Reject

__all__ = ["Accepted", "Reject", "canonical", "certificates_in", "check_certificate", "fingerprint", "sentence"]
