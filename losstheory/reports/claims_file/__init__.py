"""Claims files in TOML: tables ``[[claim]]``, read against a schema; formulas go through the parser, nothing is run."""

from losstheory.reports.claims_file.document import Document, DocumentError
from losstheory.reports.claims_file.reader import Fault, Read, read_claims

__all__ = ["Document", "DocumentError", "Fault", "Read", "read_claims"]
