"""Where certificates stand in the files that are written here: alone, in a ledger, a check, a comparison, a diagram."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .certificate import SCHEMA
from .work import Reject

FAMILY = SCHEMA.split("/")[0] + "/"


def certificates_in(document: object) -> list[Any]:
    """Every certificate of a file, in its order.

    What stands under ``certificate`` is one, whatever it is, and so is what says that it is one: a damaged certificate
    is found, and rejected later.

    Raises:
        Reject: the file was not written here.
    """
    if not isinstance(document, dict):
        raise Reject(_expected(f"a {type(document).__name__}"))
    schema = document.get("schema")
    if not isinstance(document.get("entries"), list) and not (isinstance(schema, str) and schema.startswith(FAMILY)):
        raise Reject(_expected(f"an object with the schema {str(schema)[:60]!r}"))
    return list(_certificates(document))


def _certificates(document: object) -> Iterator[Any]:
    waiting = [document]
    while waiting:
        match waiting.pop():
            case {"schema": schema} as certificate if schema == SCHEMA:
                yield certificate
            case dict(parts):
                claimed = parts.get("certificate")
                if claimed is not None:
                    yield claimed
                waiting += [part for name, part in reversed(parts.items()) if name != "certificate"]
            case list(parts):
                waiting += reversed(parts)


def _expected(got: str) -> str:
    return f"expected a certificate, or a file with certificates such as a ledger or a comparison, got {got}"
