"""What is wrong costs one clear message, what is right goes on, and the exit code tells."""

from __future__ import annotations

import json
import socket

from tests.end_to_end.installation import Installation

FINE = '[[claim]]\nid = "fine"\nloss = "hinge"\nproperty = "convex"\n'
FAULTS = {
    "a property that is unknown": ("a", 'id = "a"\nloss = "hinge"\nproperty = "convexx"', "convexx"),
    "a label that is taken": ("fine", 'id = "fine"\nloss = "ramp"\nproperty = "convex"', "fine"),
    "a family outside its range": ("b", 'id = "b"\nloss = "focal:gamma=-1"\nproperty = "convex"', "gamma"),
    "a parameter outside its range": (
        "c", 'id = "c"\nloss = "focal"\nparameters = { gamma = -1 }\nproperty = "convex"', "gamma",
    ),
    "an expression that is code": (
        "d", """id = "d"\nloss = "__import__('pathlib').Path('ran').touch()"\nproperty = "convex\"""", "loss",
    ),
    "an expression without end": ("e", 'id = "e"\nloss = "9**9**9**9*t"\nproperty = "convex"', "loss"),
}  # fmt: skip


def test_every_fault_of_a_claims_file_is_one_message_and_the_rest_is_decided(here: Installation) -> None:
    tables = [f"[[claim]]\n{table}\n" for _, table, _ in FAULTS.values()]
    (here.folder / "claims.toml").write_text(FINE + "".join(tables))
    (here.folder / "broken_claims.toml").write_text(f"{FINE}[[claim]\n")
    done = here.type("losstheory verify . --format json")
    assert done.code == 2 and not (here.folder / "ran").exists()
    found = json.loads(done.output)
    assert [(entry["label"], entry["status"]) for entry in found["entries"]] == [("fine", "PROVED")]
    assert len(done.messages) == len(found["faults"]) == len(FAULTS) + 1
    for (label, _, word), kind in zip(FAULTS.values(), FAULTS, strict=True):
        assert any(f"'{label}'" in line and word in line for line in done.messages), (kind, done.messages)
    assert any("broken_claims.toml:5:" in line for line in done.messages), done.messages
    tested = here.type("pytest -p no:cacheprovider")
    assert tested.code != 0 and not (here.folder / "ran").exists() and "1 passed" in tested.output


def test_a_figure_that_fails_leaves_the_others(here: Installation) -> None:
    figure = '[[figure]]\nname = "{}"\nkind = "losses"\nlosses = ["{}"]\n'
    text = "".join(figure.format(*pair) for pair in (("first", "hinge"), ("bad", "focal:gamma=-1"), ("last", "savage")))
    (here.folder / "figures.toml").write_text(text)
    done = here.type("losstheory figures --format svg")
    assert done.code == 4 and len(done.messages) == 1 and "bad" in done.messages[0] and "gamma" in done.messages[0]
    assert sorted(path.name for path in (here.folder / "figures").glob("*.svg")) == ["first.svg", "last.svg"]


def test_a_cluster_that_is_not_there_is_one_message(here: Installation) -> None:
    (here.folder / "claims.toml").write_text(FINE)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"dask://127.0.0.1:{free.getsockname()[1]}"
    done = here.type(f"losstheory verify --executor {address}")
    assert done.code == 2 and done.output == "" and len(done.messages) == 1 and address in done.messages[0]
