"""Signed reports: what other programs make of them, and what is found of what is done to them."""

from __future__ import annotations

import hashlib
import random
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfoNotFoundError

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject
from usecase_kit import case_in, library, sample_in, workspace_in

from fieldapp.base.language import LANGS, message
from fieldapp.case.change import Identity
from fieldapp.case.seal import SigningKey
from fieldapp.hub import signatures as hub_signatures
from fieldapp.hub.spaces import Self
from fieldapp.report.carrier import extract
from fieldapp.report.errors import SigningError
from fieldapp.report.signing import credentials, sealing
from fieldapp.report.signing.sealing import Signer
from fieldapp.report.signing.telling import Checked
from fieldapp.report.signing.verifying import Verdict, verify
from fieldapp.store.spaces import Membership
from fieldapp.store.workspace import Workspace
from fieldapp.sync.certificates import ENGINEER, HUB, SUPERVISOR, Root
from fieldapp.sync.roster import Roster
from fieldapp.usecases import cases, editions, issuing, signatures, supervisors
from fieldapp.usecases.reporting import Wish

AT = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
STRANGER = Signer(SigningKey(b"stranger" * 4), "沈岚")


@dataclass
class Signed:
    """A report that was issued, and approved, on one laptop."""

    workspace: Workspace
    case_id: bytes
    issued: bytes
    approved: bytes


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Signed]:
    with workspace_in(tmp_path_factory.mktemp("signing")) as workspace:
        case_id = sample_in(workspace)
        issued = issuing.issue(workspace, case_id, library(), final=True, wish=Wish("both"))
        name = hashlib.sha256(issued.made.pdf).hexdigest()
        approved = signatures.countersign(workspace, case_id, name, "沈岚", "conditions")
        yield Signed(workspace, case_id, issued.made.pdf, workspace.get_blob(approved))


def checked(signed: Signed, pdf: bytes) -> Checked:
    found = signatures.check(pdf, signed.workspace, library())
    for lang in LANGS:
        assert all("{" not in message(finding, lang) for finding in found.findings)
    return found


def codes(found: Checked) -> list[str]:
    return [finding.code.removeprefix("signing.") for finding in found.findings]


def poppler(pdf: bytes, folder: Path) -> str:
    """What pdfsig says of the signatures."""
    file = folder / "signed.pdf"
    file.write_bytes(pdf)
    command = ["pdfsig", "-nocert", str(file)]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def texts(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def seen(pdf: bytes, folder: Path) -> str:
    """The text of the last page as it is seen, with what stands in the fields."""
    file = folder / "seen.pdf"
    file.write_bytes(pdf)
    last = str(len(PdfReader(BytesIO(pdf)).pages))
    command = ["pdftotext", "-enc", "UTF-8", "-f", last, str(file), "-"]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def test_what_is_issued_is_signed_and_everything_else_as_it_was(
    signed: Signed, tmp_path: Path
) -> None:
    said = poppler(signed.issued, tmp_path)
    assert said.count("Signature is Valid.") == 1
    assert "Total document signed" in said
    assert "supervisor\n  The signature form field is not signed." in said
    subprocess.run(["qpdf", "--check", tmp_path / "signed.pdf"], check=True, capture_output=True)
    reader = PdfReader(BytesIO(signed.issued))
    root = reader.root_object
    (reference,) = root["/Perms"]["/DocMDP"]["/Reference"]
    assert reference["/TransformParams"]["/P"] == 2
    assert reader.metadata.producer == "FieldApp"
    assert extract(signed.issued).manifest["issue"] == 1
    found = checked(signed, signed.issued)
    assert codes(found) == ["verdict_unchanged", "made_issued", "key_own", "clock", "kept"]
    assert found.is_vouched
    (one,) = found.verdict.signatures
    assert one.at == case_in(signed.workspace, signed.case_id).issues[0].at
    short = credentials.short(signed.workspace.device_key.public)
    assert "已签发 Issued" in seen(signed.issued, tmp_path)
    assert short in seen(signed.issued, tmp_path)


def test_an_approval_is_a_second_signature_behind_what_was_issued(
    signed: Signed, tmp_path: Path
) -> None:
    assert signed.approved.startswith(signed.issued)
    assert texts(signed.approved) == texts(signed.issued)
    assert extract(signed.approved).manifest == extract(signed.issued).manifest
    said = poppler(signed.approved, tmp_path)
    assert said.count("Signature is Valid.") == 2
    found = checked(signed, signed.approved)
    assert codes(found) == [
        "verdict_unchanged",
        *("made_issued", "key_own"),
        *("made_conditions", "key_own"),
        *("clock", "kept"),
    ]
    assert found.verdict.issued == hashlib.sha256(signed.issued).hexdigest()
    assert "附条件批准 Approved with conditions" in seen(signed.approved, tmp_path)
    for pdf in (signed.approved, signed.issued[:-40], signed.issued + b"\n", b"%PDF-1.7 none"):
        with pytest.raises(SigningError) as caught:
            sealing.countersign(pdf, STRANGER, AT)
        assert caught.value.finding.code == "signing.not_as_issued"


def test_the_signed_file_is_the_edition_that_is_given_away(tmp_path: Path) -> None:
    with workspace_in(tmp_path) as workspace:
        case_id = sample_in(workspace)
        made = issuing.issue(workspace, case_id, library(), final=True, wish=Wish("zh")).made
        for wish in (Wish("zh"), Wish()):
            assert editions.edition(workspace, case_id, 1, wish, library()).pdf == made.pdf
            given = cases.report(workspace, case_id, wish, library())
            assert (given.pdf, given.pages) == (made.pdf, made.pages)
        for wish in (Wish("en"), Wish("zh", "phone"), Wish("zh", audience="customer")):
            other = editions.edition(workspace, case_id, 1, wish, library())
            assert not verify(other.pdf).is_signed


def test_a_machine_whose_zone_has_no_name_signs_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nameless() -> None:
        raise ZoneInfoNotFoundError("CST-8")

    monkeypatch.setattr("tzlocal.get_localzone", nameless)
    with workspace_in(tmp_path) as workspace:
        made = issuing.issue(workspace, sample_in(workspace), library(), final=True).made
    assert verify(made.pdf).is_signed


def test_a_customers_edition_names_nobody_of_ours(signed: Signed, tmp_path: Path) -> None:
    wish = Wish("zh", audience="customer")
    issued = issuing.issue(signed.workspace, signed.case_id, library(), final=True, wish=wish)
    engineer = case_in(signed.workspace, signed.case_id).engineer
    assert engineer.zh
    said = poppler(issued.made.pdf, tmp_path) + seen(issued.made.pdf, tmp_path)
    (one,) = verify(issued.made.pdf).signatures
    assert one.name == ""
    assert engineer.zh not in said
    assert engineer.en not in said


def test_the_key_follows_from_the_devices_which_vouches_for_it() -> None:
    one, other = SigningKey(b"1" * 32), SigningKey(b"2" * 32)
    made = credentials.credentials(one)
    assert made.certificate == credentials.credentials(SigningKey(b"1" * 32)).certificate
    assert credentials.device_of(made.certificate) == one.public
    theirs = credentials.credentials(other).certificate
    place = made.certificate.index(one.public)
    voucher = theirs[theirs.index(other.public) :][:96]
    borrowed = made.certificate[:place] + voucher + made.certificate[place + 96 :]
    assert credentials.device_of(borrowed) == b""
    assert credentials.device_of(b"no certificate") == b""


# What is done to signed files


def grown(pdf: bytes, change: Callable[[PdfWriter], object]) -> bytes:
    """An increment behind a file, as another program adds it."""
    writer = PdfWriter(BytesIO(pdf), incremental=True)
    change(writer)
    out = BytesIO()
    writer.write(out)
    made = out.getvalue()
    assert made.startswith(pdf)
    assert len(made) > len(pdf)
    return made


def another_page_text(writer: PdfWriter) -> None:
    stream = DecodedStreamObject()
    stream.set_data(b"BT /F1 12 Tf 60 700 Td (Approved: 900,000 CNY) Tj ET")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)


def a_page_more(writer: PdfWriter) -> None:
    writer.add_blank_page(595, 842)


def a_page_less(writer: PdfWriter) -> None:
    pages = writer.root_object["/Pages"]
    kids = pages["/Kids"]
    pages[NameObject("/Kids")] = ArrayObject(kids[1:])


def a_note_on_top(writer: PdfWriter) -> None:
    note = FreeText(text="900,000", rect=(50, 550, 200, 650), font_size="20pt")
    writer.add_annotation(0, note)


def another_file_attached(writer: PdfWriter) -> None:
    writer.add_attachment("case.json", b"{}")


def evidence_for_later(writer: PdfWriter) -> None:
    """Which pyHanko lets pass on any signed document."""
    writer.root_object[NameObject("/DSS")] = writer._add_object(DictionaryObject())


def the_fields_gone(writer: PdfWriter) -> None:
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject()


def the_field_moved(writer: PdfWriter) -> None:
    form = writer.root_object["/AcroForm"]
    for field in form["/Fields"]:
        field.get_object()[NameObject("/Rect")] = ArrayObject([*writer.pages[0].mediabox])


def rewritten(pdf: bytes, folder: Path) -> bytes:
    """Everything as it was, written anew."""
    source, target = folder / "source.pdf", folder / "target.pdf"
    source.write_bytes(pdf)
    subprocess.run(["qpdf", "--linearize", source, target], check=True, capture_output=True)
    return target.read_bytes()


INCREMENTS = (
    another_page_text,
    a_page_more,
    a_page_less,
    a_note_on_top,
    another_file_attached,
    evidence_for_later,
    the_fields_gone,
    the_field_moved,
)


@pytest.mark.parametrize("which", ["issued", "approved"])
@pytest.mark.parametrize("change", INCREMENTS)
def test_whatever_is_added_to_a_signed_file_is_found(
    signed: Signed, which: str, change: Callable[[PdfWriter], None]
) -> None:
    found = checked(signed, grown(getattr(signed, which), change))
    assert not found.is_vouched
    assert codes(found)[0] == "verdict_changed"
    last = message(found.findings[-1], "en")
    assert last == "Issue 1 is kept here as it was issued; use that one."


def test_an_addition_before_the_second_signature_is_found(signed: Signed) -> None:
    """A stranger changes what is seen, and signs on top of it."""
    for change in (another_page_text, a_note_on_top, evidence_for_later):
        act = sealing._Act("supervisor", STRANGER, AT, "both", "approved")
        found = checked(signed, sealing._sign(grown(signed.issued, change), act))
        assert codes(found)[0] == "verdict_changed"
        assert not found.is_vouched


def test_a_changed_byte_is_found_wherever_it_is(signed: Signed, tmp_path: Path) -> None:
    pdf = signed.approved
    contents = [found.span(1) for found in re.finditer(rb"/Contents <([0-9A-F]+)>", pdf)]
    assert len(contents) == 2
    chance = random.Random(6)
    places = [chance.randrange(9, len(pdf)) for _ in range(16)]
    places += [start + offset for start, _ in contents for offset in (0, 40, 400, 1200)]
    for place in places:
        changed = bytearray(pdf)
        changed[place] ^= 1
        if any(start + 2200 < place < end for start, end in contents):
            continue  # room that the signature did not need, and that no reader looks at
        verdict = tried(bytes(changed))
        assert verdict is None or not verdict.is_unchanged, place
    assert not verify(pdf + b"\n% more").is_unchanged
    assert not verify(rewritten(pdf, tmp_path)).is_unchanged


def tried(pdf: bytes) -> Verdict | None:
    """What is found; None where the file is refused."""
    from fieldapp.report.errors import CarrierError

    try:
        return verify(pdf)
    except CarrierError:
        return None


def test_an_increment_of_another_file_does_not_fit(signed: Signed) -> None:
    again = issuing.issue(signed.workspace, signed.case_id, library(), final=True).made.pdf
    increment = signed.approved[len(signed.issued) :]
    verdict = tried(again + increment)
    assert verdict is None or not verdict.is_unchanged


# Whose key it is


def test_a_stranger_can_sign_but_is_not_known(signed: Signed) -> None:
    found = checked(signed, sealing.countersign(signed.issued, STRANGER, AT))
    assert codes(found)[-4:-1] == ["made_approved", "key_unknown", "clock"]
    assert found.verdict.is_unchanged
    assert not found.is_vouched
    nobody = signatures.check(signed.approved, None, library())
    assert codes(nobody).count("key_unknown") == 2
    assert codes(nobody)[-1] == "no_keys"
    assert not nobody.is_vouched


def test_keys_are_known_by_team_and_contact(signed: Signed) -> None:
    root = Root(SigningKey(b"root" * 8))
    spaces = signed.workspace.parts.spaces
    people = {"engineer": ENGINEER, "supervisor": SUPERVISOR, "hub": HUB, "gone": SUPERVISOR}
    made = {}
    raws = []
    for number, (who, role) in enumerate(people.items(), 1):
        made[who] = SigningKey(bytes([number]) * 32)
        account = bytes([number]) * 16
        raws.append(root.account(account, role, 1))
        raws.append(root.device(account, account, account, made[who].public, 1))
    raws.append(root.revoke((hashlib.sha256(raws[-1]).digest(),), 2))
    member = Membership(
        root.space, "https://hub", "华东二组", "顾明远", b"a" * 16, b"", b"", *[0] * 4
    )
    contact, colleague = SigningKey(b"c" * 32), SigningKey(b"d" * 32)
    with signed.workspace.parts.database.writing():
        spaces.put_membership(member)
        spaces.put_certificates(root.space, [(hashlib.sha256(raw).digest(), raw) for raw in raws])
        spaces.put_contact(contact.public, "何静")
        spaces.put_contact(colleague.public, "何静")
    supervisors.confirm(signed.workspace, contact.public)
    told = {}
    for who, key in {**made, "contact": contact, "colleague": colleague}.items():
        pdf = sealing.countersign(signed.issued, Signer(key, "沈岚"), AT)
        found = checked(signed, pdf)
        told[who] = (codes(found)[4:-2], found.is_vouched)
    assert told == {
        "engineer": (["key_device_unnamed", "not_supervisor"], False),
        "supervisor": (["key_device_unnamed"], True),
        "hub": (["key_hub"], True),
        "gone": (["key_device_unnamed", "key_former"], True),
        "contact": (["key_contact"], True),
        "colleague": (["key_contact", "not_supervisor"], False),
    }


def test_the_hub_signs_for_an_account_and_says_so(signed: Signed, tmp_path: Path) -> None:
    root, own = Root(SigningKey(b"root" * 8)), signed.workspace.device_key
    me = Self(b"h" * 16, Identity(b"h" * 16, b"h" * 16, b"h" * 8), SigningKey(b"h" * 32))
    roster = Roster(root.space)
    roster.add(
        [
            root.account(me.account, HUB, 1),
            root.device(me.account, b"h" * 16, b"h" * 16, me.key.public, 1),
            root.account(b"e" * 16, ENGINEER, 1),
            root.device(b"e" * 16, b"e" * 16, b"e" * 16, own.public, 1),
        ]
    )
    pdf = hub_signatures.countersign(me, signed.issued, "沈岚", AT)
    found = hub_signatures.check(pdf, roster, "华东二组", {b"e" * 16: "顾明远"})
    assert [finding.code.removeprefix("signing.") for finding in found.findings] == [
        "verdict_unchanged",
        *("made_issued", "key_device"),
        *("made_approved", "key_hub"),
        "clock",
    ]
    assert found.is_vouched
    assert found.findings[2].params["name"] == "顾明远"
    assert "服务器密钥 Hub key" in seen(pdf, tmp_path)


def test_an_unsigned_report_is_told_as_such(signed: Signed) -> None:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    out = BytesIO()
    writer.write(out)
    assert codes(checked(signed, out.getvalue())) == ["verdict_unsigned"]
