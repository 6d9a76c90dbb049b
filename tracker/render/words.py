"""The words in which statuses, findings and their part in the rule are told in reports, `show` and the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from ..changes import NOT_COUNTED
from ..messages import counted
from ..model import STATUSES, Scope, Status, Tombstone
from ..report import (
    AskReport,
    FindingReport,
    Report,
    SourceReport,
    StatementReport,
    Summary,
    comparable,
    figures,
    uncounted_sources,
    uncovered,
)
from ..status import Part

Grouping = Literal["section", "status"]
MOST_COLUMNS = 12  # sources of evidence that a table has a column for
FIGURES = "What the sources claim in figures"
UNCOVERED = "What the sources say that bears on no ask"
FIGURE_HEADS = ("Figure", "Value", "Place", "Period", "Source: who is credited")


def notices(report: Report) -> list[str]:
    """What a reader must know before the counts: the date, what it leaves out, and what the selection leaves out."""
    lines = [f"Asks are directed to the {report.platform.directed_to} level unless they say otherwise."]
    if report.as_of:
        lines.append(f"As of {report.as_of}: only what was certainly out by then.")
        if left := [f"{source.id} ({source.issued})" for source in uncounted_sources(report)]:
            lines.append(f"Not counted, as later or not certainly out by then: {', '.join(left)}.")
    if report.selection:
        chosen = [(name, getattr(report.selection, name)) for name in ("status", "section", "source", "level")]
        terms = "; ".join(f"{name} {' or '.join(values)}" for name, values in chosen if values)
        total = report.summary.asks + report.selection.left_out
        lines.append(f"Not the whole: it shows {report.summary.asks} of {total} asks ({terms}).")
    return lines


def status_label(status: str, scope: Scope | None) -> str:
    """`cut`, or `cut (general)` where it rests on general terms only."""
    return f"{status} (general)" if scope == "general" else status


def finding_label(finding: FindingReport, ask: AskReport) -> str:
    """A finding as a cell: `cut`, `cut (general)`, `funded (local)`, `mentioned`, `cut (general, not counted)`."""
    if finding.status == "mentioned":
        return "mentioned"
    marks: list[str] = []
    if finding.level and finding.level != ask.directed_to:
        marks.append(finding.level)
    if finding.scope == "general":
        marks.append("general")
    if not finding.in_force:
        marks.append(NOT_COUNTED)
    elif finding.part == "outweighed":
        marks.append("outweighed")
    return f"{finding.status} ({', '.join(marks)})" if marks else finding.status


def title_of(ask: AskReport, report: Report) -> str:
    """The ask's title, with its addressee where that is not the platform's."""
    return ask.title if ask.directed_to == report.platform.directed_to else f"{ask.title} [{ask.directed_to}]"


def groups(report: Report, by: Grouping) -> Iterator[tuple[str, Sequence[AskReport]]]:
    """The asks under the heading of each section, or under each status."""
    if by == "section":
        yield from ((section.title, section.asks) for section in report.sections)
        return
    for status in STATUSES:
        if asks := [ask for ask in report.asks if ask.status == status]:
            yield f"{status} ({len(asks)})", asks


def finding_cells(ask: AskReport, sources: Sequence[SourceReport], is_wide: bool) -> list[list[str]]:
    """The lines of each cell of findings: a cell a source, or a single one with a line a source; each label once."""
    labels: dict[str, dict[str, None]] = {}
    for finding in ask.findings:
        labels.setdefault(finding.source, {})[finding_label(finding, ask)] = None
    if is_wide:
        return [list(labels.get(source.id, ())) for source in sources]
    return [[f"{source.id}: {', '.join(labels[source.id])}" for source in sources if source.id in labels]]


def source_label(source: SourceReport) -> str:
    """The source with its genre, so that a survey and one mayor's op-ed do not look alike."""
    return source.id if source.id == source.genre else f"{source.id} ({source.genre})"


def finding_line(finding: FindingReport, ask: AskReport) -> str:
    """A finding with its place, its pin and what it says, in a line."""
    return _said(f"{finding.statement}: {finding_label(finding, ask)}, {finding.locator}", finding)


def _said(place: str, statement: FindingReport | StatementReport) -> str:
    """The place with the pin, and what it says there."""
    note = statement.said if isinstance(statement, FindingReport) else statement.note
    parts = (f"{place} “{statement.pin}”", statement.value, note)
    return ". ".join(text.rstrip(".") for text in parts if text) + "."


MEANINGS: dict[Status, str] = {
    "funded": "money or staff for it was provided",
    "met": "it was enacted, adopted or done",
    "partly": "some of it was provided, enacted or done, and less than was asked",
    "cut": "its money was ended, reduced or is being taken away",
    "unmet": "it is refused, lacking, or still called for",
    "mixed": "some of what decides speaks for it, some against",
    "unaddressed": "no evidence says what became of it at the level it is directed to",
}
PARTS: dict[Part, str] = {
    "decides": "decides",
    "outweighed": "speaks in general terms only, and does not decide because another finding names the ask",
    "elsewhere": "tells of another level than the one the ask is directed to, and decides nothing",
    "unstated": "does not say of which level it tells, and decides nothing",
    "withdrawn": "was withdrawn by its source, and decides nothing",
    "overtaken": "is overtaken by a newer source that speaks to this ask at this level",
    "not yet known": "was not certainly out at the date of this report",
    "context": "comes from a source of context, and decides nothing",
    "mention": "touches the ask and says nothing of what became of it",
}


MARKS = {
    "general": "said of a wider class that holds the ask",
    "outweighed": "said in general terms, where another finding names the ask",
    NOT_COUNTED: "overtaken by a newer source, not certainly out, or of a source that is no evidence",
}


def legend(report: Report) -> str:
    """What the words of the counts and of the findings mean, as far as they are used."""
    used = [f"{status}: {MEANINGS[status]}" for status in STATUSES if report.summary.by_status[status]]
    labels = {finding_label(finding, ask) for ask in report.asks for finding in ask.findings}
    used += [f"{mark}: {means}" for mark, means in MARKS.items() if any(mark in label for label in labels)]
    return f"{'; '.join(used)}." if used else ""


def meaning(ask: AskReport) -> str:
    """What the ask's status means, in words."""
    wider = "of a wider class that holds the ask, that " if ask.scope == "general" else ""
    return f"{wider}{MEANINGS[ask.status]}"


def dated(source: SourceReport) -> str:
    """When the source was issued, as far as that is known."""
    return "undated" if source.issued == "unknown" else source.issued


def issued(source: SourceReport) -> str:
    """The same, as it is told in a sentence."""
    return dated(source) if source.issued == "unknown" else f"issued {source.issued}"


def provenance(source: SourceReport) -> str:
    """What sort of source it is, who says it, and when."""
    return ", ".join(word for word in (source.genre, source.author, source.publisher, issued(source)) if word)


def derivation(ask: AskReport, report: Report) -> list[str]:
    """How the status came about, a sentence a step."""
    steps = [f"It is directed to the {ask.directed_to} level: only findings at that level can decide."]
    steps += [f"{finding.statement} ({finding.claim}) {PARTS[finding.part]}."
              for finding in ask.findings]  # fmt: skip
    return [*steps, _conclusion(ask)]


def _conclusion(ask: AskReport) -> str:
    label = status_label(ask.status, ask.scope)
    if not ask.deciding:
        return f"No finding decides, so the status is {label}."
    said = sorted({finding.status for finding in ask.findings if finding.statement in ask.deciding})
    if len(said) == 1:
        return f"All that decides says {said[0]}, so the status is {label}."
    if ask.status == "mixed":
        return f"What decides speaks for and against ({', '.join(said)}), so the status is {label}."
    return f"What decides says {' and '.join(said)}; {ask.status} weighs more, so the status is {label}."


def figure_rows(report: Report) -> list[list[str]]:
    """What the sources claim in figures, a row a figure under FIGURE_HEADS."""
    return [
        [*(part or "not said" for part in (figure.what, figure.value, figure.place, figure.period)),
         f"{source.id}, {statement.locator}: {figure.credits or 'credit not said'}"
         + (f". {statement.note}" if statement.note else "")]
        for source, statement, figure in figures(report)
    ]  # fmt: skip


def figure_note(report: Report) -> str:
    """The warning below figures that cannot be compared with one another."""
    differ = "Not all of these are known to count the same thing in the same place and period: they cannot be compared."
    return "" if comparable(figures(report)) else differ


def lists(report: Report) -> Iterator[tuple[str, list[str]]]:
    """What stands beside the asks, each list with its heading."""
    if loose := uncovered(report):
        lines = [_said(f"{source.id}/{said.id}, {said.locator}", said) for source, said in loose]
        yield UNCOVERED, lines
    if report.retired:
        yield "Retired asks", [_retired_line(stone) for stone in report.retired]


def _retired_line(stone: Tombstone) -> str:
    return f"{stone.id}: {stone.title}. {reason(stone)}"


def reason(stone: Tombstone) -> str:
    """Why an ask left, and what took its place."""
    successors = f" Replaced by {', '.join(stone.replaced_by)}." if stone.replaced_by else ""
    return f"{stone.reason.rstrip('.')}.{successors}"


def level_of_others(summary: Summary) -> str:
    """Where what decides nothing stands: a source that states no level speaks of none that is known."""
    unstated = any(claim.endswith(" unstated") for claim in summary.elsewhere)
    return f"At another level{' or at none that is stated' if unstated else ''}"


def total_line(summary: Summary) -> str:
    """How many asks there are, and what the sources say of them at levels that they are not directed to."""
    counts = [f"{count} {label}" for label, count in summary.elsewhere.items()]
    elsewhere = f" {level_of_others(summary)}, and deciding nothing: {', '.join(counts)}." if counts else ""
    return f"{counted(summary.asks, 'ask')} in all.{elsewhere}"
