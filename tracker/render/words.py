"""The words in which statuses, findings and their part in the rule are told, alike in every output."""

from __future__ import annotations

from ..model import Scope, Tombstone
from ..report import AskReport, FindingReport, Part, Report, SourceReport, Summary, part_played

MOST_COLUMNS = 12  # sources of evidence that a table has a column for


def status_label(status: str, scope: Scope | None) -> str:
    """`cut`, or `cut (general)` where it rests on general words only."""
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
        marks.append("not counted")
    return f"{finding.status} ({', '.join(marks)})" if marks else finding.status


def title_of(ask: AskReport, report: Report) -> str:
    """The ask's title, with its addressee where that is not the platform's."""
    return ask.title if ask.directed_to == report.platform.directed_to else f"{ask.title} [{ask.directed_to}]"


def labels_by_source(ask: AskReport) -> dict[str, list[str]]:
    """The labels of an ask's findings by the id of their source, each label once."""
    labels: dict[str, list[str]] = {}
    for finding in ask.findings:
        told, label = labels.setdefault(finding.source, []), finding_label(finding, ask)
        if label not in told:
            told.append(label)
    return labels


def source_label(source: SourceReport) -> str:
    """The source with its genre, so that a survey and one mayor's op-ed do not look alike."""
    return source.id if source.id == source.genre else f"{source.id} ({source.genre})"


def finding_line(finding: FindingReport, ask: AskReport) -> str:
    """A finding with its place, its pin and what it says, in a line."""
    told = [f"{finding.statement}: {finding_label(finding, ask)}, {finding.locator} “{finding.pin}”"]
    told += [text for text in (finding.value, finding.note) if text]
    return ". ".join(text.rstrip(".") for text in told) + "."


PARTS: dict[Part, str] = {
    "decides": "decides",
    "outweighed": "speaks in general terms only, and does not decide because another finding names the ask",
    "elsewhere": "tells of another level than the one the ask is directed to, and decides nothing",
    "overtaken": "is overtaken by a newer source that speaks to this ask at this level",
    "not yet known": "was not yet known at the date of this report",
    "context": "comes from a source of context, and decides nothing",
    "mention": "touches the ask and says nothing of what became of it",
}


def derivation(ask: AskReport, report: Report) -> list[str]:
    """How the status came about, a sentence a step."""
    steps = [f"It is directed to the {ask.directed_to} level: only findings at that level can decide."]
    steps += [f"{finding.statement} ({_claim(finding)}) {PARTS[part_played(finding, ask, report)]}."
              for finding in ask.findings]  # fmt: skip
    return [*steps, _conclusion(ask)]


def _claim(finding: FindingReport) -> str:
    told = (finding.status, finding.level, finding.scope)
    return ", ".join(word for word in told if word)


def _conclusion(ask: AskReport) -> str:
    label = status_label(ask.status, ask.scope)
    if not ask.deciding:
        return f"No finding decides, so the status is {label}: no source says what became of it."
    said = sorted({finding.status for finding in ask.findings if finding.statement in ask.deciding})
    if len(said) == 1:
        return f"All that decides says {said[0]}, so the status is {label}."
    if ask.status == "mixed":
        return f"What decides speaks for and against ({', '.join(said)}), so the status is {label}."
    return f"What decides says {' and '.join(said)}; {ask.status} weighs more, so the status is {label}."


def retired_line(stone: Tombstone) -> str:
    """What is left of a retired ask, in a line."""
    successors = f" Replaced by {', '.join(stone.replaced_by)}." if stone.replaced_by else ""
    return f"{stone.id}: {stone.title}. {stone.reason.rstrip('.')}.{successors}"


def total_line(summary: Summary) -> str:
    """How many asks there are, and what the sources say of them at levels that they are not directed to."""
    told = [f"{count} {label}" for label, count in summary.elsewhere.items()]
    elsewhere = f" At another level, and deciding nothing: {', '.join(told)}." if told else ""
    return f"{summary.asks} ask{'' if summary.asks == 1 else 's'} in all.{elsewhere}"
