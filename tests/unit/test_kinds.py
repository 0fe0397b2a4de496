"""Kinds of files: told by what they hold, whatever they are called."""

from __future__ import annotations

import io
import zipfile

import pytest

from fieldapp.base.kinds import ending_of, fits


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return out.getvalue()


WORD = archive("[Content_Types].xml", "word/document.xml")
MACROS = archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(80)
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(80)


@pytest.mark.parametrize(
    ("name", "data", "is_fit", "ending"),
    [
        ("plan.PDF", b"\n%PDF-1.7 ...", True, "pdf"),
        ("plan.pdf", b"<html>", False, "txt"),
        ("plan.pdf", PROGRAM, False, "bin"),
        ("plan", PROGRAM, False, "bin"),
        ("setup.bin", PROGRAM, True, "bin"),
        ("run.pdf.exe", b"%PDF-1.7", False, "pdf"),
        ("open.lnk", b"", False, "bin"),
        ("run.sh", b"#!/bin/sh", False, "bin"),
        ("offer.docx", WORD, True, "docx"),
        ("offer.docx", MACROS, True, "bin"),
        ("offer.docx", b"PK", False, "txt"),
        ("offer.xls", OLD, True, "bin"),
        ("logs.zip", archive("a.log"), True, "zip"),
        ("logs.zip", b"PK\x03\x04 torn", True, "bin"),
        ("rows.csv", "型号,数量".encode("gbk"), True, "txt"),
        ("rows.csv", b"MZ-70,4\n", True, "txt"),
        ("rows.txt", "型号".encode("utf-16"), True, "txt"),
        ("rows.txt", b"a\x00b", False, "bin"),
        ("film.mov", b"\x00\x00\x00\x18ftypqt  ", True, "mp4"),
        ("voice.m4a", b"no sound", False, "txt"),
        ("trace.pcapng", b"\x0a\x0d\x0d\x0a\x00", True, "bin"),
        ("nothing.log", b"", True, "bin"),
    ],
)
def test_a_file_is_what_it_holds(name: str, data: bytes, is_fit: bool, ending: str) -> None:
    assert fits(name, data) is is_fit
    assert ending_of(data) == ending
