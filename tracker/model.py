"""The types of `platform.yaml` and the words of its vocabularies.

Every scalar of the file arrives as text; these types accept, refuse and describe it, and the descriptions are what
`tracker schema platform` shows in an editor.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

Role = Literal["asks", "evidence", "context"]
Kind = Literal["funding", "law", "practice"]
Scope = Literal["direct", "general"]
FindingStatus = Literal["funded", "met", "partly", "cut", "unmet", "mentioned"]
Status = Literal["funded", "met", "partly", "cut", "unmet", "mixed", "unaddressed"]

Path = tuple[str | int, ...]  # of keys and indexes, to a place in a file

FORMAT_VERSION = "1.1"  # of the JSON documents
MAX_BYTES = 128 * 1024 * 1024  # of a platform file
MAX_DEPTH = 64  # of its nesting
MAX_PIN_WORDS = 12

STATUSES: tuple[Status, ...] = get_args(Status)
STATUSES_OF_KIND: dict[Kind, tuple[Status, ...]] = {
    "funding": tuple(status for status in STATUSES if status != "met"),
    "law": tuple(status for status in STATUSES if status not in ("funded", "cut")),
    "practice": tuple(status for status in STATUSES if status not in ("funded", "cut")),
}
LEVELS = ("federal", "state", "local")  # unless the file names its own
UNSTATED = "unstated"  # the level of a finding whose source names none

SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
ID_PATTERN = f"^{SLUG}$"
REFERENCE_PATTERN = f"^{SLUG}/{SLUG}$"
NUMBERED = r"(par\.|p\.) ([1-9][0-9]{0,5})(?:-([1-9][0-9]{0,5}))?"
ONE_PLACE = re.compile(r"(?:par|p)\. [1-9][0-9]{0,5}")
# What begins like `par.` or `p.`, or has numbers alone, was meant for that form; JSON Schema knows no flag for case.
MEANT_NUMBERED = (
    r"\s|\u00b6|[Pp](?:[Pp]|[Gg]|[Rr][Aa]|[Aa][Gg][Ee]?|[Aa][Rr](?:[Aa][A-Za-z]*)?)?[Ss]?(?![A-Za-z])"
    r"|(?:[0-9\s,;&\u2010-\u2015-]|to)*$"
)
LOCATOR_PATTERN = rf"^(?:{NUMBERED}|(?!{MEANT_NUMBERED}).*\S)$"
DATE_PATTERN = r"^(?:unknown|[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?)$"
DIGEST_PATTERN = "^[0-9a-f]{64}$"
URL_PATTERN = r"^https?://[^\s/]\S*$"
TEXT_PATTERN = r"\S"
NAME = r"[A-Za-z_][\w-]*"  # of a field, as far as syntax goes
DATE_FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def last_day(issued: str) -> date | None:
    """The last day that `YYYY`, `YYYY-MM` or `YYYY-MM-DD` can mean; None for `unknown`. ValueError for no real date."""
    if issued == "unknown":
        return None
    form = DATE_FORM.fullmatch(issued)
    if form is None:
        raise ValueError(issued)
    year, month = int(form[1]), int(form[2] or 12)
    return date(year, month, int(form[3] or calendar.monthrange(year, month)[1]))


def first_day(issued: str) -> date | None:
    """The first day that a date of `last_day`'s forms can mean; None for `unknown`."""
    return date.fromisoformat((issued + "-01-01")[:10]) if last_day(issued) else None


def is_before(one: str, other: str) -> bool:
    """Whether one date is certainly before another, whatever days they mean; `unknown` never is."""
    last, first = last_day(one), first_day(other)
    return last is not None and first is not None and last < first


def source_of(reference: str) -> str:
    """The id of the source in a reference to a statement."""
    return reference.partition("/")[0]


def numbered(locator: str) -> tuple[str, range]:
    """What a locator counts, `par.` or `p.`, and the numbers from 1 that it names; "" and none for other words."""
    form = re.fullmatch(NUMBERED, locator)
    return (form[1], range(int(form[2]), int(form[3] or form[2]) + 1)) if form else ("", range(0))


def _real_date(issued: str) -> str:
    try:
        last_day(issued)
    except ValueError:
        raise PydanticCustomError("malformed_date", "no real date") from None
    return issued


def _placed(locator: str) -> str:
    if ONE_PLACE.fullmatch(locator):  # as nearly all are
        return locator
    counted, numbers = numbered(locator)
    if not re.fullmatch(LOCATOR_PATTERN, locator) or (counted and not numbers):
        raise PydanticCustomError("malformed_locator", "no locator")
    return locator


Id = Annotated[str, Field(pattern=ID_PATTERN)]
Reference = Annotated[str, Field(pattern=REFERENCE_PATTERN)]
Text = Annotated[str, Field(pattern=TEXT_PATTERN)]
Url = Annotated[str, Field(pattern=URL_PATTERN)]
Digest = Annotated[str, Field(pattern=DIGEST_PATTERN)]
Locator = Annotated[str, Field(json_schema_extra={"pattern": LOCATOR_PATTERN}), AfterValidator(_placed)]
Issued = Annotated[str, Field(json_schema_extra={"pattern": DATE_PATTERN}), AfterValidator(_real_date)]
Level = Annotated[str, Field(pattern=ID_PATTERN)]  # one of the platform's


@dataclass(frozen=True, slots=True)
class MadeFrom:
    """What a document was made from: an operand, the SHA-256 of its bytes, and the commit that it was read from."""

    name: str
    sha256: str | None = None
    revision: str | None = None


class Entry(BaseModel):
    """A mapping of the file. A field's title is its name in reports, where that is not its name in the file."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__dict__ == other.__dict__


class Header(Entry):
    """Whose platform it is."""

    id: Id = Field(description="The platform's permanent id, a lower-case slug.")
    title: Text = Field(description="The platform's title, or our description where it bears none.")
    organization: Text = Field(description="The organisation that asks.")
    directed_to: Level = Field(description="The level that the asks address, unless an ask says otherwise.")
    levels: tuple[Id, ...] = Field(LEVELS, min_length=1, description="The levels of government that this file knows.")
    method: Text | None = Field(None, description="Who coded the file, by which rules, and how far codings agreed.")


class Figure(Entry):
    """A number that a source claims, as the source claims it."""

    what: Text = Field(description="What is counted.")
    value: Text = Field(description="The number with its unit and sign, as the source gives it.")
    place: Text | None = Field(None, description="Where, if the source says.")
    period: Text | None = Field(None, description="When, if the source says.")
    credits: Text | None = Field(None, description="Who or what is credited, if the source says.")


class Statement(Entry):
    """What a source says at one place."""

    id: Id = Field(description="Unique in its source; findings name it as source/statement.")
    locator: Locator = Field(
        description="Where it stands: `par. 10`, a non-blank line of the text; `p. 12`; or other words."
    )
    pin: Text = Field(description="The fewest words that find the place and carry the claim, 12 at most.")
    note: Text | None = Field(None, title="Coder's note", description="The fact in our own words.")
    value: Text | None = Field(None, description="The amount or share that the statement gives; of a bullet, asks for.")
    figure: Figure | None = Field(None, description="The outcome that the statement claims.")
    withdrawn: Issued | None = Field(None, description="When the source took it back, or unknown; no longer counted.")


class Source(Entry):
    """A document: the platform itself, evidence on its asks, or context."""

    id: Id = Field(description="Permanent, unique among the sources.")
    role: Role = Field(description="`asks` makes the asks, `evidence` decides statuses, `context` only informs.")
    title: Text = Field(description="Its title, or our description where it bears none.")
    genre: Text = Field(description="What sort of document it is, such as survey or op-ed.")
    issued: Issued = Field(description="YYYY, YYYY-MM, YYYY-MM-DD or unknown; no more precise than what is known.")
    author: Text | None = Field(None, description="Only where it is known.")
    publisher: Text | None = Field(None, description="Only where it is known.")
    url: Url | None = Field(None, title="Address", description="Its http(s) address, where it is known.")
    archived: Url | None = Field(None, description="The http(s) address of an archived copy.")
    accessed: Issued | None = Field(None, description="When the address was read: YYYY, YYYY-MM or YYYY-MM-DD.")
    text: Text | None = Field(None, title="Local copy", description="The file name of the local copy, for --texts.")
    sha256: Digest | None = Field(
        None, title="SHA-256", description="The digest of the local copy, 64 hexadecimal digits."
    )
    supersedes: tuple[Id, ...] = Field((), description="Ids of the sources that this one overtakes.")
    formerly: tuple[Id, ...] = Field((), description="Ids that this source bore before.")
    statements: tuple[Statement, ...] = Field((), description="What the source says, in its order.")


class Finding(Entry):
    """What a statement means for one ask."""

    statement: Reference = Field(description="The statement, as source/statement.")
    status: FindingStatus = Field(description="What the source says of the ask.")
    level: Level | None = Field(None, description="Who did so, or of whom it is called for; unstated if not told.")
    scope: Scope | None = Field(None, description="`direct` names the ask or a part; `general` a class that holds it.")
    note: Text | None = Field(None, title="Why so coded", description="Why it is so coded.")

    @property
    def claim(self) -> str:
        """Its status, level and scope, as far as it has them."""
        return ", ".join(word for word in (self.status, self.level, self.scope) if word)


class Ask(Entry):
    """One thing asked of one addressee."""

    id: Id = Field(description="Permanent and unique in the file.")
    title: Text = Field(description="The ask in our own words, short enough for a table.")
    kind: Kind = Field(description="What would meet it: money, a law, or a practice.")
    asked_in: tuple[Reference, ...] = Field(min_length=1, description="The statements that ask it.")
    directed_to: Level | None = Field(None, description="The level that it addresses, where it is not the platform's.")
    status: Status = Field(description="The status that the findings give; checked against them.")
    findings: tuple[Finding, ...] = Field((), description="What the sources say of it.")
    formerly: tuple[Id, ...] = Field((), description="Ids that this ask bore before.")


class Section(Entry):
    """A heading of the platform and its asks."""

    id: Id = Field(description="Permanent, unique among the sections.")
    title: Text = Field(description="The heading.")
    asks: tuple[Ask, ...] = Field(description="The asks, in the platform's order.")


class Tombstone(Entry):
    """What remains of an ask that left the file."""

    id: Id = Field(description="The id of the ask that left.")
    title: Text = Field(description="Its last title.")
    reason: Text = Field(description="Why it left.")
    replaced_by: tuple[Id, ...] = Field((), description="The asks that took its place.")
    asked_in: tuple[Reference, ...] = Field((), description="The statements that asked it.")
    retired: Issued | None = Field(None, description="When it left the platform.")


class Platform(Entry):
    """A whole platform file."""

    format: Literal["1"] = Field(description="The version of this file format.")
    platform: Header = Field(description="Whose platform it is.")
    sources: tuple[Source, ...] = Field(description="The platform document, evidence and context.")
    sections: tuple[Section, ...] = Field(description="The asks under the platform's headings.")
    retired: tuple[Tombstone, ...] = Field((), description="Asks that left the file.")

    __eq__ = BaseModel.__eq__  # what is cached below is no part of it

    def placed(self, field: str) -> Iterable[tuple[Path, Any]]:
        """The sources, sections, tombstones or asks, by the name of their list, each with its path, in order."""
        return self.placed_asks if field == "asks" else (((field, n), it) for n, it in enumerate(getattr(self, field)))

    def each(self, entries: str, field: str) -> Iterator[tuple[Path, Any, Any]]:
        """What a list in each of these entries holds, with its path and the entry."""
        for path, entry in self.placed(entries):
            for n, held in enumerate(getattr(entry, field)):
                yield (*path, field, n), entry, held

    @cached_property
    def placed_asks(self) -> list[tuple[Path, Ask]]:
        """Every ask with its path, in the file's order."""
        return [(path, ask) for path, _, ask in self.each("sections", "asks")]

    @cached_property
    def placed_statements(self) -> list[tuple[Path, Source, Statement]]:
        """Every statement with its path and its source, in the file's order."""
        return list(self.each("sources", "statements"))

    @cached_property
    def placed_findings(self) -> list[tuple[Path, Ask, Finding]]:
        """Every finding with its path and its ask, in the file's order."""
        return list(self.each("asks", "findings"))

    @cached_property
    def source_by_id(self) -> dict[str, Source]:
        return {source.id: source for source in self.sources}

    @cached_property
    def statement_by_reference(self) -> dict[str, Statement]:
        return {f"{source.id}/{statement.id}": statement for _, source, statement in self.placed_statements}

    def addressee(self, ask: Ask) -> str:
        """The level that the ask addresses, its own word or the platform's."""
        return ask.directed_to or self.platform.directed_to


FIELD_NAMES = frozenset(name for entry in Entry.__subclasses__() for name in entry.model_fields)
