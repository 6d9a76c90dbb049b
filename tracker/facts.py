"""What an entry of a file or a report says, field by field, in the words in which every output shows it."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from .model import Ask, Entry, Finding, Header, Section, Source, Statement, Tombstone

ENTRIES = (Header, Source, Statement, Finding, Ask, Section, Tombstone)
NESTED = ("statements", "asks", "findings")  # entries of their own


class Fact(NamedTuple):
    """A field that is set: its name in the file, its name for readers, and its value in words."""

    name: str
    label: str
    value: str


def facts(entry: Entry, but: Collection[str] = ()) -> tuple[Fact, ...]:
    """The fields of an entry that are set, in the order in which the model declares them, `but` those of some names.

    Of an entry of a report only the fields that it has in the file: what is derived is told in sentences.
    """
    of = next(kind for kind in ENTRIES if isinstance(entry, kind))
    return tuple(
        Fact(name, label(of, name), words)
        for name in of.model_fields
        if name not in but and name not in NESTED and (words := in_words(getattr(entry, name)))
    )


def label(of: type[Entry], name: str) -> str:
    """The name of a field for readers."""
    return of.model_fields[name].title or name.replace("_", " ").capitalize()


def in_words(value: object) -> str:
    """A field's value: a list with commas, a mapping as its set fields, nothing for one that is unset."""
    if isinstance(value, tuple):
        return ", ".join(map(in_words, value))
    if isinstance(value, Entry):
        set_fields = [(name, in_words(part)) for name, part in value if part]
        return "; ".join(f"{name.replace('_', ' ')}: {words}" for name, words in set_fields)
    return "" if value is None else str(value)
