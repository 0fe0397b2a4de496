"""How the customer answered when the notes were read back: each answer, and whether it still holds.

That somebody answered on the screen and that the engineer says so are told as different things.
"""

from __future__ import annotations

from collections.abc import Iterator

from fieldapp.base.language import Text
from fieldapp.case.records import Acknowledgement, Case
from fieldapp.case.typed import strokes
from fieldapp.report.blocks import Block, Bullets, Paragraph, Run, Signature, Subtitle, Words
from fieldapp.report.layout.voice import Voice
from fieldapp.report.notes import Reply
from fieldapp.report.phrasing import both, ended, iso_moment

_MOST = 12
"""The latest answers listed."""


def reply_blocks(case: Case, replies: tuple[Reply, ...], voice: Voice) -> Iterator[Block]:
    """Every answer, the earliest first, with its signature.

    Args:
        case: as this edition may show it.
    """
    seen = {given.id: given for given in case.acknowledgements}
    shown = [(seen[r.given.id], r.holds) for r in replies if r.given.id in seen]
    yield from voice.more(len(shown) - _MOST)
    for given, holds in shown[-_MOST:]:
        yield Bullets((Paragraph(_told(given, holds, voice)),))
        if given.signature:
            yield _signature(given, holds, voice)


def confirmation_blocks(
    case: Case, replies: tuple[Reply, ...], voice: Voice, brief: bool
) -> Iterator[Block]:
    """The same for the supervisor, who is also told that nobody was asked.

    Args:
        brief: the last answer only, without its signature.
    """
    if brief:
        for reply in replies[-1:]:
            yield Bullets((Paragraph(_told(reply.given, reply.holds, voice)),))
        return
    yield Subtitle(voice.say("title_replies"))
    if not replies:
        yield Paragraph(voice.say("reply_none"), look="muted")
    yield from reply_blocks(case, replies, voice)


def _told(given: Acknowledgement, holds: bool, voice: Voice) -> Words:
    """When, who, what they answered, whether it still holds, and in which words."""
    parts = [_answer(given)]
    if given.answer in ("right", "not_quite"):
        parts.append(both("reply_holds" if holds else "reply_changed"))
    if given.words:
        parts.append(ended(both("reply_words", words=given.words)))
    said = voice.prose(parts)
    runs = said.main if isinstance(said.main, tuple) else (Run(said.main),)
    when = iso_moment(given.at) if given.at else ""
    return Words((Run(f"{when}  ", bold=True), *runs) if when else runs, said.sub)


def _answer(given: Acknowledgement) -> Text:
    who = given.who or both("reply_nobody")
    answer = given.answer or "unknown"
    return both(f"reply_{answer}_{given.how or 'told'}", who=who)


def _signature(given: Acknowledgement, holds: bool, voice: Voice) -> Signature:
    meaning = [both("signature_means")]
    if not holds:
        meaning.append(both("signature_void"))
    drawn = tuple(tuple(stroke) for stroke in strokes(given.signature))
    return Signature(drawn, voice.prose(meaning))
