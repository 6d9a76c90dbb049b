"""Platform → Report: where each ask stands, and which words of which source say so.

The types here are the report document: its JSON form (`render/documents.py`) has these fields in this order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from .model import (
    FORMAT_VERSION,
    STATUSES,
    Addressee,
    Ask,
    Claim,
    Figure,
    Finding,
    FindingStatus,
    Header,
    Id,
    Issued,
    Kind,
    Level,
    Locator,
    Platform,
    Reference,
    Role,
    Scope,
    Source,
    Statement,
    Status,
    Tombstone,
)
from .status import Derivation, Evidence, derive, is_known, weigh

NOT_COUNTED = "not counted"  # of a finding that is overtaken, or of a source that is no evidence or was not yet out
Part = Literal["decides", "outweighed", "elsewhere", "unstated", "overtaken", "not yet known", "context", "mention"]


@dataclass(slots=True)  # not frozen, nor are those of asks and statements: large reports would take half as long again
class FindingReport:
    """A finding with the words it rests on; `in_force` says that it takes part in the status rule."""

    statement: Reference
    source: Id
    status: FindingStatus
    level: Level | None
    scope: Scope | None
    in_force: bool
    locator: Locator | Literal[""]
    pin: str
    note: str | None = None
    value: str | None = None

    @property
    def claim(self) -> str:
        """Its status, level and scope, as far as it has them."""
        return ", ".join(word for word in (self.status, self.level, self.scope) if word)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What the sources say of an ask at a level that it is not directed to."""

    status: Claim
    level: Level

    def __str__(self) -> str:
        return f"{self.status} {self.level}"


@dataclass(slots=True)
class AskReport:
    """An ask with its derived status; `deciding` are the statements that it rests on."""

    id: Id
    title: str
    kind: Kind
    asked_in: tuple[Reference, ...]
    directed_to: Addressee
    status: Status
    scope: Scope | None
    deciding: tuple[Reference, ...]
    elsewhere: tuple[Elsewhere, ...]
    formerly: tuple[Id, ...]
    findings: tuple[FindingReport, ...]


@dataclass(frozen=True, slots=True)
class SectionReport:
    """A heading with its asks."""

    id: Id
    title: str
    asks: tuple[AskReport, ...]


@dataclass(slots=True)
class StatementReport:
    """A statement, with the ids of the asks that it makes or bears on."""

    id: Id
    locator: Locator
    pin: str
    note: str | None
    value: str | None
    figure: Figure | None
    asks: tuple[Id, ...]


@dataclass(frozen=True, slots=True)
class SourceReport:
    """A source with its statements."""

    id: Id
    role: Role
    genre: str
    title: str
    author: str | None
    publisher: str | None
    issued: Issued
    url: str | None
    archived: str | None
    accessed: Issued | None
    text: str | None
    sha256: str | None
    supersedes: tuple[Id, ...]
    statements: tuple[StatementReport, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of the asks shown: by status, of those that rest on general terms only, and of what stands elsewhere."""

    asks: int
    by_status: dict[Status, int]
    general: dict[Status, int]
    elsewhere: dict[str, int]


@dataclass(frozen=True, slots=True)
class Selection:
    """What a filtered report was asked for, each empty where all is; `left_out` counts the asks not shown."""

    status: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    left_out: int = 0

    def __bool__(self) -> bool:
        return bool(self.status or self.section or self.source or self.level)


@dataclass(frozen=True)
class Report:
    """A whole report. `as_of` is a date or None, `selection` None where all asks are shown."""

    format_version: str = field(default=FORMAT_VERSION, kw_only=True)
    kind: Literal["report"] = field(default="report", kw_only=True)
    as_of: Issued | None
    selection: Selection | None
    platform: Header
    summary: Summary
    sections: tuple[SectionReport, ...]
    sources: tuple[SourceReport, ...]
    retired: tuple[Tombstone, ...] = ()

    @property
    def asks(self) -> tuple[AskReport, ...]:
        return tuple(ask for section in self.sections for ask in section.asks)

    @cached_property
    def source_by_id(self) -> dict[str, SourceReport]:
        return {source.id: source for source in self.sources}

    @cached_property
    def statement_by_reference(self) -> dict[str, tuple[SourceReport, StatementReport]]:
        return {f"{source.id}/{statement.id}": (source, statement)
                for source in self.sources for statement in source.statements}  # fmt: skip


def build_report(platform: Platform, as_of: str | None = None) -> Report:
    """The report on a platform, as of a day (YYYY, YYYY-MM or YYYY-MM-DD), or on all that it records.

    The platform should be free of errors; what refers to nothing is reported with empty words.
    """
    evidence = weigh(platform.sources, as_of)
    statements = platform.statement_by_reference
    sections = tuple(
        SectionReport(
            section.id,
            section.title,
            tuple([_report_ask(ask, platform.addressee(ask), evidence, statements) for ask in section.asks]),
        )
        for section in platform.sections
    )
    return Report(
        as_of=as_of,
        selection=None,
        platform=platform.platform,
        summary=summarize([ask for section in sections for ask in section.asks]),
        sections=sections,
        sources=_report_sources(platform),
        retired=platform.retired,
    )


def _report_ask(ask: Ask, addressee: Addressee, evidence: Evidence, statements: dict[str, Statement]) -> AskReport:
    derived = derive(ask.findings, addressee, evidence)
    return AskReport(
        id=ask.id,
        title=ask.title,
        kind=ask.kind,
        asked_in=ask.asked_in,
        directed_to=addressee,
        status=derived.status,
        scope=derived.scope,
        deciding=derived.deciding,
        elsewhere=tuple([Elsewhere(status, level) for status, level in derived.elsewhere]),
        formerly=ask.formerly,
        findings=tuple(
            [_report_finding(finding, derived, statements.get(finding.statement)) for finding in ask.findings]
        ),
    )


def _report_finding(finding: Finding, derived: Derivation, statement: Statement | None) -> FindingReport:
    words = (statement.locator, statement.pin, statement.note, statement.value) if statement else ("", "", None, None)
    name = finding.statement
    return FindingReport(
        name, finding.source, finding.status, finding.level, finding.scope, name in derived.in_force, *words
    )


def _report_sources(platform: Platform) -> tuple[SourceReport, ...]:
    bearing: defaultdict[str, list[str]] = defaultdict(list)
    for _, ask in platform.placed_asks:
        for reference in ask.asked_in:
            bearing[reference].append(ask.id)
        for finding in ask.findings:
            bearing[finding.statement].append(ask.id)
    return tuple(_report_source(source, bearing) for source in platform.sources)


def _report_source(source: Source, bearing: dict[str, list[str]]) -> SourceReport:
    fields = {name: getattr(source, name) for name in SourceReport.__slots__ if name != "statements"}
    statements = tuple(
        StatementReport(
            statement.id,
            statement.locator,
            statement.pin,
            statement.note,
            statement.value,
            statement.figure,
            tuple(dict.fromkeys(bearing.get(f"{source.id}/{statement.id}", ()))),
        )
        for statement in source.statements
    )
    return SourceReport(**fields, statements=statements)


def summarize(asks: Collection[AskReport]) -> Summary:
    """The counts over some asks."""
    by_status = Counter(ask.status for ask in asks)
    general = Counter(ask.status for ask in asks if ask.scope == "general")
    elsewhere = Counter(str(claim) for ask in asks for claim in ask.elsewhere)
    return Summary(
        asks=len(asks),
        by_status={status: by_status[status] for status in STATUSES},
        general={status: general[status] for status in STATUSES if general[status]},
        elsewhere={claim: elsewhere[claim] for claim in sorted(elsewhere)},
    )


def select(report: Report, selection: Selection) -> Report:
    """The report with only the asks that fit every part of the selection; no status changes by it."""
    sections = tuple(
        replace(section, asks=tuple(ask for ask in section.asks if _fits(ask, section.id, selection)))
        for section in report.sections
    )
    shown = [ask for section in sections for ask in section.asks]
    return replace(
        report,
        selection=replace(selection, left_out=len(report.asks) - len(shown)),
        summary=summarize(shown),
        sections=tuple(section for section in sections if section.asks),
    )


def _fits(ask: AskReport, section: str, selection: Selection) -> bool:
    if (selection.status and ask.status not in selection.status) or (
        selection.section and section not in selection.section
    ):
        return False
    if not (selection.source or selection.level):
        return True
    return any(
        (not selection.source or finding.source in selection.source)
        and (not selection.level or finding.level in selection.level)
        for finding in ask.findings
    )


def part_played(finding: FindingReport, ask: AskReport, report: Report) -> Part:
    """What a finding does in the status rule, read off the report."""
    source = report.source_by_id.get(finding.source)
    if finding.status == "mentioned":
        return "mention"
    if source is None or source.role != "evidence":
        return "context"
    if not finding.in_force:
        return "overtaken" if is_known(source.issued, report.as_of) else "not yet known"
    if finding.statement in ask.deciding:
        return "decides"
    if finding.level == "unstated":
        return "unstated"
    return "elsewhere" if finding.level != ask.directed_to else "outweighed"


def uncounted_sources(report: Report) -> tuple[SourceReport, ...]:
    """Evidence and context that was not out on the day that the report is as of."""
    return tuple(
        source for source in report.sources if source.role != "asks" and not is_known(source.issued, report.as_of)
    )


def known_sources(report: Report) -> tuple[SourceReport, ...]:
    """The sources that were out on the day that the report is as of."""
    return tuple(source for source in report.sources if is_known(source.issued, report.as_of))


def columns_of(report: Report) -> tuple[SourceReport, ...]:
    """The sources known at the report's date that can decide statuses or were selected, in the file's order."""
    selected = report.selection.source if report.selection else ()
    return tuple(source for source in known_sources(report) if source.role == "evidence" or source.id in selected)


def figures(report: Report) -> tuple[tuple[SourceReport, StatementReport, Figure], ...]:
    """What the known sources claim in numbers, with the statement and the source of each."""
    return tuple(
        (source, statement, statement.figure)
        for source in known_sources(report)
        for statement in source.statements
        if statement.figure
    )


def comparable(claims: tuple[tuple[SourceReport, StatementReport, Figure], ...]) -> bool:
    """Whether all figures are known to count the same thing in the same place and period."""
    counted = {(figure.what, figure.place, figure.period) for _, _, figure in claims}
    return len(claims) <= 1 or (len(counted) == 1 and None not in next(iter(counted)))


def uncovered(report: Report) -> tuple[tuple[SourceReport, StatementReport], ...]:
    """What known evidence and context say that bears on no ask and claims no figure."""
    return tuple(
        (source, statement)
        for source in known_sources(report)
        for statement in source.statements
        if source.role != "asks" and not statement.asks and not statement.figure
    )
