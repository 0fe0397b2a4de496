"""The end of a report: the decision to tick, names to sign, code and fine print."""

from __future__ import annotations

from fieldapp.report.blocks import ReviewBox, SignatureField
from fieldapp.report.content import Audience, Content
from fieldapp.report.layout.voice import Voice

_HASH_DIGITS = 16
ENGINEER, SUPERVISOR = "engineer", "supervisor"
"""Names of the two signature fields of an edition that is issued."""


def code(content: Content) -> str:
    """What the QR code says: `FIELDAPP:<reference>:<issue>:<start of the content hash>`."""
    return f"FIELDAPP:{content.reference}:{content.issue.number}:{content.hash[:_HASH_DIGITS]}"


def review_box(content: Content, voice: Voice, audience: Audience) -> ReviewBox:
    choices: tuple[str, ...]
    signers: tuple[tuple[str, str], ...]
    if audience == "customer":
        title, comments = "title_confirm", "corrections"
        choices = ("confirm_yes", "confirm_changes")
        signers = (("meta_contact", ""), ("sign_us", ""))
        fields = ("", ENGINEER)
    else:
        title, comments = "title_review", "comments"
        choices = ("review_approve", "review_changes", "review_return")
        case = content.case
        signers = (
            ("meta_engineer", voice.words(case.engineer).plain),
            ("meta_supervisor", voice.words(case.supervisor).plain),
        )
        fields = (ENGINEER, SUPERVISOR)
    return ReviewBox(
        voice.say(title),
        tuple(voice.say(choice) for choice in choices),
        voice.say(comments),
        tuple((voice.say(role), name) for role, name in signers),
        voice.say("sign"),
        code(content),
        voice.say(
            f"fine_print_{audience}",
            reference=content.reference,
            issue=content.issue.number,
            hash=content.hash[:_HASH_DIGITS],
        ),
        fields,
    )


def to_sign(voice: Voice) -> tuple[SignatureField, ...]:
    """The fields that an edition is signed in: when it is issued, and when it is approved."""
    return tuple(
        SignatureField(name, voice.say(f"{name}_signature")) for name in (ENGINEER, SUPERVISOR)
    )
