"""The words in which statuses, findings and their part in the rule are told in reports, `show` and the page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Literal

from ..facts import facts
from ..model import STATUSES, Entry, Scope, Section, Source, Status, Tombstone, last_day, source_of
from ..report import AskReport, FindingReport, Report, Selection, SourceReport, Step, newest_evidence
from ..status import AGAINST, Part
from .outline import Run, Text, code, joined, text

MARKED: tuple[Part, ...] = ("outweighed", "overtaken", "withdrawn", "not yet known", "context")  # told with a status
Grouping = Literal["section", "status"]
MOST_COLUMNS = 4  # sources of evidence that have a column each; of more, one column names the statements that decide
MOST_DECIDING = 3  # statements that such a column names
FIGURES = "What the sources claim in figures"
UNCOVERED = "What the sources say that bears on no ask"

MEANINGS: dict[Status, str] = {
    "funded": "money, staff or equipment for it was provided",
    "met": "it was enacted, adopted or done",
    "partly": "some of it was provided, enacted or done, and less than was asked",
    "cut": "its money was ended or reduced, is being taken away, or a cut of it is pushed or announced",
    "unmet": "it is refused, lacking, or still called for",
    "mixed": "some of what decides speaks for it, some against",
    "unaddressed": "no evidence that counts says what became of it at the level it is directed to",
}
PARTS: dict[Part, str] = {
    "decides": "decides",
    "outweighed": "speaks in general terms only, and does not decide because another finding names the ask",
    "elsewhere": "tells of another level than the one the ask is directed to, and decides nothing",
    "unstated": "does not say of which level it tells, and decides nothing",
    "withdrawn": "was withdrawn by its source, and decides nothing",
    "overtaken": "is overtaken, as its source is superseded by one that speaks to this ask at this level",
    "not yet known": "was not certainly out at the date of this report",
    "context": "comes from a source of context, and decides nothing",
    "mention": "touches the ask, and decides nothing",
}


def status_label(status: str, scope: Scope | None) -> str:
    """`cut`, or `cut (general)` where it rests on general terms only."""
    return f"{status} (general)" if scope == "general" else status


def status_run(status: str, scope: Scope | None = None) -> Run:
    """The same, as a run of an outline."""
    return Run(status_label(status, scope), status)


def finding_label(finding: FindingReport, ask: AskReport) -> str:
    """A finding as a cell: `cut`, `cut (general)`, `funded (local)`, `mentioned`, `cut (general, overtaken)`."""
    if finding.status == "mentioned":
        return "mentioned"
    level = finding.level if finding.level != ask.directed_to else None
    general = finding.scope if finding.scope == "general" else None
    part = finding.part if finding.part in MARKED else None
    marks = ", ".join(filter(None, (level, general, part)))
    return f"{finding.status} ({marks})" if marks else finding.status


def standing(ask: AskReport) -> Text:
    """The ask's status, with whether one source alone gives it."""
    return text(status_run(ask.status, ask.scope), ", by one source alone" if is_sole(ask) else "")


def is_sole(ask: AskReport) -> bool:
    """Whether all that decides stands in one source."""
    return len({source_of(name) for name in ask.deciding}) == 1


def deciding(ask: AskReport, report: Report) -> list[FindingReport]:
    """The findings that decide, newest first."""
    return newest_first((finding for finding in ask.findings if finding.part == "decides"), report)


def leading(findings: Iterable[FindingReport], report: Report) -> list[FindingReport]:
    """Of some findings the newest, and where others contradict it, the newest of those."""
    oldest_first = reversed(newest_first(findings, report))
    return newest_first({finding.status in AGAINST: finding for finding in oldest_first}.values(), report)


def withdrawn(report: Report) -> list[str]:
    """The statements that findings rest on and that their sources took back."""
    taken_back = (it.statement for ask in report.asks for it in ask.findings if it.part == "withdrawn")
    return list(dict.fromkeys(taken_back))


def amount_asked(ask: AskReport, report: Report) -> str:
    """The amounts that the bullets ask for."""
    known = report.statement_by_reference
    return "; ".join(value for name in ask.asked_in if name in known and (value := known[name][1].value))


def amounts(ask: AskReport, report: Report) -> Text:
    """The amount that the bullets ask for, then what was given and by whose word; nothing where they name none."""
    asked = amount_asked(ask, report)
    given = (text(f"{it.value}, ", placed(it.statement, report)) for it in deciding(ask, report) if it.value)
    return joined("; ", (f"asked {asked}", *given)) if asked else ()


def title_of(ask: AskReport, report: Report) -> str:
    """The ask's title, with its addressee where that is not the platform's."""
    return ask.title if ask.directed_to == report.platform.directed_to else f"{ask.title} [{ask.directed_to}]"


def asks_by_status(report: Report) -> dict[Status, list[AskReport]]:
    """The asks of each status, also of those that none has."""
    by_status: dict[Status, list[AskReport]] = {status: [] for status in STATUSES}
    for ask in report.asks:
        by_status[ask.status].append(ask)
    return by_status


def groups(report: Report, by: Grouping) -> list[tuple[Text, Sequence[AskReport]]]:
    """The asks under the heading of each section, or under each status."""
    if by == "section":
        return [(headed(section), section.asks) for section in report.sections]
    return [(text(f"{status} ({len(asks)})"), asks) for status, asks in asks_by_status(report).items() if asks]


def headed(entry: Section | Source | Tombstone, but: Collection[str] = ()) -> Text:
    """The title of an entry, with what it holds beside."""
    return joined("; ", (entry.title, told(entry, ("id", "title", *but))))


def arrivals(ask: AskReport, step: Step, report: Report) -> Iterator[tuple[SourceReport, bool]]:
    """The sources whose word on an ask began or, as withdrawn, ended to count on the day of a step, each once."""
    found: dict[tuple[str, bool], SourceReport] = {}
    for finding in ask.findings:
        source, statement = report.statement_by_reference.get(finding.statement, (None, None))
        if source and statement and finding.part not in ("mention", "context"):
            for day, gone in ((source.issued, False), (statement.withdrawn, True)):
                if day and f"{last_day(day)}" == f"{step.as_of}":
                    found[source.id, gone] = source
    return ((source, gone) for (_, gone), source in found.items())


def whole(report: Report) -> int:
    """How many asks there are, with those that a selection leaves out."""
    return report.summary.asks + (report.selection.left_out if report.selection else 0)


def chosen(selection: Selection) -> str:
    """What a filtered report was asked for."""
    return "; ".join(f"{name} {' or '.join(values)}" for name, values in selection.chosen.items())


def by_day(day: str | None) -> str:
    """Since when something stands, or that it stands by evidence of unknown date."""
    return f"by {day}" if day else "with what bears no date"


def provenance(report: Report) -> Text:
    """What the report was made from and how new its evidence is, in a quiet line."""
    line = f"Newest evidence: {newest_evidence(report) or 'undated'}"
    if made := report.made_from:
        line += f"; made from {made.name}"
        line += f", commit {made.revision}" if made.revision else ""
        line += f", SHA-256 {made.sha256}" if made.sha256 else ""
    return text(Run(f"{line}.", "faint"))


def newest_first(findings: Iterable[FindingReport], report: Report) -> list[FindingReport]:
    """The findings by the dates of their sources, those of unknown date last."""

    def day(finding: FindingReport) -> date:
        source = report.source_by_id.get(finding.source)
        return (last_day(source.issued) if source else None) or date.min

    return sorted(findings, key=day, reverse=True)


def in_order(ask: AskReport, report: Report) -> list[FindingReport]:
    """The findings of an ask: those that decide, then those in force, then the others, each newest first."""
    newest = newest_first(ask.findings, report)
    return sorted(newest, key=lambda finding: (finding.part != "decides", not finding.in_force))


def dated(source: SourceReport) -> str:
    """When the source was issued, as far as that is known."""
    return "undated" if source.issued == "unknown" else source.issued


def citation(source: SourceReport, report: Report) -> Run:
    """Who says it, in what and when, with its address."""
    when = "; ".join(filter(None, (dated(source), apart(source, report))))
    return Run(f"{source.speaker} ({when})", link=source.url or "")


def apart(source: SourceReport, report: Report) -> str:
    """The id of a source that another of the same speaker and date looks like, else nothing."""
    return source.id if report.speakers[source.speaker, source.issued] > 1 else ""


def placed(reference: str, report: Report) -> Text:
    """Who says it, when, and at which place."""
    if reference not in report.statement_by_reference:
        return text(code(reference))
    source, statement = report.statement_by_reference[reference]
    return text(citation(source, report), f", {statement.locator}")


def cited(reference: str, report: Report) -> Text:
    """The same, with its words."""
    known = report.statement_by_reference.get(reference)
    return text(placed(reference, report), f" “{known[1].pin}”" if known else "")


def said(reference: str, report: Report, claim: Run | Text = (), finding: FindingReport | None = None) -> Text:
    """The same, with what it says of an ask, all that the statement and the finding hold beside, and its id."""
    known = report.statement_by_reference.get(reference)
    beside = told(known[1], ("id", "locator", "pin")) if known else ()
    own = told(finding, ("statement", "status", "level", "scope")) if finding else ()
    about = joined(": ", (cited(reference, report), joined("; ", (claim, beside, own))))
    return named(about, reference) if known else about


def named(title: str | Text, id: str) -> Text:
    """The title, and behind it the id."""
    return text(title, " (", code(id), ")")


def told(entry: Entry, but: Collection[str] = ()) -> Text:
    """The fields of an entry in a line."""
    return joined("; ", (text(f"{fact.label}: ", value_run(fact.value)) for fact in facts(entry, but=but)))


def value_run(value: str) -> Run:
    """A value of the file, a link where it is an address."""
    return Run(value.rstrip("."), link=value)


def finding_text(finding: FindingReport, ask: AskReport, report: Report) -> Text:
    """A finding with its place, its words and what it says, in a line."""
    return said(finding.statement, report, Run(finding_label(finding, ask), finding.status), finding)


def derivation(ask: AskReport) -> list[str]:
    """How the status came about, a sentence a step."""
    steps = [f"It is directed to the {ask.directed_to} level: only findings at that level can decide."]
    steps += [f"{finding.statement} ({finding.claim}) {PARTS[finding.part]}." for finding in ask.findings]
    said = sorted({finding.status for finding in ask.findings if finding.statement in ask.deciding})
    decided = f"What decides says {' and '.join(said)}" if said else "No finding decides"
    return [*steps, f"{decided}, so the status is {status_label(ask.status, ask.scope)}."]
