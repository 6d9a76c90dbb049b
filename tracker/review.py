"""The rules of `check --against`: what a reviewer of a change must see, over the changes since a revision."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from .changes import Change, ChangeKind, Changes, FieldChange, departures, is_news
from .facts import in_words
from .messages import quoted, same_text, written
from .model import Path, Platform, source_of
from .problem import Place, Problem, Related, rule, run
from .report import AskReport, Report

MOSTLY = 0.5  # the share of asks whose going at once looks like a truncated file
FEW_ASKS = 4  # below so many, a share says nothing
SECTIONS = Place(("sections",), key=True)  # the place of what is gone
WORDS = ("pin", "locator", "note", "value", "figure")  # of a statement, from which its findings are coded


@dataclass(frozen=True)
class Review:
    """A change under review: both reports, what changed between them, and the new file."""

    old: Report
    new: Report
    changes: Changes
    platform: Platform

    @cached_property
    def paths(self) -> dict[str, Path]:
        """Of the new file's asks by id, of its statements by reference, and of its sources by id and slash."""
        return {
            **{ask.id: path for path, ask in self.platform.placed_asks},
            **{f"{source.id}/": ("sources", s) for s, source in enumerate(self.platform.sources)},
            **{f"{source.id}/{said.id}": path for path, source, said in self.platform.placed_statements},
        }

    def of_kind(self, kind: ChangeKind) -> list[Change]:
        return [change for change in self.changes.changes if change.kind == kind]

    def place(self, entry: str, *steps: str | int) -> Place:
        return Place((*self.paths[entry], *steps))

    @property
    def matched(self) -> tuple[tuple[AskReport, AskReport], ...]:
        return self.changes.pairing.matched

    @cached_property
    def reworded(self) -> dict[str, dict[str, FieldChange]]:
        """The words that changed of each statement that both sides have, by reference."""
        changed = ((it.id, it.changed) for it in self.of_kind("statement-changed"))
        words = ((id, {name: field for name, field in fields.items() if name in WORDS}) for id, fields in changed)
        return {id: fields for id, fields in words if fields}

    @cached_property
    def retexted(self) -> set[str]:
        """The sources whose digest changed."""
        return {it.id for it in self.of_kind("source-changed") if "sha256" in it.changed and it.changed["sha256"].from_}

    @property
    def mostly_gone(self) -> bool:
        gone = len(self.of_kind("ask-removed"))
        return len(self.old.asks) >= FEW_ASKS and gone > MOSTLY * len(self.old.asks)


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
        yield Problem(message, remedy, SECTIONS)


@rule("error")
def vanished_ask(subject: Review) -> Iterator[Problem]:
    """An ask left the file without a tombstone, and no other ask says that it was formerly this one.

    Its history would end without a word, and links to its id would lead nowhere.

    Fails:
        retired: []
    Passes:
        retired: [{id: gun-buybacks, title: Fund gun buybacks, reason: The platform no longer asks for it}]
    """
    for change in () if subject.mostly_gone else subject.of_kind("ask-removed"):
        asked_in = ", ".join(subject.old.ask_by_id[change.id].asked_in)
        stone = f"- {{id: {change.id}, title: {written(change.title)}, asked_in: [{asked_in}], reason: }}"
        retire = f"add `{stone}` under `retired:` with the reason, and `replaced_by: [...]` if it was split"
        remedy, place = f"{retire}, or `formerly: [{change.id}]` to the ask that it went into", SECTIONS
        if successor := subject.changes.hints.get(change.id):
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
    stones = departures(subject.old)
    came_back = {after.id for _, after in subject.matched}
    for former in sorted(stones.keys() - departures(subject.new) - came_back):
        ask = subject.new.ask_by_id.get(former)
        if ask is None or not same_text(ask.title, stones[former].title):
            remedy = f"keep `{former}` in the `formerly:` of its ask, or in a tombstone"
            place = subject.place(former, "id") if ask else SECTIONS
            means = "means another ask now" if ask else "is gone"
            yield Problem(f"the former id {quoted(former)} {means}", remedy, place)


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
        kept = before.id != after.id or same_text(before.title, after.title)
        if not kept and set(before.asked_in).isdisjoint(after.asked_in):
            message = f"{quoted(after.id)} was {quoted(before.title)} and is another ask now"
            remedy = f"give the new ask a new id, and keep `{before.id}` for the old one or retire it"
            yield Problem(message, remedy, subject.place(after.id, "id"))


@rule("warning")
def status_without_evidence(subject: Review) -> Iterator[Problem]:
    """The status of an ask changed with no finding added, changed, removed, withdrawn or newly overtaken.

    Such a change comes from the ask or the platform, as when it is directed to another level, or from a `withdrawn:` or
    a `supersedes:` that is gone, and wants a reason.

    Fails:
        directed_to: local
    Passes:
        directed_to: federal
    """
    coded = {change.id for change in subject.changes.changes if change.kind.startswith("finding")}
    for change in subject.of_kind("status-changed"):
        uncoded = change.id not in coded and not is_news(change)
        if change.from_ != change.to and (uncoded or not change.because):
            message = f"the status went from `{change.from_}` to `{change.to}` with no change of evidence"
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
        if kept and not same_text(before.title, after.title):
            message = f"reworded from {quoted(before.title)} over findings that stand"
            statements = ", ".join(quoted(name) for name in sorted(kept))
            remedy = f"read again whether what is said in {statements} is true of the new words"
            yield Problem(message, remedy, subject.place(after.id, "title"))


@rule("warning")
def changed_under_findings(subject: Review) -> Iterator[Problem]:
    """A statement came to say something else while findings rest on it unchanged.

    What was coded from the old words may not be true of the new ones.

    Fails:
        - {id: cuts, locator: par. 10, pin: cut nothing}
    Passes:
        - {id: cuts, locator: par. 10, pin: cut nothing but the grants}
    """
    resting = defaultdict(list)
    for before, after in subject.matched:
        said = {(finding.statement, finding.claim, finding.note) for finding in before.findings}
        for finding in after.findings:
            if (finding.statement, finding.claim, finding.note) in said:
                resting[finding.statement].append(quoted(after.id))
    for name, words in subject.reworded.items():
        if name in resting and not ("pin" in words and source_of(name) in subject.retexted):
            remedy = f"read again whether what is said of {', '.join(resting[name])} is true of it"
            place = subject.place(name, next((word for word, field in words.items() if field.to), "id"))
            yield Problem(f"{_changed(*words.values())}, under findings that stand", remedy, place)


@rule("warning")
def text_changed_with_pin(subject: Review) -> Iterator[Problem]:
    """The digest of a source's text and a pin of it changed together, so that neither vouches for the other.

    Fails:
        sha256: 9c56cc51b374c3ba189210d5b6d4bf57790d351c96c47c02190ecf1e430635ab
        - {id: cuts, locator: par. 10, pin: were kept}
    Passes:
        sha256: 11815d63d926d6d5ee8c2acaeede8100a4c31e62c99de4bcefc2ea822b7ff42e
        - {id: cuts, locator: par. 10, pin: were cut}
    """
    for name, words in subject.reworded.items():
        if "pin" in words and (source := source_of(name)) in subject.retexted:
            remedy = "hold the new text against the old one, and undo both if the source itself did not change"
            text = Related(subject.place(f"{source}/", "sha256"), "the digest of its text")
            message = f"{_changed(words['pin'])}, together with the text"
            yield Problem(message, remedy, subject.place(name, "pin"), (text,))


@rule("warning")
def reused_source_id(subject: Review) -> Iterator[Problem]:
    """A source kept its id while its title, its date and its address all became something else.

    The findings that were coded from the one document would be read as said in the other.

    Fails:
        - id: survey
          title: A budget
          issued: 2026
    Passes:
        - id: survey
          title: A survey
          issued: 2025
    """
    for change in subject.of_kind("source-changed"):
        fields = change.changed
        if {"title", "issued"} <= fields.keys() and ("url" in fields or not subject.new.source_by_id[change.id].url):
            message = f"{quoted(change.id)} was {quoted(fields['title'].from_)} and is another document now"
            remedy = f"give the new document an id of its own, and keep `{change.id}` for the old one"
            yield Problem(message, remedy, subject.place(f"{change.id}/", "id"))


@rule("warning")
def recoded(subject: Review) -> Iterator[Problem]:
    """A finding says another status, level or scope than before, on the same words.

    No news moved it, but the coder; the declared status that follows it does not show that.

    Fails:
        - {statement: survey/cuts, status: unmet, level: federal, scope: general}
    Passes:
        - {statement: survey/cuts, status: cut, level: federal, scope: general}
    """
    for before, after in subject.matched:
        said = {finding.statement: finding for finding in before.findings}
        for n, finding in enumerate(after.findings):
            was = said.get(finding.statement)
            if was and was.claim != finding.claim and finding.statement not in subject.reworded:
                message = f"{quoted(finding.statement)} was `{was.claim}` and is `{finding.claim}`, on the same words"
                remedy = "read the words again, and undo the change unless the old coding was wrong"
                yield Problem(message, remedy, subject.place(after.id, "findings", n, "status"))


@rule("warning")
def lost_evidence(subject: Review) -> Iterator[Problem]:
    """A finding on which a status rested is gone, and its statement is not said to be withdrawn.

    Fails:
        findings: []
    Passes:
        findings:
          - {statement: survey/cuts, status: cut, level: federal, scope: general}
    """
    for change in subject.of_kind("finding-removed"):
        _, statement = subject.new.statement_by_reference.get(change.statement or "", (None, None))
        if change.finding and change.finding.part == "decides" and not (statement and statement.withdrawn):
            remedy = "restore it; say `withdrawn:` of what was taken back, and `formerly:` of a source with another id"
            message = f"{quoted(change.statement)}, on which the status rested, is gone"
            yield Problem(message, remedy, subject.place(change.id, "status"))


def _changed(*fields: FieldChange) -> str:
    """`pin` was `one` and is `other`."""
    ends = [(field.name, *(in_words(end) or "-" for end in (field.from_, field.to))) for field in fields]
    return ", ".join(f"{quoted(name)} was {quoted(old)} and is {quoted(new)}" for name, old, new in ends)
