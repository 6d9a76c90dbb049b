"""Platform → Report: where each ask stands, and which words of which source say so.

A report's entries are the file's, with what is derived added: `render/documents.py` writes them as they are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any, Literal, NamedTuple, TypeVar

from pydantic import Field

from .model import (
    FORMAT_VERSION,
    STATUSES,
    UNSTATED,
    Ask,
    Entry,
    Figure,
    Finding,
    FindingStatus,
    Header,
    Id,
    Issued,
    Level,
    Locator,
    MadeFrom,
    Platform,
    Reference,
    Scope,
    Section,
    Source,
    Statement,
    Status,
    Tombstone,
    last_day,
    source_of,
)
from .status import AGAINST, FOR, IN_FORCE, Evidence, Part, derive, is_known, overtaken, weigh

Derived = TypeVar("Derived", bound=Entry)


class FindingReport(Finding):
    """A finding with the part that it plays in the status rule, and the words of the statement that it rests on."""

    note: str | None = Field(None, alias="finding_note", title="Why so coded")
    source: Id
    in_force: bool  # whether it takes part in the rule
    part: Part
    locator: Locator | Literal[""]
    pin: str
    said: str | None = Field(None, alias="note")  # the statement's note
    value: str | None = None


class Elsewhere(Entry):
    """What the sources say of an ask at a level that it is not directed to."""

    status: FindingStatus
    level: Level

    def __str__(self) -> str:
        return f"{self.status} {self.level}"


class Step(Entry):
    """The status of an ask from a day on; no day stands for all that is on record, with evidence of unknown date."""

    as_of: Issued | None
    status: Status
    scope: Scope | None


class AskReport(Ask):
    """An ask with its derived status, and the statements that decide it; `with_timelines` adds its timeline."""

    directed_to: Level
    findings: tuple[FindingReport, ...]
    scope: Scope | None
    deciding: tuple[Reference, ...]
    elsewhere: tuple[Elsewhere, ...]
    timeline: tuple[Step, ...] = ()


class SectionReport(Section):
    """A heading with its asks."""

    asks: tuple[AskReport, ...]


class StatementReport(Statement):
    """A statement, with the ids of the asks that it makes or bears on."""

    asks: tuple[Id, ...]


class SourceReport(Source):
    """A source with its statements."""

    statements: tuple[StatementReport, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many asks had each status from a day on."""

    as_of: Issued | None
    by_status: dict[Status, int]


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of the asks shown: by status, of those that rest on general terms only, and of what stands elsewhere."""

    asks: int
    by_status: dict[Status, int]
    general: dict[Status, int]
    elsewhere: dict[str, int]
    over_time: tuple[Count, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """What a filtered report was asked for, each empty where all is; `left_out` counts the asks not shown."""

    status: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    directed_to: tuple[str, ...] = ()
    left_out: int = 0

    @property
    def chosen(self) -> dict[str, tuple[str, ...]]:
        """What is asked for, by its name."""
        values = ((part.name, getattr(self, part.name)) for part in fields(self) if part.name != "left_out")
        return {name: value for name, value in values if value}

    def __bool__(self) -> bool:
        return bool(self.chosen)


@dataclass(frozen=True)
class Report:
    """A whole report. `as_of` is a date or None, `selection` None where all asks are shown.

    `not_yet_asked` counts the asks that are left out as no bullet that asks them was out on that day.
    """

    format_version: str = field(default=FORMAT_VERSION, kw_only=True)
    kind: Literal["report"] = field(default="report", kw_only=True)
    as_of: Issued | None
    selection: Selection | None
    platform: Header
    summary: Summary
    sections: tuple[SectionReport, ...]
    sources: tuple[SourceReport, ...]
    retired: tuple[Tombstone, ...] = ()
    not_yet_asked: int = 0
    made_from: MadeFrom | None = None

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

    @cached_property
    def overtakes(self) -> dict[str, frozenset[str]]:
        """What each source supersedes, directly or through others."""
        return overtaken({source.id: source.supersedes for source in self.sources if source.supersedes})


def build_report(platform: Platform, as_of: str | None = None) -> Report:
    """The report on a platform, as of a day (YYYY, YYYY-MM or YYYY-MM-DD), or on all that it records.

    The platform should be free of errors; what refers to nothing is reported with empty words.
    """
    sections = report_sections(platform.sections, platform.sources, platform.platform.directed_to, as_of)
    asks = [ask for section in sections for ask in section.asks]
    return Report(
        as_of=as_of,
        selection=None,
        platform=platform.platform,
        summary=summarize(asks),
        sections=sections,
        sources=_report_sources(platform),
        retired=platform.retired,
        not_yet_asked=len(platform.placed_asks) - len(asks),
    )


def report_sections(
    sections: Iterable[Section], sources: Collection[Source], level: str, as_of: str | None
) -> tuple[SectionReport, ...]:
    """The sections, or those of another report, with what is derived of each ask that was asked by that day."""
    evidence = weigh(sources, as_of)
    statements = {f"{source.id}/{statement.id}": statement for source in sources for statement in source.statements}
    late = {source.id for source in sources if source.issued != "unknown" and not is_known(source.issued, as_of)}
    return tuple(
        _extended(
            SectionReport,
            section,
            asks=tuple(
                [
                    _report_ask(ask, ask.directed_to or level, evidence, statements)
                    for ask in section.asks
                    if not late or not late.issuperset([source_of(reference) for reference in ask.asked_in])
                ]
            ),
        )
        for section in sections
    )


def _extended(report: type[Derived], entry: Entry, **derived: Any) -> Derived:
    """An entry of the file as one of the report, with nothing validated again: a file has tens of thousands."""
    extended = report.__new__(report)
    object.__setattr__(extended, "__dict__", {**entry.__dict__, **derived})
    object.__setattr__(extended, "__pydantic_fields_set__", entry.__pydantic_fields_set__)
    object.__setattr__(extended, "__pydantic_extra__", None)
    object.__setattr__(extended, "__pydantic_private__", None)
    return extended


def _report_ask(ask: Ask, level: str, evidence: Evidence, statements: Mapping[str, Statement]) -> AskReport:
    status, scope, parts = derive(ask.findings, level, evidence)
    findings = [
        _report_finding(finding, part, statements.get(finding.statement))
        for finding, part in zip(ask.findings, parts, strict=True)
    ]
    return _extended(
        AskReport,
        ask,
        directed_to=level,
        status=status,
        findings=tuple(findings),
        scope=scope,
        deciding=tuple([finding.statement for finding in findings if finding.part == "decides"]),
        elsewhere=_elsewhere(findings) if findings else (),
        timeline=(),
    )


def _report_finding(finding: Finding, part: Part, statement: Statement | None) -> FindingReport:
    return _extended(
        FindingReport,
        finding,
        source=source_of(finding.statement),
        in_force=part in IN_FORCE,
        part=part,
        locator=statement.locator if statement else "",
        pin=statement.pin if statement else "",
        said=statement.note if statement else None,
        value=statement.value if statement else None,
    )


def _elsewhere(findings: Iterable[FindingReport]) -> tuple[Elsewhere, ...]:
    away = {
        (finding.status, finding.level or UNSTATED) for finding in findings if finding.part in ("elsewhere", UNSTATED)
    }
    return tuple([Elsewhere.model_construct(status=status, level=level) for status, level in sorted(away)])


def _report_sources(platform: Platform) -> tuple[SourceReport, ...]:
    bearing: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for _, ask in platform.placed_asks:
        for reference in (*ask.asked_in, *(finding.statement for finding in ask.findings)):
            bearing[reference][ask.id] = None
    return tuple(
        _extended(
            SourceReport,
            source,
            statements=tuple(
                [
                    _extended(StatementReport, statement, asks=tuple(bearing.get(f"{source.id}/{statement.id}", ())))
                    for statement in source.statements
                ]
            ),
        )
        for source in platform.sources
    )


def with_timelines(report: Report) -> Report:
    """The report with the status of each ask at each day on which evidence, or its withdrawal, became known."""
    timelines = _Timelines(report)
    sections = tuple(
        _extended(SectionReport, section, asks=tuple([timelines.add(ask) for ask in section.asks]))
        for section in report.sections
    )
    asks = [ask for section in sections for ask in section.asks]
    summary = replace(report.summary, over_time=_over_time(asks))
    return replace(report, sections=sections, summary=summary)


class _Timelines:
    """The evidence of a report at each of its days."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.weighed: dict[str | None, Evidence] = {}

    def add(self, ask: AskReport) -> AskReport:
        """The ask with its timeline."""
        steps: list[Step] = []
        for day in self._days(ask):
            if day not in self.weighed:
                self.weighed[day] = weigh(self.report.sources, day)
            status, scope, _ = derive(ask.findings, ask.directed_to, self.weighed[day])
            steps.append(Step.model_construct(as_of=day, status=status, scope=scope))
        return _extended(AskReport, ask, timeline=tuple(steps))

    def _days(self, ask: AskReport) -> list[str | None]:
        """The days on which what bears on the ask became known, up to the report's; at the end None for the undated."""
        dates: set[str] = set()
        for finding in ask.findings:
            source, statement = self.report.statement_by_reference.get(finding.statement, (None, None))
            if source and statement and source.role == "evidence" and finding.status != "mentioned":
                dates |= {source.issued, statement.withdrawn or source.issued}
        days = sorted(f"{last_day(issued)}" for issued in dates if is_known(issued, self.report.as_of or "9999"))
        undated: list[str | None] = [None] if "unknown" in dates and not self.report.as_of else []
        return [*dict.fromkeys(days), *undated]


def _over_time(asks: Collection[AskReport]) -> tuple[Count, ...]:
    """The counts at each day of any timeline."""
    days = sorted({step.as_of for ask in asks for step in ask.timeline}, key=lambda day: day or "~")
    changes: defaultdict[str | None, list[tuple[Status, Status]]] = defaultdict(list)
    for ask in asks:
        before: Status = "unaddressed"
        for step in ask.timeline:
            changes[step.as_of].append((before, step.status))
            before = step.status
    counts, held = [], Counter[Status]({"unaddressed": len(asks)})
    for day in days:
        held.subtract([before for before, _ in changes[day]])
        held.update([after for _, after in changes[day]])
        counts.append(Count(day, {status: held[status] for status in STATUSES}))
    return tuple(counts)


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
        over_time=_over_time(asks),
    )


def select(report: Report, selection: Selection) -> Report:
    """The report with only the asks that fit every part of the selection; no status changes by it."""
    sections = [
        _extended(SectionReport, section, asks=tuple(ask for ask in section.asks if _fits(ask, section.id, selection)))
        for section in report.sections
    ]
    shown = [ask for section in sections for ask in section.asks]
    return replace(
        report,
        selection=replace(selection, left_out=len(report.asks) - len(shown)),
        summary=summarize(shown),
        sections=tuple(section for section in sections if section.asks),
    )


def _fits(ask: AskReport, section: str, selection: Selection) -> bool:
    for wanted, value in (
        (selection.status, ask.status),
        (selection.section, section),
        (selection.directed_to, ask.directed_to),
    ):
        if wanted and value not in wanted:
            return False
    if not (selection.source or selection.level):
        return True
    return any(
        (not selection.source or finding.source in selection.source)
        and (not selection.level or finding.level in selection.level)
        for finding in ask.findings
    )


def uncounted_sources(report: Report) -> tuple[SourceReport, ...]:
    """Evidence and context that was not out on the day that the report is as of."""
    return tuple(
        source for source in report.sources if source.role != "asks" and not is_known(source.issued, report.as_of)
    )


def known_sources(report: Report) -> tuple[SourceReport, ...]:
    """The sources that were out on the day that the report is as of."""
    return tuple(source for source in report.sources if is_known(source.issued, report.as_of))


def evidence(report: Report) -> tuple[SourceReport, ...]:
    """The sources of evidence that were out on the day that the report is as of."""
    return tuple(source for source in known_sources(report) if source.role == "evidence")


def newest_evidence(report: Report) -> str | None:
    """The date of the newest source of evidence that the report knows, as far as any is known."""
    dates = [source.issued for source in evidence(report)]
    return max(
        (issued for issued in dates if issued != "unknown"), key=lambda issued: f"{last_day(issued)}", default=None
    )


def columns_of(report: Report) -> tuple[SourceReport, ...]:
    """The sources known at the report's date that can decide statuses or were selected, in the file's order."""
    selected = report.selection.source if report.selection else ()
    return tuple(source for source in known_sources(report) if source.role == "evidence" or source.id in selected)


def overtaking(finding: FindingReport, ask: AskReport, report: Report) -> tuple[SourceReport, ...]:
    """The sources that overtake what a finding says, as they speak of the ask at its level."""
    newer = dict.fromkeys(other.source for other in ask.findings if other.in_force and other.level == finding.level)
    return tuple(report.source_by_id[name] for name in newer if finding.source in report.overtakes.get(name, ()))


class Contradiction(NamedTuple):
    """What the sources say for and against an ask at one level, with what a newer source has overtaken."""

    ask: AskReport
    level: Level
    findings: tuple[FindingReport, ...]


def contradictions(report: Report) -> Iterator[Contradiction]:
    """Where findings at one level speak for and against an ask, of those that are known and not withdrawn."""
    for ask in report.asks:
        by_level: defaultdict[Level, list[FindingReport]] = defaultdict(list)
        for finding in ask.findings:
            if finding.level and finding.part in ("decides", "outweighed", "elsewhere", "overtaken"):
                by_level[finding.level].append(finding)
        for level, findings in by_level.items():
            if not (FOR.isdisjoint(said := {finding.status for finding in findings}) or AGAINST.isdisjoint(said)):
                yield Contradiction(ask, level, tuple(findings))


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
