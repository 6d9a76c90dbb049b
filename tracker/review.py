"""The rules of `check --against`: what a reviewer of a change must see, over the changes since a revision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from .changes import Change, Changes
from .messages import quoted, written
from .problem import Path, Place, Problem, rule, run
from .report import AskReport, Report

MOSTLY = 0.5  # the share of asks whose going at once looks like a truncated file
FEW_ASKS = 4  # below so many, a share says nothing


@dataclass(frozen=True)
class Review:
    """A change under review: both reports, what changed between them, and where the asks of the new file stand."""

    old: Report
    new: Report
    changes: Changes
    paths: dict[str, Path]  # of the new file's asks, by id

    def of_kind(self, *kinds: str) -> list[Change]:
        return [change for change in self.changes.changes if change.kind in kinds]

    def place(self, ask: str, name: str) -> Place:
        return Place((*self.paths[ask], name))

    @cached_property
    def matched(self) -> list[tuple[AskReport, AskReport]]:
        return [(before, after) for (_, before), (_, after) in self.changes.pairing.matched]

    def repurposed(self, before: AskReport, after: AskReport) -> bool:
        """Whether an id went to another ask: another title, and no bullet in common, by its reference or its pin."""
        if before.id != after.id or before.title == after.title or set(before.asked_in) & set(after.asked_in):
            return False
        return not _bullets(before, self.old) & _bullets(after, self.new)

    @property
    def mostly_gone(self) -> bool:
        gone = len(self.of_kind("ask-removed"))
        return len(self.old.asks) >= FEW_ASKS and gone > MOSTLY * len(self.old.asks)


def _bullets(ask: AskReport, report: Report) -> set[str]:
    """The pins of the statements that make an ask."""
    known = report.statement_by_reference
    return {known[reference][1].pin for reference in ask.asked_in if reference in known}


def review(subject: Review) -> list[Problem]:
    """Every problem of a change."""
    return run(__name__, subject)


@rule("error")
def mass_removal(subject: Review) -> Iterator[Problem]:
    """More than half of the asks left the file at once, without tombstones.

    A file that was cut off in the middle can still be valid; this is how it shows.

    Fails:
        - {id: first, title: The first, kind: law, asked_in: [platform/red-flag], status: unaddressed}
    Passes:
        - {id: first, title: The first, kind: law, asked_in: [platform/red-flag], status: unaddressed}
        - {id: second, title: The second, kind: law, asked_in: [platform/red-flag], status: unaddressed}
        - {id: third, title: The third, kind: law, asked_in: [platform/red-flag], status: unaddressed}
        - {id: fourth, title: The fourth, kind: law, asked_in: [platform/red-flag], status: unaddressed}
        - {id: fifth, title: The fifth, kind: law, asked_in: [platform/red-flag], status: unaddressed}
    """
    if subject.mostly_gone:
        gone = len(subject.of_kind("ask-removed"))
        message = f"{gone} of {len(subject.old.asks)} asks are gone since {subject.changes.old.name}"
        remedy = f"restore the end of the file as it is in {subject.changes.old.name}, or retire each ask that left"
        yield Problem(message, remedy, Place(("sections",), key=True))


@rule("error")
def vanished_ask(subject: Review) -> Iterator[Problem]:
    """An ask left the file without a tombstone, and no other ask says that it was formerly this one.

    Its history would end without a word, and links to its id would lead nowhere.

    Fails:
        retired: []
    Passes:
        retired: [{id: gun-buybacks, title: Fund gun buybacks, reason: The platform no longer asks for it}]
    """
    renamed = {hint.old: hint.new for hint in subject.changes.hints}
    for change in () if subject.mostly_gone else subject.of_kind("ask-removed"):
        stone = f"- {{id: {change.id}, title: {written(change.title)}, reason: }}"
        retire = f"add `{stone}` under `retired:` with the reason"
        remedy = f"{retire}, or `formerly: [{change.id}]` to the ask that it went into"
        place = Place(("sections",), key=True)
        if change.id in renamed:
            successor = renamed[change.id]
            remedy = f"add `formerly: [{change.id}]` to `{successor}` if it is the same ask; else {retire}"
            place = subject.place(successor, "id")
        yield Problem(f"the ask {quoted(change.id)} vanished", remedy, place)


@rule("warning")
def dropped_former_id(subject: Review) -> Iterator[Problem]:
    """A former id of an ask, or the id of a tombstone, is gone, or means another ask now.

    Links to it lead nowhere then, and an ask that takes it would take the history of the other.

    Fails:
        formerly: []
    Passes:
        formerly: [gun-laws]
    """
    kept = {stone.id for stone in subject.new.retired} | {former for ask in subject.new.asks for former in ask.formerly}
    titles = {ask.id: ask.title for ask in subject.new.asks}
    came_back = {after.id for before, after in subject.matched if after.id in (before.id, *before.formerly)}
    for former, title in _former_ids(subject.old):
        if former not in kept | came_back and titles.get(former) != title:
            taken = former in titles
            place = subject.place(former, "id") if taken else Place(("sections",), key=True)
            message = (
                f"the former id {quoted(former)} of {quoted(title)} {'means another ask now' if taken else 'is gone'}"
            )
            remedy = f"keep `{former}` in the `formerly:` of its ask, or in a tombstone under `retired:`"
            came = "do nothing if that ask came back; else give this one another id, and "
            yield Problem(message, f"{came if taken else ''}{remedy}", place)


def _former_ids(report: Report) -> list[tuple[str, str]]:
    """Each id that no ask bears any more, with the title of what it meant."""
    former = [(name, ask.title) for ask in report.asks for name in ask.formerly]
    return former + [(stone.id, stone.title) for stone in report.retired]


@rule("error")
def repurposed_id(subject: Review) -> Iterator[Problem]:
    """An ask kept its id while its title and its bullets both became something else.

    Whoever followed the id would take the history of the one ask for that of the other.

    Fails:
        - id: gun-crime
          title: Share intelligence
          asked_in: [platform/intelligence]
    Passes:
        - id: gun-crime
          title: Support local efforts against gun crime
          asked_in: [platform/gun-crime]
    """
    for before, after in subject.matched:
        if subject.repurposed(before, after):
            message = f"{quoted(after.id)} was {quoted(before.title)} and is another ask now"
            remedy = f"give the new ask a new id, and keep `{before.id}` for the old one or retire it"
            yield Problem(message, remedy, subject.place(after.id, "id"))


@rule("warning")
def status_without_evidence(subject: Review) -> Iterator[Problem]:
    """The status of an ask changed with no finding added, changed, removed or overtaken.

    Such a change comes from the ask or the platform, as when it is directed to another level, and wants a reason.

    Fails:
        directed_to: local
    Passes:
        directed_to: federal
    """
    redirected = {after.id for before, after in subject.matched if before.directed_to != after.directed_to}
    for change in subject.of_kind("status-changed"):
        if not change.because and change.from_ != change.to:
            fields = [field.name for other in subject.of_kind("ask-changed") if other.id == change.id
                      for field in other.fields or ()]  # fmt: skip
            if change.id in redirected and "directed_to" not in fields:
                fields.append("platform.directed_to")
            moved = f", but of {' and '.join(quoted(name) for name in fields)}" if fields else ""
            message = f"the status went from `{change.from_}` to `{change.to}` with no change of evidence{moved}"
            remedy = "add or mend the finding that moved it, or undo the change if it was no correction"
            yield Problem(message, remedy, subject.place(change.id, "status"))


@rule("warning")
def reworded_under_findings(subject: Review) -> Iterator[Problem]:
    """An ask was reworded while its old findings stand.

    What the sources say of the old words may not be true of the new ones.

    Fails:
        title: Increase all federal grants
    Passes:
        title: Increase COPS hiring grants
    """
    for before, after in subject.matched:
        kept = {finding.statement for finding in before.findings} & {finding.statement for finding in after.findings}
        if before.title != after.title and kept and not subject.repurposed(before, after):
            message = f"reworded from {quoted(before.title)} over findings that stand"
            statements = ", ".join(quoted(name) for name in sorted(kept))
            remedy = f"read again whether what is said in {statements} is true of the new words"
            yield Problem(message, remedy, subject.place(after.id, "title"))
