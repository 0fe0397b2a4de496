"""A report is returned, withdrawn and decided on by commands alone, from laptop to laptop."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from command_kit import PASSCODE, SAMPLES, Arg, Done, run


class Laptop:
    """A workspace of somebody's."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name = folder, name

    def run(self, *args: Arg) -> Done:
        return run(*args, "--workspace", self.folder, FIELDAPP_PASSCODE=PASSCODE)

    def ask(self, *args: Arg) -> Any:
        done = self.run(*args, "--json")
        assert done.code == 0, done.err
        return done.json

    def do(self, *args: Arg) -> str:
        done = self.run(*args)
        assert done.code == 0, done.err
        return done.out


def test_a_report_is_returned_and_decided_on_without_a_window(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIELDAPP_CONFIG", str(tmp_path / "config"))
    ann, sam = Laptop(tmp_path / "ann", "Ann"), Laptop(tmp_path / "sam", "Sam")
    for one in (ann, sam):
        one.do("import", SAMPLES["medical"])
    for here, there in ((ann, sam), (sam, ann)):
        card = tmp_path / f"{here.name}.fieldcontact"
        here.do("contact", "export", card, "--name", here.name)
        there.do("contact", "import", card)
    (case,) = (one["id"] for one in ann.ask("list"))

    def carry(giver: Laptop, taker: Laptop) -> None:
        bundle = tmp_path / "b.fieldcase"
        giver.do("bundle", "export", bundle, case, "--to", taker.name, "--name", giver.name)
        taker.do("bundle", "import", bundle)
        bundle.unlink()

    ann.ask("issue", case, "--preliminary")
    carry(ann, sam)

    # The supervisor.
    (waiting,) = sam.ask("review", "list")
    assert (waiting["case"], waiting["state"], waiting["number"]) == (case, "issued", 1)
    assert waiting["reference"] in sam.do("review", "list")
    shown = sam.ask("review", "show", case)
    assert shown["parts"]["impact"] and shown["evidence"] and not shown["own"]
    told = sam.do("review", "show", case, "--pdf", tmp_path / "issued.pdf")
    assert shown["parts"]["impact"][0]["en"] in told
    assert (tmp_path / "issued.pdf").read_bytes().startswith(b"%PDF")
    for wrong, named in (
        (("return", "--remark", "impact"), "PART=TEXT"),
        (("conditions", "--condition", "Show it | Ann | soon"), "2026-12-01"),
        (("ask", "--to", "Zoe"), "Zoe"),
        (("return",), "reason"),
        (("approve", "--number", "7"), "report"),
    ):
        refused = sam.run("review", "decide", case, *wrong)
        assert refused.code in (1, 2) and named in refused.err, (wrong, refused.err)
    sam.do("review", "decide", case, "comment", "--reason", "At first sight good", "--name", "Sam")
    assert "taken back" in sam.do("review", "take-back", case)
    assert sam.run("review", "take-back", case).code == 1
    why = "Whose sum is it?"
    decided = sam.ask("review", "decide", case, "return", "--remark", f"impact={why}")
    assert decided["state"] == "returned"
    assert [one["state"] for one in sam.ask("review", "list", "--folder", "returned")] == [
        "returned"
    ]
    carry(sam, ann)

    # The engineer says once who decides; then it counts.
    assert ann.ask("list")[0]["report"] == "issued"
    assert "Zoe" in ann.run("review", "confirm", "Zoe").err
    ann.do("review", "confirm", "Sam")
    assert ann.ask("list")[0]["report"] == "returned" and "Returned" in ann.do("list")
    (said,) = ann.ask("review", "show", case)["said"]
    assert (said["by"], said["remarks"]["impact"]["en"], said["doubt"]) == ("Sam", why, None)
    ann.ask("issue", case, "--preliminary")
    assert ann.run("review", "decide", case, "approve").code == 1
    assert ann.ask("withdraw", case, "--reason", "Wrong ward")["number"] == 2
    assert ann.run("withdraw", case, "--reason", "Again", "--number", "2").code == 1
    ann.ask("issue", case, "--preliminary")
    carry(ann, sam)

    asked = ("--condition", "Show the log | Ann | 2026-12-01 | log sent", "--condition", "Call")
    assert sam.ask("review", "decide", case, "conditions", *asked)["state"] == "conditions"
    carry(sam, ann)
    assert ann.ask("list")[0]["report"] == "conditions"
    conditions = ann.ask("review", "show", case)["said"][-1]["conditions"]
    assert [(one["what"]["en"], one["due"]) for one in conditions] == [
        ("Show the log", "2026-12-01"),
        ("Call", None),
    ]
