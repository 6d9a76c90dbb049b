"""The report as an outline: the question first, then every section, and what stands beside the asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from .. import report as derived
from ..messages import counted
from ..model import STATUSES, UNSTATED, Figure
from ..report import AskReport, FindingReport, Report, SourceReport
from . import words
from .outline import BREAK, Block, Folded, Grid, Heading, Item, Items, Paragraph, Run, Text, code, joined, listed, text

if TYPE_CHECKING:
    from ..changes import Changes

NAMED = 12  # asks that the first screen names under all statuses together
BESIDE_BAR = 52  # cells of a line of the summary
FEW = 2  # asks named of a status, with which a screen is full
BAR = "█"
A_READING = text("Findings are a coder's reading, by written rules (", code("tracker rules coding"), "). ")
IN_HEAD = ("id", "title", "organization", "directed_to", "levels")  # of the platform


def report_outline(
    report: Report,
    by: words.Grouping = "section",
    verbose: bool = False,
    width: int | None = None,
    changes: Changes | None = None,
) -> Iterator[Block]:
    """The whole report, with parts that fold; or what a screen of a width in cells has room for, where `verbose` has
    findings in place of the tables, and what stands beside the asks. `changes` are told first."""
    verbose = verbose or width is None
    yield Heading(text(f"{report.platform.organization}: {report.platform.title}"), 1)
    yield Paragraph(joined(" ", _notices(report)))
    if changes:
        from .changes import news_outline

        yield from news_outline(changes, report)
        yield Heading(text("Where the asks stand now"))
    yield Items(tuple(_summary(report, width)))
    if width is None and (silent := words.asks_by_status(report)["unaddressed"]):
        items = tuple(Item(text(words.title_of(ask, report))) for ask in silent)
        yield Folded(f"{counted(len(silent), 'unaddressed ask')}", (Items(items),))
    yield from _sections(report, by, width, verbose)
    if verbose:
        yield from _beside(report)
    yield from listed("What the words mean", map(Item, _legend(report)), 2)
    if verbose:
        yield Heading(text("About the coding"))
        yield Paragraph(text(A_READING, words.told(report.platform, IN_HEAD)))
    yield Paragraph(words.provenance(report))


def _notices(report: Report) -> Iterator[str | Text]:
    """What a reader must know before the counts: the date, what it leaves out, and what the selection leaves out."""
    sources = counted(len(derived.evidence(report)), "source")
    asks = f"{counted(report.summary.asks, 'ask')} to the {report.platform.directed_to} level unless they say otherwise"
    yield f"{asks}; {sources} of evidence."
    decided = [ask for ask in report.asks if ask.deciding]
    if alone := sum(map(words.is_sole, decided)):
        of = counted(len(decided), "decided status rests", "decided statuses rest")
        yield f"{alone:,} of {of} on a single source each."
    if taken_back := words.withdrawn(report):
        named = joined("; ", (words.placed(name, report) for name in taken_back))
        yield text("Withdrawn by its source, and not counted: ", named, ".")
    if report.as_of:
        yield f"As of {report.as_of}: only what was certainly out by then."
        if left := [f"{source.id} ({source.issued})" for source in derived.uncounted_sources(report)]:
            yield f"Not counted, as later or not certainly out by then: {', '.join(left)}."
    if report.not_yet_asked:
        yield f"Left out, as not asked by then: {counted(report.not_yet_asked, 'ask')}."
    if report.selection:
        chosen_by = words.chosen(report.selection)
        yield f"Not the whole: it shows {report.summary.asks} of {words.whole(report)} asks ({chosen_by})."


class Tally(NamedTuple):
    """A line of the summary: what it counts, the part of all asks that its bar shows, and asks with what says so."""

    label: Run
    number: int
    share: float
    note: str
    asks: list[tuple[AskReport, list[FindingReport]]]


def _summary(report: Report, width: int | None) -> list[Item]:
    statuses = [*_statuses(report)]
    tallies = [*statuses, *_elsewhere(report)]
    lists = sum(bool(tally.asks) for tally in tallies)
    most = NAMED if width is None else max(1, NAMED // max(1, lists))
    items = []
    for tally in tallies:
        # Where many lists share a screen, those that decide nothing wait.
        named = tally.asks[:most] if tally.share or width is None or most > FEW else []
        items.append(Item(_tally_line(tally, width), tuple(Item(_named(*it, report)) for it in named)))
    if none := [status for status in STATUSES if not report.summary.by_status[status]]:
        items.insert(len(statuses), Item(text(f"None: {', '.join(none)}.")))
    if any(len(tally.asks) > most for tally in tallies):
        items.append(Item(text("Not all are named here; the sections below have the others.")))
    return items


def _statuses(report: Report) -> Iterator[Tally]:
    for status, asks in words.asks_by_status(report).items():
        general = report.summary.general.get(status, 0)
        note = f"{general:,} in general terms only" if general else ""
        decided = [(ask, words.deciding(ask, report)) for ask in asks if ask.deciding]
        if asks:
            yield Tally(words.status_run(status), len(asks), len(asks) / report.summary.asks, note, decided)


def _elsewhere(report: Report) -> Iterator[Tally]:
    """What the sources say of asks at levels that these are not directed to."""
    for claim in sorted({claim for ask in report.asks for claim in ask.elsewhere}, key=str):
        says = (claim.status, claim.level)
        asks = [(ask, [it for it in ask.findings if (it.status, it.level or UNSTATED) == says])
                for ask in report.asks if claim in ask.elsewhere]  # fmt: skip
        yield Tally(
            Run(f"{claim.status} ({claim.level})", claim.status), len(asks), 0, "its level decides nothing", asks
        )


def _tally_line(tally: Tally, width: int | None) -> Text:
    """The count, and on a screen its bar."""
    if width is None:
        return text(tally.label, f": {tally.number:,}", f" ({tally.note})" if tally.note else "")
    bar = Run(BAR * ceil(tally.share * (width - BESIDE_BAR)), tally.label.style)
    line = f"{' ' * (18 - len(tally.label.text))}{tally.number:>6,}  "
    return text(tally.label, line, joined("  ", (bar, tally.note)))


def _named(ask: AskReport, findings: list[FindingReport], report: Report) -> Text:
    """The ask with the newest of the findings, on each side where they contradict, and how many there are beside."""
    leading = words.leading(findings, report)
    said = (text(f"{it.status} by " if len(leading) > 1 else "", words.cited(it.statement, report),
                 f": {it.value}" if it.value else "") for it in leading)  # fmt: skip
    more = f"; {len(findings) - len(leading)} more" if len(findings) > len(leading) else ""
    return text(words.title_of(ask, report), ": ", joined("; ", said), more)


def _sections(report: Report, by: words.Grouping, width: int | None, verbose: bool) -> Iterator[Block]:
    sources = derived.evidence(report)
    most = words.MOST_COLUMNS if width is None else min(words.MOST_COLUMNS, (width - 43) // 14)
    wide = sources if len(sources) <= most else ()
    columns = [_column(source, report) for source in wide] if wide or not sources else [text("Decided by")]
    for title, asks in words.groups(report, by):
        yield Heading(title)
        if width is None or not verbose:
            rows = (_row(ask, report, wide, bool(columns)) for ask in asks)
            yield Grid((text("Ask"), *columns, text("Status")), tuple(rows))
        if verbose:
            items = Items(tuple(_ask_item(ask, report) for ask in asks))
            yield Folded("Findings", (items,)) if width is None else items


def _column(source: SourceReport, report: Report) -> Text:
    who = source.author or source.publisher or ""
    return joined(BREAK, (who, f"{source.genre}, {words.dated(source)}", words.apart(source, report)))


def _row(ask: AskReport, report: Report, wide: Sequence[SourceReport], columns: bool) -> tuple[Text, ...]:
    """A cell a source of what it says, or one for the statements that decide."""
    cells = [_says(ask, source) for source in wide] or [_deciders(ask, report)] * columns
    return (text(words.title_of(ask, report)), *cells, text(words.status_run(ask.status, ask.scope)))


def _says(ask: AskReport, source: SourceReport) -> Text:
    findings = (finding for finding in ask.findings if finding.source == source.id)
    return joined(BREAK, dict.fromkeys(words.finding_label(finding, ask) for finding in findings))


def _deciders(ask: AskReport, report: Report) -> Text:
    """What decides, newest first, with its claim where that is not the ask's status, and how many others speak."""
    shown = words.deciding(ask, report)[: words.MOST_DECIDING]
    lines = (text("" if it.status == ask.status else f"{it.status}: ", words.placed(it.statement, report))
             for it in shown)  # fmt: skip
    others = len(ask.findings) - len(shown)
    return joined(BREAK, (*lines, counted(others, "other speaks", "others speak") if others else ""))


def _ask_item(ask: AskReport, report: Report) -> Item:
    findings = (text(words.finding_text(it, ask, report), f". It {words.PARTS[it.part]}.") for it in ask.findings)
    facts = words.told(ask, ("title", "status", "directed_to"))
    lines = (line for line in (words.amounts(ask, report), *findings, facts) if line)
    return Item(text(words.title_of(ask, report), ": ", words.standing(ask)), tuple(map(Item, lines)))


def _beside(report: Report) -> Iterator[Block]:
    """What stands beside the asks."""
    yield from _over_time(report)
    yield from _figures(report)
    loose = (words.said(f"{source.id}/{statement.id}", report) for source, statement in derived.uncovered(report))
    yield from listed(words.UNCOVERED, map(Item, loose), 2)
    for heading, entries in (("Retired asks", report.retired), ("Sources", report.sources)):
        yield from listed(heading, (Item(words.named(words.headed(it), it.id)) for it in entries), 2)


def _over_time(report: Report) -> Iterator[Block]:
    """The counts at each date of evidence, where there is more than one."""
    counts = report.summary.over_time
    if len(counts) > 1:
        rows = ((text(words.by_day(count.as_of)), *(text(f"{number:,}") for number in count.by_status.values()))
                for count in counts)  # fmt: skip
        yield Heading(text("How the picture changed"))
        yield Grid((text("Known"), *(text(words.status_run(status)) for status in STATUSES)), tuple(rows))


def _figures(report: Report) -> Iterator[Block]:
    if claims := derived.figures(report):
        rows = ((*(text(part or "not given") for _, part in figure),
                 words.named(joined(". ", (words.placed(f"{source.id}/{statement.id}", report),
                                           words.told(statement, ("id", "locator", "pin", "figure")))),
                             f"{source.id}/{statement.id}"))
                for source, statement, figure in claims)  # fmt: skip
        heads = [name.capitalize() for name in Figure.model_fields]
        yield from (Heading(text(words.FIGURES)), Grid((*map(text, heads), text("Source")), tuple(rows)))
        if not derived.comparable(claims):
            differ = "Not all of these are known to count the same thing in the same place and period"
            yield Paragraph(text(f"{differ}: they cannot be compared."))


def _legend(report: Report) -> Iterator[Text]:
    """What the statuses and the marks of findings mean, as far as they are used."""
    yield from (text(words.status_run(s), f": {words.MEANINGS[s]}") for s in STATUSES if report.summary.by_status[s])
    if report.summary.general:
        yield text("general: said of a wider class that holds the ask")
    used = {finding.part for ask in report.asks for finding in ask.findings}
    yield from (text(f"{part}: it {words.PARTS[part]}") for part in words.MARKED if part in used)
