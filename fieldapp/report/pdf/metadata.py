"""What the file says about itself: the information dictionary and XMP."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape

from fieldapp.report.blocks import Document
from fieldapp.report.pdf.clean import clean

PRODUCER = "FieldApp"


def facts_of(document: Document) -> dict[str, str]:
    """The document's description, in the information dictionary's terms."""
    facts = {
        "Title": document.title.plain,
        "Author": document.author,
        "Subject": document.subject,
        "Keywords": ", ".join(document.keywords),
    }
    return {key: clean(value).replace("\n", " ").strip() for key, value in facts.items()}


def pdf_date(moment: datetime) -> str:
    """A date as PDF writes it (ISO 32000-1, 7.9.4)."""
    offset = moment.strftime("%z")
    zone = f"{offset[:3]}'{offset[3:5]}'" if offset else "Z"
    return f"D:{moment:%Y%m%d%H%M%S}{zone}"


def xmp_packet(facts: dict[str, str], moment: datetime) -> str:
    """The metadata packet (ISO 16684-1)."""
    title, author, subject, keywords = (escape(value) for value in facts.values())
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    date = zoned.isoformat(timespec="seconds")
    alt = '<rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt>'
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:format>application/pdf</dc:format>
<dc:title>{alt.format(title)}</dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description>{alt.format(subject)}</dc:description>
<pdf:Keywords>{keywords}</pdf:Keywords><pdf:Producer>{PRODUCER}</pdf:Producer>
<xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""
