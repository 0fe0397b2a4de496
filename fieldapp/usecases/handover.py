"""A line for whoever goes on with a case, written from how it stands."""

from __future__ import annotations

from fieldapp.base.language import LANGS, Lang, Text, tr
from fieldapp.case.records import Commitment
from fieldapp.playbook.fields import Visibility
from fieldapp.playbook.tools.handover import LINE
from fieldapp.playbook.tools.handover import line as left
from fieldapp.usecases.standing import Standing

FIELD = LINE


def kept(standing: Standing) -> str:
    """The line that was left before; empty if there is none."""
    return left(standing.case).original


def line(standing: Standing, lang: Lang) -> str:
    """What comes next and what has been agreed and is still open, in one language.

    It holds nothing that the customer may not read, for it may be written where they look on.
    """
    parts = [_next_step(standing, lang)]
    open_ones = [one for one in standing.case.commitments if one.status in ("open", "late")]
    agreed = [told for one in open_ones if (told := _agreed(one, lang))]
    if agreed:
        parts.append(tr("talk.handover_agreed", lang, what=tr("talk.and", lang).join(agreed)))
    return ("" if lang == "zh" else " ").join(parts)


def next_step(standing: Standing) -> Text:
    """What comes next for a colleague, in both languages; empty where nothing is open."""
    move = standing.move
    if move is None:
        return Text()
    step, field = move.state.step.title, move.field.label if move.field else Text()
    zh, en = (": ".join(filter(None, (step.get(lang), field.get(lang)))) for lang in LANGS)
    return Text(zh, en, "zh")


def _next_step(standing: Standing, lang: Lang) -> str:
    move = standing.move
    if move is None:
        return tr("talk.handover_complete", lang)
    if move.field is None or move.field.visibility < Visibility.CUSTOMER:
        return tr("talk.handover_open", lang)
    return tr("talk.handover_next", lang, field=move.field.label.get(lang))


def _agreed(commitment: Commitment, lang: Lang) -> str:
    what = commitment.what.get(lang)
    due = f"{commitment.due:%m-%d}" if commitment.due else ""
    beside = ", ".join(part for part in (commitment.who.get(lang), due) if part)
    return tr("talk.handover_one", lang, what=what, beside=beside) if what and beside else what
