"""The end of a report: the decision to tick, names to sign, code and fine print."""

from __future__ import annotations

from fieldapp.report.blocks import ReviewBox
from fieldapp.report.content import Audience, Content
from fieldapp.report.layout.voice import Voice

_HASH_DIGITS = 16


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
    else:
        title, comments = "title_review", "comments"
        choices = ("review_approve", "review_changes", "review_return")
        case = content.case
        signers = (
            ("meta_engineer", voice.words(case.engineer).plain),
            ("meta_supervisor", voice.words(case.supervisor).plain),
        )
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
    )
