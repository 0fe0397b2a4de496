"""Personal data that does not belong in a report: identity and phone numbers, mail, patients."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import LANGS
from fieldapp.report.lint.passages import MOST_READ, Passage

_IDENTITY = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{16}[\dXx](?![0-9A-Za-z])")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"

_PHONE = re.compile(
    r"(?<![0-9A-Za-z.,/_-])(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}(?![0-9A-Za-z_-])"
    r"(?!\s?(?:字节|[元次个件米吨升克条]|bytes|pcs|Hz|ppm))"
    r"|(?<![0-9A-Za-z.,/_-])0\d{2,3}-\d{7,8}(?![0-9])"
    r"|(?<![0-9A-Za-z])\+\d{1,3}[ -]\(?\d{1,4}\)?(?:[ -]?\d{2,4}){2,4}(?![0-9])"
)
_MAIL = re.compile(
    r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*\.[A-Za-z]{2,}"
)

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙胡朱郭何林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董潘袁蔡蒋余杜叶魏苏吕丁任沈姚卢姜崔钟谭陆汪石戴贾"
    "韦夏邱侯邹熊孟秦白江阎薛尹段雷黎史陶贺顾毛郝龚邵严覃武钱莫孔汤"
)
_PATIENT_ZH = re.compile(
    rf"(?:患者|病人|病员|产妇|患儿)(?:姓名)?(?:名叫|叫|为|是)?[：:]?\s?([{_SURNAMES}][\u4e00-\u9fff]{{1,2}})"
    r"(?=[，,。、；;：:（(\s\d]|男|女|[住入出]院|先生|女士|的|\Z)"
)
_NO_NAME = re.compile(
    r".某|.?.某|陈述|陈旧|周围|周期|周.|孙子|何时|何种|何处|何人|何以|许多|许可|石膏|石化|江苏|夏季|夏天|秦皇|"
    r"白天|白班|白血|白内|白细|黄疸|黄斑|任何|任意|任一|任务|高危|余下|杜绝|苏醒|段时|雷达|史料|严重|严格|武汉|钱款|莫名|孔径|汤药|"
    r"丁型|姜片|毛病|毛发|叶片|林区|田间|胡乱|余量|余额|曾经|曾在|曾用|曾因|戴着|戴上|陆续|顾虑|贺卡|郑重|唐氏|谢绝|谢谢|章程|罗列|"
    r".先生|.女士|.老师|.主任|.医生|.护士"
)
_PATIENT_EN = re.compile(
    r"\b[Pp]atient(?:'s|’s)?(?: name)?(?: is| was|:)? "
    r"((?:Mr|Mrs|Ms|Miss)\.? [A-Z][a-z]+|[A-Z][a-z]+ [A-Z][a-z]+)"
)
_DEVICE_WORDS = re.compile(
    r"\b(?:Monitor|Monitors|Monitoring|Care|Data|Safety|Room|Table|Bed|Transport|Interface|Support|"
    r"Positioning|System|Service|Portal|Simulator|Lift|Unit|Ward|Registry|Access|Record|Records|"
    r"Management|Information|Side|Circuit|Module|Manual|Lead|Leads|Cable|Warming|Handling)\b"
)


def check(passages: Iterable[Passage]) -> Iterator[Finding]:
    """Each kind of personal data once a passage, in either language."""
    for passage in passages:
        kinds: dict[str, str] = {}
        for lang in LANGS:
            if passage.text.has(lang):
                for kind, found in _found(passage.text.get(lang)[:MOST_READ]):
                    kinds.setdefault(kind, found)
        for kind, found in kinds.items():
            code = f"report.lint_personal_{kind}"
            yield Finding(code, {"found": _masked(found)}, passage.where, Severity.ERROR)


def _found(text: str) -> Iterator[tuple[str, str]]:
    identities = [match[0] for match in _IDENTITY.finditer(text) if is_identity(match[0])]
    if identities:
        yield "identity", identities[0]
    if phone := _PHONE.search(_IDENTITY.sub(" ", text)):
        yield "phone", phone[0]
    if mail := _MAIL.search(text):
        yield "mail", mail[0]
    for match in _PATIENT_ZH.finditer(text):
        if not _NO_NAME.match(match[1]):
            yield "patient", match[1]
            return
    for match in _PATIENT_EN.finditer(text):
        if not _DEVICE_WORDS.search(match[1]):
            yield "patient", match[1]
            return


def is_identity(number: str) -> bool:
    """Whether 18 characters are a Chinese identity number (GB 11643: birth date, check digit)."""
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    if _CHECK[total % 11] != number[17].upper():
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return number[6:8] in ("18", "19", "20")


def _masked(found: str) -> str:
    """Enough to find it by; a warning should not spread what it warns of."""
    keep = 3 if len(found) > 6 else 1
    return f"{found[:keep]}…"
