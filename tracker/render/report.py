"""The report as an outline: the question first, then every section, and what stands beside the asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from typing import NamedTuple

from ..messages import counted
from ..model import STATUSES, Figure
from ..report import (
    AskReport,
    FindingReport,
    Report,
    SourceReport,
    columns_of,
    comparable,
    figures,
    uncounted_sources,
    uncovered,
)
from .outline import BREAK, Block, Folded, Grid, Heading, Item, Items, Paragraph, Run, Text, code, joined, text
from .words import (
    FIGURES,
    MARKED,
    MEANINGS,
    PARTS,
    UNCOVERED,
    Grouping,
    cited,
    dated,
    finding_label,
    finding_text,
    groups,
    named,
    newest_first,
    said,
    status_run,
    title_of,
    told,
)

MOST_COLUMNS = 4  # sources of evidence that have a column each; of more, one column names those that decide
MOST_DECIDING = 3  # deciding statements that such a column names
NAMED = 12  # asks that the first screen names under all statuses together
BAR, GENERAL_BAR = "█", "░"


class Room(NamedTuple):
    """What an output has room for: columns of sources, asks named in the summary, cells of a bar, and folded parts."""

    columns: int = MOST_COLUMNS
    bar: int = 0
    folds: bool = True


def report_outline(
    report: Report, by: Grouping = "section", verbose: bool = False, width: int | None = None
) -> Iterator[Block]:
    """The whole report; or what a terminal of a width in cells has room for, where `verbose` has findings in place of
    the tables, and what stands beside the asks."""
    room = Room() if width is None else Room(min(MOST_COLUMNS, (width - 43) // 14), width - 52, folds=False)
    verbose = verbose or width is None
    yield from (*_head(report, room), *_sections(report, by, room, verbose), *_beside(report, verbose))


def _head(report: Report, room: Room) -> Iterator[Block]:
    yield Heading(text(f"{report.platform.organization}: {report.platform.title}"), 1)
    yield Paragraph(text(" ".join(_notices(report))))
    yield Items((*_summary(report, room),))
    if room.folds and (silent := [ask for ask in report.asks if ask.status == "unaddressed"]):
        items = tuple(Item(text(title_of(ask, report))) for ask in silent)
        yield Folded(f"{counted(len(silent), 'unaddressed ask')}", (Items(items),))


def _notices(report: Report) -> Iterator[str]:
    """What a reader must know before the counts: the date, what it leaves out, and what the selection leaves out."""
    platform, summary = report.platform, report.summary
    evidence = sum(source.role == "evidence" for source in report.sources)
    asks = f"{counted(summary.asks, 'ask')} to the {platform.directed_to} level unless they say otherwise"
    yield f"{asks}; {counted(evidence, 'source')} of evidence."
    if report.as_of:
        yield f"As of {report.as_of}: only what was certainly out by then."
        if left := [f"{source.id} ({source.issued})" for source in uncounted_sources(report)]:
            yield f"Not counted, as later or not certainly out by then: {', '.join(left)}."
    if report.selection:
        chosen = asdict(replace(report.selection, left_out=0)).items()
        terms = "; ".join(f"{name} {' or '.join(values)}" for name, values in chosen if values)
        total = summary.asks + report.selection.left_out
        yield f"Not the whole: it shows {summary.asks} of {total} asks ({terms})."


class Count(NamedTuple):
    """A line of the summary, with the asks that it counts and the findings that it counts them for."""

    label: Run
    number: int
    note: str
    asks: list[tuple[AskReport, list[FindingReport]]]


def _summary(report: Report, room: Room) -> Iterator[Item]:
    counts = [*_statuses(report), *_elsewhere(report)]
    lists = sum(bool(count.asks) for count in counts)
    most = NAMED if room.folds else max(1, NAMED // max(1, lists))
    for count in counts:
        asks = (Item(_named(ask, findings, report)) for ask, findings in count.asks[:most])
        yield Item(_count_line(count, report, room), tuple(asks))
    if none := [status for status in STATUSES if not report.summary.by_status[status]]:
        yield Item(text(f"None: {', '.join(none)}."))
    if any(len(count.asks) > most for count in counts):
        all_by_status = "" if room.folds else text(", and ", code("--by status"), " groups them so")
        yield Item(text("Not all are named here; the sections below have the others", all_by_status, "."))


def _statuses(report: Report) -> Iterator[Count]:
    for status, number in report.summary.by_status.items():
        asks = [ask for ask in report.asks if ask.status == status and status != "unaddressed"]
        general = report.summary.general.get(status, 0)
        note = f"{general:,} in general terms only" if general else ""
        if number:
            yield Count(status_run(status), number, note, [(ask, _deciding(ask)) for ask in asks])


def _elsewhere(report: Report) -> Iterator[Count]:
    """What the sources say of asks at levels that these are not directed to."""
    for claim in sorted({claim for ask in report.asks for claim in ask.elsewhere}, key=str):
        says = (claim.status, claim.level)
        asks = [(ask, [finding for finding in ask.findings if (finding.status, finding.level) == says])
                for ask in report.asks if claim in ask.elsewhere]  # fmt: skip
        where = "no level is stated" if claim.level == "unstated" else "another level"
        yield Count(Run(f"{claim.status} ({claim.level})", claim.status), len(asks), f"{where}: decides nothing", asks)


def _deciding(ask: AskReport) -> list[FindingReport]:
    return [finding for finding in ask.findings if finding.statement in ask.deciding]


def _count_line(count: Count, report: Report, room: Room) -> Text:
    """The count, and on a screen its bar."""
    if not room.bar:
        return text(count.label, f": {count.number:,}", f" ({count.note})" if count.note else "")
    bar = _bar(count, report, room.bar)
    note = f"  {count.note}" if bar.text and count.note else count.note
    return text(count.label, " " * max(0, 18 - len(count.label.text)), f"{count.number:>6,}  ", bar, note)


def _bar(count: Count, report: Report, room: int) -> Run:
    """The bar of a status; the part in general terms is drawn lighter."""
    status = count.label.text
    if status not in STATUSES:
        return Run("")
    general = report.summary.general.get(status, 0)
    cells = max(1, round(count.number / report.summary.asks * room))
    faint = cells if general == count.number else min(cells - 1, round(general / report.summary.asks * room))
    return Run(BAR * (cells - faint) + GENERAL_BAR * faint, status)


def _named(ask: AskReport, findings: list[FindingReport], report: Report) -> Text:
    """The ask with the newest of the findings, and how many there are beside."""
    first, *others = newest_first(findings, report)
    more = f" and {len(others)} more" if others else ""
    return text(title_of(ask, report), ": ", cited(first.statement, report, pin=False), more)


def _sections(report: Report, by: Grouping, room: Room, verbose: bool) -> Iterator[Block]:
    sources = columns_of(report)
    wide = sources if len(sources) <= room.columns else ()
    columns = [_column(source) for source in wide] if wide or not sources else [text("Decided by")]
    for title, asks in groups(report, by):
        yield Heading(text(title))
        if room.folds or not verbose:
            rows = (_row(ask, report, wide, bool(columns)) for ask in asks)
            yield Grid((text("Ask"), *columns, text("Status")), tuple(rows))
        if verbose and (items := tuple(_ask_item(ask, report) for ask in asks if ask.findings or not room.folds)):
            yield Folded("Findings", (Items(items),)) if room.folds else Items(items)


def _column(source: SourceReport) -> Text:
    return joined(BREAK, (source.author or source.publisher or "", f"{source.genre}, {dated(source)}"))


def _row(ask: AskReport, report: Report, wide: Sequence[SourceReport], columns: bool) -> tuple[Text, ...]:
    """A cell a source of what it says, or one for the statements that decide."""
    cells = [_says(ask, source) for source in wide] or [_deciders(ask, report)] * columns
    return (text(title_of(ask, report)), *cells, text(status_run(ask.status, ask.scope)))


def _says(ask: AskReport, source: SourceReport) -> Text:
    findings = (finding for finding in ask.findings if finding.source == source.id)
    return joined(BREAK, dict.fromkeys(finding_label(finding, ask) for finding in findings))


def _deciders(ask: AskReport, report: Report) -> Text:
    """What decides, newest first, with its claim where that is not the ask's status, and how many others speak."""
    deciding = newest_first(_deciding(ask), report)
    lines = [
        text("" if finding.status == ask.status else f"{finding.status}: ", cited(finding.statement, report, pin=False))
        for finding in deciding[:MOST_DECIDING]
    ]
    rest, others = len(deciding) - len(lines), len(ask.findings) - len(deciding)
    more = f"{rest} more decide{'s' * (rest == 1)}" if rest else ""
    return joined(BREAK, (*lines, more, f"{counted(others, 'other')} speak{'s' * (others == 1)}" if others else ""))


def _ask_item(ask: AskReport, report: Report) -> Item:
    findings = (text(finding_text(finding, ask, report), f". It {PARTS[finding.part]}.") for finding in ask.findings)
    return Item(text(title_of(ask, report), ": ", status_run(ask.status, ask.scope)), tuple(map(Item, findings)))


def _beside(report: Report, verbose: bool) -> Iterator[Block]:
    """What stands beside the asks, what the words mean, and who coded by which rules."""
    if verbose:
        yield from _figures(report)
        loose = [said(f"{source.id}/{statement.id}", report) for source, statement in uncovered(report)]
        yield from _listed(UNCOVERED, loose)
        stones = (named(text(f"{it.title}; ", told(it, ("id", "title"))), it.id) for it in report.retired)
        yield from _listed("Retired asks", stones)
        yield from _listed("Sources", map(_source, report.sources))
    yield from _listed("What the words mean", _legend(report))
    if about := told(report.platform, ("id", "title", "organization", "directed_to", "levels")):
        yield from (Heading(text("About the coding")), Paragraph(about))


def _listed(heading: str, lines: Iterable[Text]) -> Iterator[Block]:
    if items := tuple(map(Item, lines)):
        yield from (Heading(text(heading)), Items(items))


def _figures(report: Report) -> Iterator[Block]:
    if claims := figures(report):
        rows = ((*(text(part or "not said") for _, part in figure),
                 joined(". ", (cited(f"{source.id}/{statement.id}", report, pin=False),
                              told(statement, ("id", "locator", "pin", "figure")))))
                for source, statement, figure in claims)  # fmt: skip
        heads = [name.capitalize() for name in Figure.model_fields]
        yield from (Heading(text(FIGURES)), Grid((*map(text, heads), text("Source")), tuple(rows)))
        if not comparable(claims):
            differ = "Not all of these are known to count the same thing in the same place and period"
            yield Paragraph(text(f"{differ}: they cannot be compared."))


def _source(source: SourceReport) -> Text:
    beside = told(source, ("id", "title", "url", "text", "sha256"))
    return named(text(Run(source.title, link=source.url or ""), "; ", beside), source.id)


def _legend(report: Report) -> Iterator[Text]:
    """What the statuses and the marks of findings mean, as far as they are used."""
    yield from (text(status_run(s), f": {MEANINGS[s]}") for s in STATUSES if report.summary.by_status[s])
    if report.summary.general:
        yield text("general: said of a wider class that holds the ask")
    used = {finding.part for ask in report.asks for finding in ask.findings}
    yield from (text(f"{part}: it {PARTS[part]}") for part in MARKED if part in used)
