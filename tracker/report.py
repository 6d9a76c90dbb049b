"""Platform → Report: where each ask stands, and which words of which source say so.

A report's entries are the file's, with what is derived added: `render/documents.py` writes them as they are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cache, cached_property, partial
from typing import Literal, TypeVar

from pydantic import BaseModel, Field

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
from .status import IN_FORCE, Evidence, Part, derive, is_known, overtaken, verdict, weigh

Derived = TypeVar("Derived", bound=Entry)
SLOTS = ("__dict__", "__pydantic_fields_set__", "__pydantic_extra__", "__pydantic_private__")
# What `object.__setattr__` would look up for each entry anew, and a file has tens of thousands.
_set_values, _set_fields_set, _set_extra, _set_private = (BaseModel.__dict__[name].__set__ for name in SLOTS)
NO_STATEMENT = Statement.model_construct(id="", locator="", pin="")  # of what refers to nothing


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


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What the sources say of an ask at a level that it is not directed to."""

    status: FindingStatus
    level: Level

    def __str__(self) -> str:
        return f"{self.status} {self.level}"


@dataclass(frozen=True, slots=True)
class Step:
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

    @property
    def speaker(self) -> str:
        """Who says it, as far as that is known, and in what sort of source."""
        return ", ".join(filter(None, (self.author or self.publisher, self.genre)))


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
        return {name: value for name, value in asdict(self).items() if value and name != "left_out"}

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
    def ask_by_id(self) -> dict[str, AskReport]:
        return {ask.id: ask for ask in self.asks}

    @cached_property
    def source_by_id(self) -> dict[str, SourceReport]:
        return {source.id: source for source in self.sources}

    @cached_property
    def supersedes(self) -> dict[str, tuple[str, ...]]:
        """The ids that each source names in `supersedes`."""
        return {source.id: source.supersedes for source in self.sources}

    @cached_property
    def superseded_by(self) -> dict[str, list[SourceReport]]:
        """The sources that name each older one in `supersedes`."""
        newer: defaultdict[str, list[SourceReport]] = defaultdict(list)
        for source in self.sources:
            for older in source.supersedes:
                newer[older].append(source)
        return dict(newer)

    @cached_property
    def speakers(self) -> Counter[tuple[str, Issued]]:
        """How many sources there are of each speaker and date."""
        return Counter((source.speaker, source.issued) for source in self.sources)

    @cached_property
    def statement_by_reference(self) -> dict[str, tuple[SourceReport, StatementReport]]:
        return {f"{source.id}/{statement.id}": (source, statement)
                for source in self.sources for statement in source.statements}  # fmt: skip


def build_report(platform: Platform, as_of: str | None = None) -> Report:
    """The report on a platform, as of a day (YYYY, YYYY-MM or YYYY-MM-DD), or on all that it records.

    The platform should be free of errors; what refers to nothing is reported with empty words.
    """
    sections = report_sections(platform.sections, platform.sources, platform.platform.directed_to, as_of)
    return Report(
        as_of=as_of,
        selection=None,
        platform=platform.platform,
        summary=summarize(sections),
        sections=sections,
        sources=_report_sources(platform),
        retired=platform.retired,
        not_yet_asked=len(platform.placed_asks) - sum(len(section.asks) for section in sections),
    )


def report_sections(
    sections: Iterable[Section], sources: Collection[Source], level: str, as_of: str | None
) -> tuple[SectionReport, ...]:
    """The sections, or those of another report, with what is derived of each ask that was asked by that day."""
    evidence = weigh(sources, as_of)
    statements = {f"{source.id}/{statement.id}": statement for source in sources for statement in source.statements}
    late = {source.id for source in sources if source.issued != "unknown" and not is_known(source.issued, as_of)}

    def is_asked(ask: Ask) -> bool:
        return not (late and late.issuperset([source_of(reference) for reference in ask.asked_in]))

    reported = partial(_report_ask, level=level, evidence=evidence, statements=statements)
    return tuple(_section(section, map(reported, filter(is_asked, section.asks))) for section in sections)


def _section(section: Section, asks: Iterable[AskReport]) -> SectionReport:
    """The section with these asks."""
    return _extended(SectionReport, section, {"asks": tuple(asks)})


def _extended(report: type[Derived], entry: Entry, derived: Mapping[str, object]) -> Derived:
    """An entry of the file as one of the report, with nothing validated again: a file has tens of thousands."""
    extended = object.__new__(report)
    _set_values(extended, {**entry.__dict__, **derived})
    _set_fields_set(extended, entry.__pydantic_fields_set__)
    _set_extra(extended, None)
    _set_private(extended, None)
    return extended


def _report_ask(ask: Ask, level: str, evidence: Evidence, statements: Mapping[str, Statement]) -> AskReport:
    """The ask with what is derived of it; `level` is the one that the platform is directed to."""
    level = ask.directed_to or level
    status, scope, parts = derive(ask.findings, level, evidence)
    findings = tuple([_report_finding(it, part, statements) for it, part in zip(ask.findings, parts, strict=True)])
    derived = {
        "directed_to": level,
        "status": status,
        "findings": findings,
        "scope": scope,
        "deciding": tuple([finding.statement for finding in findings if finding.part == "decides"]),
        "elsewhere": _elsewhere(findings) if findings else (),
        "timeline": (),
    }
    return _extended(AskReport, ask, derived)


def _report_finding(finding: Finding, part: Part, statements: Mapping[str, Statement]) -> FindingReport:
    statement = statements.get(finding.statement, NO_STATEMENT)
    derived = {
        "source": source_of(finding.statement),
        "in_force": part in IN_FORCE,
        "part": part,
        "locator": statement.locator,
        "pin": statement.pin,
        "said": statement.note,
        "value": statement.value,
    }
    return _extended(FindingReport, finding, derived)


def _elsewhere(findings: Iterable[FindingReport]) -> tuple[Elsewhere, ...]:
    away = {(it.status, it.level or UNSTATED) for it in findings if it.part in ("elsewhere", "unstated")}
    return tuple([Elsewhere(status, level) for status, level in sorted(away)])


def _report_sources(platform: Platform) -> tuple[SourceReport, ...]:
    bearing: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for _, ask in platform.placed_asks:
        for reference in (*ask.asked_in, *(finding.statement for finding in ask.findings)):
            bearing[reference][ask.id] = None

    def said(source: Source) -> Iterator[StatementReport]:
        for it in source.statements:
            yield _extended(StatementReport, it, {"asks": tuple(bearing.get(f"{source.id}/{it.id}", ()))})

    return tuple(_extended(SourceReport, source, {"statements": tuple(said(source))}) for source in platform.sources)


def with_timelines(report: Report) -> Report:
    """The report with the status of each ask at each day on which evidence, or its withdrawal, became known."""
    weighed = cache(partial(weigh, report.sources))

    def timed(ask: AskReport) -> AskReport:
        derived = ((day, derive(ask.findings, ask.directed_to, weighed(day))) for day in _days(ask, report))
        steps = tuple([Step(day, status, scope) for day, (status, scope, _) in derived])
        return _extended(AskReport, ask, {"timeline": steps})

    sections = tuple(_section(section, map(timed, section.asks)) for section in report.sections)
    return replace(report, sections=sections, summary=summarize(sections))


def _days(ask: AskReport, report: Report) -> list[str | None]:
    """The days on which what bears on the ask became known, up to the report's; at the end None for the undated."""
    dates: set[str] = set()
    for finding in ask.findings:
        source, statement = report.statement_by_reference.get(finding.statement, (None, None))
        if source and statement and source.role == "evidence" and finding.status != "mentioned":
            dates |= {source.issued, statement.withdrawn or source.issued}
    days = sorted(f"{last_day(issued)}" for issued in dates if is_known(issued, report.as_of or "9999"))
    return [*dict.fromkeys(days), *([None] if "unknown" in dates and not report.as_of else [])]


def _over_time(asks: Collection[AskReport]) -> tuple[Count, ...]:
    """The counts at each day of any timeline."""
    moved: defaultdict[str | None, dict[Id, Status]] = defaultdict(dict)
    for ask in asks:
        for step in ask.timeline:
            moved[step.as_of][ask.id] = step.status
    counts, standing = [], dict[Id, Status]((ask.id, "unaddressed") for ask in asks)
    for day in sorted(moved, key=lambda day: day or "~"):
        standing.update(moved[day])
        counts.append(Count(day, _by_status(standing.values())))
    return tuple(counts)


def _by_status(statuses: Iterable[Status]) -> dict[Status, int]:
    counts = Counter(statuses)
    return {status: counts[status] for status in STATUSES}


def summarize(sections: Iterable[SectionReport]) -> Summary:
    """The counts over the asks of some sections."""
    asks = [ask for section in sections for ask in section.asks]
    general = _by_status(ask.status for ask in asks if ask.scope == "general")
    elsewhere = Counter(str(claim) for ask in asks for claim in ask.elsewhere)
    return Summary(
        asks=len(asks),
        by_status=_by_status(ask.status for ask in asks),
        general={status: count for status, count in general.items() if count},
        elsewhere={claim: elsewhere[claim] for claim in sorted(elsewhere)},
        over_time=_over_time(asks),
    )


def select(report: Report, selection: Selection) -> Report:
    """The report with only the asks that fit every part of the selection; no status changes by it."""
    chosen = selection.chosen
    sections = [_section(it, [ask for ask in it.asks if _fits(ask, it.id, chosen)]) for it in report.sections]
    summary = summarize(sections)
    return replace(
        report,
        selection=replace(selection, left_out=len(report.asks) - summary.asks),
        summary=summary,
        sections=tuple(section for section in sections if section.asks),
    )


def _fits(ask: AskReport, section: str, chosen: Mapping[str, Collection[str]]) -> bool:
    """Whether the ask, by itself or with one of its findings, has all that is chosen."""
    own: dict[str, str | None] = {"status": ask.status, "section": section, "directed_to": ask.directed_to}
    found = ({**own, "source": finding.source, "level": finding.level} for finding in ask.findings)
    return any(all(has.get(name) in values for name, values in chosen.items()) for has in (own, *found))


def uncounted_sources(report: Report) -> tuple[SourceReport, ...]:
    """Evidence and context that was not out on the day that the report is as of."""
    return tuple(it for it in report.sources if it.role != "asks" and not is_known(it.issued, report.as_of))


def known_sources(report: Report) -> tuple[SourceReport, ...]:
    """The sources that were out on the day that the report is as of."""
    return tuple(source for source in report.sources if is_known(source.issued, report.as_of))


def evidence(report: Report) -> tuple[SourceReport, ...]:
    """The sources of evidence that were out on the day that the report is as of."""
    return tuple(source for source in known_sources(report) if source.role == "evidence")


def newest_evidence(report: Report) -> str | None:
    """The date of the newest source of evidence that the report knows, as far as any is known."""
    dates = [source.issued for source in evidence(report) if source.issued != "unknown"]
    return max(dates, key=lambda issued: f"{last_day(issued)}", default=None)


def overtaking(finding: FindingReport, ask: AskReport, report: Report) -> tuple[SourceReport, ...]:
    """The sources that overtake what a finding says, as they speak of the ask at its level."""
    newer = dict.fromkeys(other.source for other in ask.findings if other.in_force and other.level == finding.level)
    return tuple(report.source_by_id[name] for name in newer if finding.source in overtaken(name, report.supersedes))


def contradictions(report: Report) -> Iterator[tuple[AskReport, Level, list[FindingReport]]]:
    """Where findings at one level speak for and against an ask, of those known and not withdrawn, overtaken or not."""
    for ask in report.asks:
        by_level: defaultdict[Level, list[FindingReport]] = defaultdict(list)
        for finding in ask.findings:
            if finding.level and finding.part in ("decides", "outweighed", "elsewhere", "overtaken"):
                by_level[finding.level].append(finding)
        for level, findings in by_level.items():
            if verdict({finding.status for finding in findings}) == "mixed":
                yield ask, level, findings


def figures(report: Report) -> tuple[tuple[SourceReport, StatementReport, Figure], ...]:
    """What the known sources claim in numbers, with the statement and the source of each."""
    known = known_sources(report)
    return tuple((source, said, said.figure) for source in known for said in source.statements if said.figure)


def comparable(claims: tuple[tuple[SourceReport, StatementReport, Figure], ...]) -> bool:
    """Whether all figures are known to count the same thing in the same place and period."""
    counted = {(figure.what, figure.place, figure.period) for _, _, figure in claims}
    return len(claims) <= 1 or (len(counted) == 1 and None not in next(iter(counted)))


def uncovered(report: Report) -> tuple[tuple[SourceReport, StatementReport], ...]:
    """What known evidence and context say that bears on no ask and claims no figure."""
    known = (source for source in known_sources(report) if source.role != "asks")
    return tuple((it, said) for it in known for said in it.statements if not (said.asks or said.figure))
