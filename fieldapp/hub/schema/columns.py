"""Columns as the tables have them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, LargeBinary, MetaData, String

metadata = MetaData()


def space_key() -> Column[bytes]:
    return Column("space_id", LargeBinary(16), primary_key=True)


def key(name: str, size: int) -> Column[bytes]:
    return Column(name, LargeBinary(size), primary_key=True)


def binary(name: str, size: int | None = None) -> Column[bytes]:
    return Column(name, LargeBinary(size), nullable=False)


def number(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


def flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False)


def text(name: str, size: int) -> Column[str]:
    return Column(name, String(size), nullable=False)


def object_key() -> Column[str]:
    return Column("object", String(120), nullable=False, default="")
