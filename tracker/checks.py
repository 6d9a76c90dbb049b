"""The rules of a platform: one pure function each, from a Platform to its problems.

A rule's docstring is its documentation, as `tracker rules` prints it. An error is what would make the report wrong; a
warning is what a maintainer should see.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import Any, TypeVar

from . import amounts
from .messages import MOST_GUESSED, MOST_NAMED, folded, nearest, one_of, quoted
from .model import MAX_PIN_WORDS, STATUSES_OF_KIND, UNSTATED, Ask, Path, Platform, Role, is_before, last_day, source_of
from .problem import Edit, Place, Problem, Related, rule, run
from .status import AGAINST, FOR, Derivation, circle, derive, weigh

Key = TypeVar("Key", bound=Hashable)


def check(platform: Platform) -> list[Problem]:
    """Every problem of a platform, rule by rule."""
    return run(__name__, platform)


def _statements_of(platform: Platform, role: Role) -> set[str]:
    """The references of all statements of the sources of a role."""
    return {f"{source.id}/{statement.id}" for _, source, statement in platform.placed_statements if source.role == role}


def _repeats(
    keyed: Iterable[tuple[Key, Path]], *steps: str, why: str = "first used here"
) -> Iterator[tuple[Key, Place, Related]]:
    """Each key that came before, with its place and that of its first use, some steps on from the paths."""
    first: dict[Key, Path] = {}
    for key, path in keyed:
        earlier = first.setdefault(key, path)
        if earlier is not path:
            yield key, Place((*path, *steps)), Related(Place((*earlier, *steps)), why)


# --- Ids and references ---


@rule("error")
def duplicate_id(platform: Platform) -> Iterator[Problem]:
    """Two asks, sections, sources or tombstones, or two statements of a source, bear the same id.

    Ids name things in references, in reports and through the file's history, so each must mean one thing.

    Fails:
        - id: red-flag-laws
        - id: red-flag-laws
    Passes:
        - id: red-flag-laws
        - id: red-flag-laws-in-states
    """
    for (kind, _, name), place, first in _repeats(_ids(platform), "id"):
        message = f"another {kind} has the id {quoted(name)}"
        remedy = f"give the newer {kind} of the two an id of its own, or remove one of them"
        yield Problem(message, remedy, place, (first,))


def _ids(platform: Platform) -> Iterator[tuple[tuple[str, int | str, str], Path]]:
    """Each id's kind, what it is unique in and itself, with the path of its entry."""
    for kind, field in (("ask", "asks"), ("section", "sections"), ("source", "sources"), ("tombstone", "retired")):
        yield from (((kind, "", entry.id), path) for path, entry in platform.placed(field))
    yield from ((("statement", path[1], it.id), path) for path, _, it in platform.placed_statements)


@rule("error")
def unknown_statement(platform: Platform) -> Iterator[Problem]:
    """A finding or an `asked_in` names a source or a statement that the file does not have.

    Fails:
        asked_in: [platform/red-flags]
    Passes:
        asked_in: [platform/red-flag]
    """
    for number, (reference, path) in enumerate(_unknown_references(platform)):
        source, _, statement = reference.partition("/")
        message = f"there is no source {quoted(source)}"
        remedy = "add the source, or name a statement that the file has"
        if source in platform.source_by_id:
            message = f"the source `{source}` has no statement {quoted(statement)}"
            remedy = f"add the statement `{statement}` under the source `{source}`, or name one that it has"
        close = _reference_meant(platform, reference) if number < MOST_GUESSED else None
        yield Problem.of_value(path, message, close, remedy)


def _unknown_references(platform: Platform) -> Iterator[tuple[str, Path]]:
    """What asks and tombstones are asked in, and what findings rest on, that is no statement, with its place."""
    known = platform.statement_by_reference
    for entries in ("asks", "retired"):
        yield from ((name, path) for path, _, name in platform.each(entries, "asked_in") if name not in known)
    for path, _, finding in platform.placed_findings:
        if finding.statement not in known:
            yield finding.statement, (*path, "statement")


def _reference_meant(platform: Platform, reference: str) -> str | None:
    """The reference that an unknown one was most likely meant to be: by its statement if its source is known."""
    source, _, statement = reference.partition("/")
    if source in platform.source_by_id:
        close = nearest(statement, tuple(entry.id for entry in platform.source_by_id[source].statements))
        return f"{source}/{close}" if close else None
    close = nearest(source, tuple(platform.source_by_id))
    meant = f"{close}/{statement}"
    return meant if meant in platform.statement_by_reference else None


@rule("error")
def unknown_source(platform: Platform) -> Iterator[Problem]:
    """A source's `supersedes` names a source that the file does not have.

    Fails:
        supersedes: [survy-2024]
    Passes:
        supersedes: [survey-2024]
    """
    for path, older, close in _unknown(platform.each("sources", "supersedes"), platform.source_by_id):
        remedy = f"add the source `{older}`, or remove it here"
        yield Problem.of_value(path, f"there is no source {quoted(older)}", close, remedy)


def _unknown(named: Iterable[tuple[Path, Any, str]], known: Collection[str]) -> Iterator[tuple[Path, str, str | None]]:
    """Of the ids that entries name, with path and entry, those that are not known, with what was likely meant."""
    unknown = ((path, entry.id, name) for path, entry, name in named if name not in known)
    for number, (path, own, name) in enumerate(unknown):
        others = tuple(other for other in known if other != own) if number < MOST_GUESSED else ()
        yield path, name, nearest(name, others)


@rule("error")
def unknown_ask(platform: Platform) -> Iterator[Problem]:
    """A tombstone's `replaced_by` names an ask that the file does not have.

    Fails:
        replaced_by: [cops-hiring-grant]
    Passes:
        replaced_by: [cops-hiring-grants]
    """
    known = dict.fromkeys(entry.id for entries in ("asks", "retired") for _, entry in platform.placed(entries))
    renamed = {former: ask.id for _, ask in platform.placed_asks for former in ask.formerly}
    for path, successor, close in _unknown(platform.each("retired", "replaced_by"), known):
        remedy = f"add the ask `{successor}`, or remove it here"
        yield Problem.of_value(path, f"there is no ask {quoted(successor)}", renamed.get(successor, close), remedy)


@rule("error")
def retired_id_in_use(platform: Platform) -> Iterator[Problem]:
    """An ask bears the id of a retired one.

    Ids are permanent: who follows the old id must find its tombstone, and not another ask.

    Fails:
        - id: gun-buybacks
        retired:
          - {id: gun-buybacks, title: Fund gun buybacks, reason: It left the platform}
    Passes:
        - id: gun-buybacks-renewed
        retired:
          - {id: gun-buybacks, title: Fund gun buybacks, reason: It left the platform}
    """
    stones = {stone.id: (*path, "id") for path, stone in platform.placed("retired")}
    for path, ask in platform.placed_asks:
        if ask.id in stones:
            message = f"the id {quoted(ask.id)} belongs to a retired ask"
            remedy = "remove this ask if it is retired, or the tombstone if it came back; another ask needs another id"
            yield Problem(message, remedy, Place((*path, "id")), (Related(Place(stones[ask.id]), "retired here"),))


@rule("error")
def former_id_in_use(platform: Platform) -> Iterator[Problem]:
    """An ask's `formerly` names a living ask, a retired one, or an id that another ask claims too.

    Fails:
        - id: red-flag-laws
          formerly: [erpo-laws]
        - id: erpo-laws
    Passes:
        - id: red-flag-laws
          formerly: [erpo-laws]
        - id: erpo-guidance
    """
    claimed = {it.id: (*path, "id") for entries in ("retired", "asks") for path, it in platform.placed(entries)}
    for path, _, former in platform.each("asks", "formerly"):
        if (other := claimed.setdefault(former, path)) is not path:
            message = f"the former id {quoted(former)} is in use"
            remedy = f"remove `{former}` here or there; an ask that was split is retired, with `replaced_by`"
            yield Problem(message, remedy, Place(path), (Related(Place(other), "in use here"),))


@rule("error")
def unknown_level(platform: Platform) -> Iterator[Problem]:
    """A level is none of those that the platform knows: its `levels`, or federal, state and local.

    Fails:
        directed_to: county
    Passes:
        directed_to: local
    """
    for number, (path, level, admitted) in enumerate(_unknown_levels(platform)):
        close = nearest(level, admitted) if number < MOST_GUESSED else None
        remedy = f"write one of {one_of(admitted)}, or name the level in `levels:` of the platform"
        yield Problem.of_value(path, f"{quoted(level)} is no level of this platform", close, remedy)


def _unknown_levels(platform: Platform) -> Iterator[tuple[Path, str, tuple[str, ...]]]:
    """Every unknown level that is named, with its place and those that may stand there."""
    known = platform.platform.levels
    if platform.platform.directed_to not in known:
        yield ("platform", "directed_to"), platform.platform.directed_to, known
    for path, ask in platform.placed_asks:
        if ask.directed_to and ask.directed_to not in known:
            yield (*path, "directed_to"), ask.directed_to, known
    admitted = (*known, UNSTATED)
    for path, _, finding in platform.placed_findings:
        if finding.level and finding.level not in admitted:
            yield (*path, "level"), finding.level, admitted


# --- Sources and statements ---


@rule("error")
def supersedes_itself(platform: Platform) -> Iterator[Problem]:
    """A source's `supersedes` names the source itself, or leads back to it through others.

    Fails:
        - id: survey-2026
          supersedes: [survey-2025]
        - id: survey-2025
          supersedes: [survey-2026]
    Passes:
        - id: survey-2026
          supersedes: [survey-2025]
        - id: survey-2025
    """
    circular = {*pairwise(_circle(platform))}
    links = [(path, it.id, older) for path, it, older in platform.each("sources", "supersedes")]
    links = [(path, newer, older) for path, newer, older in links if (older, newer) in circular][:MOST_NAMED]
    for path, newer, older in links[:1]:
        others = tuple(Related(Place(at), f"`{it}` supersedes `{its}`") for at, it, its in links[1:])
        remedy = f"remove `{older}` here, or break the circle at another of its links"
        yield Problem(f"`{newer}` supersedes `{older}` in a circle", remedy, Place(path), others)


def _circle(platform: Platform) -> list[str]:
    """A circle of sources, as `circle` has it; none where ids repeat, so that which source is meant is not known."""
    supersedes = {source.id: source.supersedes for source in platform.sources}
    return circle(supersedes) if len(supersedes) == len(platform.sources) else []


@rule("error")
def supersedes_newer(platform: Platform) -> Iterator[Problem]:
    """A source supersedes one that is certainly newer than itself.

    With dates of a year or a month only, it is an error just where no day of theirs fits.

    Fails:
        - id: survey-2025
          issued: 2025
          supersedes: [survey-2026]
        - id: survey-2026
          issued: 2026-01
    Passes:
        - id: survey-2026
          issued: 2026-01
          supersedes: [survey-2025]
        - id: survey-2025
          issued: 2025
    """
    for path, source, older in platform.each("sources", "supersedes"):
        issued = platform.source_by_id[older].issued if older in platform.source_by_id else "unknown"
        if is_before(source.issued, issued):
            message = f"`{source.id}` of {source.issued} supersedes `{older}` of {issued}, which is newer"
            remedy = f"correct `issued:` of one of them if it is wrong; else remove `{older}` here"
            yield Problem(message, remedy, Place(path))


@rule("error")
def unasked_bullet(platform: Platform) -> Iterator[Problem]:
    """A statement of a source of role `asks` is in the `asked_in` of no ask and of no tombstone.

    A bullet without an ask would be missing from every report. One that a misspelt `asked_in` means is asked.

    Fails:
        - {id: red-flag, locator: par. 18, pin: Red Flag}
    Passes:
        - {id: red-flag, locator: par. 18, pin: Red Flag}
        asked_in: [platform/red-flag]
    """
    asked = {it for entries in ("asks", "retired") for _, entry in platform.placed(entries) for it in entry.asked_in}
    unknown = sorted(asked - platform.statement_by_reference.keys())
    asked |= {_reference_meant(platform, reference) or "" for reference in unknown[:MOST_GUESSED]}
    for path, source, statement in platform.placed_statements:
        reference = f"{source.id}/{statement.id}"
        if source.role == "asks" and reference not in asked:
            remedy = f"add an ask with `asked_in: [{reference}]`, or name it in that of a tombstone, or remove it"
            yield Problem(f"no ask is asked in `{reference}`", remedy, Place((*path, "id")))


@rule("warning")
def source_without_statements(platform: Platform) -> Iterator[Problem]:
    """A source has no statements, so that nothing can rest on it.

    Fails:
        - id: survey
          statements: []
    Passes:
        - id: survey
          statements:
            - {id: cuts, locator: par. 1, pin: were cut}
    """
    for s, source in enumerate(platform.sources):
        if not source.statements:
            remedy = "add what it says of the asks as `statements:`, or remove the source"
            yield Problem(f"the source `{source.id}` has no statements", remedy, Place(("sources", s, "id")))


@rule("error")
def withdrawn_before_issued(platform: Platform) -> Iterator[Problem]:
    """A statement was withdrawn before its source was issued, as far as their dates are known.

    Fails:
        issued: 2025
        - {id: cuts, locator: par. 10, pin: were cut, withdrawn: 2024-03}
    Passes:
        issued: 2025
        - {id: cuts, locator: par. 10, pin: were cut, withdrawn: 2025-03}
    """
    for path, source, statement in platform.placed_statements:
        if statement.withdrawn and is_before(statement.withdrawn, source.issued):
            message = f"withdrawn: {statement.withdrawn}, and `{source.id}` was issued: {source.issued}"
            yield Problem(message, "correct one of the two dates", Place((*path, "withdrawn")))


@rule("warning")
def long_pin(platform: Platform) -> Iterator[Problem]:
    """A pin has more than 12 words.

    A pin is there to find the place; more words are a quotation of somebody else's text.

    Fails:
        pin: one two three four five six seven eight nine ten eleven twelve thirteen
    Passes:
        pin: one two three
    """
    for path, _, statement in platform.placed_statements:
        if len(words := statement.pin.split()) > MAX_PIN_WORDS:
            message = f"the pin has {len(words)} words; {MAX_PIN_WORDS} are the most"
            yield Problem(message, "keep those that carry the claim, its verb and its object", Place((*path, "pin")))


@rule("warning")
def duplicate_pin(platform: Platform) -> Iterator[Problem]:
    """Two statements of a source have pins that are equal but for case and spacing.

    They are one statement written twice, or one of the pins finds the wrong place.

    Fails:
        - {id: cuts, locator: par. 10, pin: were cut}
        - {id: losses, locator: par. 11, pin: Were  Cut}
    Passes:
        - {id: cuts, locator: par. 10, pin: were cut}
    """
    keyed = (((path[1], folded(it.pin.casefold())), path) for path, _, it in platform.placed_statements)
    for _, place, first in _repeats(keyed, "pin"):
        remedy = "keep one of the two statements, or choose words that stand in one place only"
        yield Problem("another statement of this source has this pin", remedy, place, (first,))


# --- Asks ---


@rule("warning")
def empty_section(platform: Platform) -> Iterator[Problem]:
    """A section has no asks.

    Fails:
        - {id: gun-violence, title: Gun Violence, asks: []}
    Passes:
        sections: []
    """
    for s, section in enumerate(platform.sections):
        if not section.asks:
            remedy = "add its asks, or remove the section"
            yield Problem(f"the section `{section.id}` has no asks", remedy, Place(("sections", s, "id")))


@rule("warning")
def duplicate_title(platform: Platform) -> Iterator[Problem]:
    """Two asks of one addressee have titles that are equal but for case and spacing.

    Readers of a report could not tell them apart.

    Fails:
        title: Make background checks universal
        title: make  background checks universal
    Passes:
        title: Make background checks universal
        title: Make background checks universal in the states
    """
    keyed = (((folded(ask.title.casefold()), platform.addressee(ask)), path) for path, ask in platform.placed_asks)
    for _, place, first in _repeats(keyed, "title"):
        remedy = "keep one of the two asks, or say in the title how they differ"
        yield Problem("another ask has this title", remedy, place, (first,))


@rule("error")
def asked_elsewhere(platform: Platform) -> Iterator[Problem]:
    """An `asked_in` names a statement of a source whose role is not `asks`.

    Only the platform asks; what evidence says of an ask is a finding.

    Fails:
        asked_in: [platform/grants, survey/more-grants]
    Passes:
        asked_in: [platform/grants]
    """
    asking = _statements_of(platform, "asks")
    for path, _, reference in platform.each("asks", "asked_in"):
        if reference not in asking and reference in platform.statement_by_reference:
            source = platform.source_by_id[source_of(reference)]
            message = f"the source `{source.id}` has the role {source.role} and asks nothing"
            remedy = f"move `{reference}` to `findings`, or name a statement of a source of role `asks`"
            yield Problem(message, remedy, Place(path))


@rule("error")
def repeated_statement(platform: Platform) -> Iterator[Problem]:
    """An ask names the same statement twice in `asked_in` or in `findings`.

    Fails:
        findings:
          - {statement: survey/cuts, status: cut, level: federal, scope: general}
          - {statement: survey/cuts, status: unmet, level: federal, scope: general}
    Passes:
        findings:
          - {statement: survey/cuts, status: cut, level: federal, scope: general}
    """
    for path, ask in platform.placed_asks:
        found = [finding.statement for finding in ask.findings]
        for field, names, step in (("asked_in", ask.asked_in, ()), ("findings", found, ("statement",))):
            if len(set(names)) == len(names):
                continue
            keyed = ((name, (*path, field, n)) for n, name in enumerate(names))
            for name, place, first in _repeats(keyed, *step, why="first named here"):
                remedy = "keep one of the two; what the source says twice is two statements"
                yield Problem(f"this ask names `{name}` twice", remedy, place, (first,))


# --- Findings and statuses ---


@rule("error")
def finding_on_asking_source(platform: Platform) -> Iterator[Problem]:
    """A finding rests on a statement of a source of role `asks`.

    What the platform asks for is no evidence of what became of it.

    Fails:
        findings: [{statement: platform/red-flag, status: unmet, level: federal, scope: direct}]
    Passes:
        asked_in: [platform/red-flag]
    """
    asking = _statements_of(platform, "asks")
    for path, _, finding in platform.placed_findings:
        if finding.statement in asking:
            message = f"the source `{source_of(finding.statement)}` has the role asks and is no evidence"
            remedy = f"move `{finding.statement}` to `asked_in`, or name a statement of another source"
            yield Problem(message, remedy, Place((*path, "statement")))


@rule("warning")
def claim_in_context(platform: Platform) -> Iterator[Problem]:
    """A finding on a source of role `context` says more than `mentioned`.

    Context decides no status, so that the claim would look like evidence and count for nothing.

    Fails:
        - {statement: trends/body-cameras, status: unmet, level: unstated, scope: direct}
    Passes:
        - {statement: trends/body-cameras, status: mentioned}
    """
    context = _statements_of(platform, "context")
    for path, _, finding in platform.placed_findings:
        if finding.statement in context and finding.status != "mentioned":
            message = f"the source `{source_of(finding.statement)}` has the role context and decides no status"
            remedy = "write `status: mentioned` without level and scope, or make the source `role: evidence`"
            yield Problem(message, remedy, Place((*path, "status")))


@rule("warning")
def evidence_before_ask(platform: Platform) -> Iterator[Problem]:
    """A finding claims something of an ask in a source that is certainly older than the ask.

    By the rules of coding, what was so before an ask was made is at most `mentioned`.

    Fails:
        issued: 2023
        findings: [{statement: survey/cuts, status: cut, level: federal, scope: direct}]
    Passes:
        issued: 2023
        findings: [{statement: survey/cuts, status: mentioned}]
    """
    issued = {source.id: source.issued for source in platform.sources}
    asking = {issued[source.id] for source in platform.sources if source.role == "asks"} - {"unknown"}
    newest = max(asking, default="unknown")  # as texts, dates sort by the first days that they mean
    older = {name for name, day in issued.items() if is_before(day, newest)}
    for path, ask, finding in platform.placed_findings if older else ():
        if finding.status != "mentioned" and (evidence := source_of(finding.statement)) in older:
            asked = [issued.get(source_of(name), "unknown") for name in ask.asked_in]
            if "unknown" not in asked and is_before(issued[evidence], min(asked)):
                message = f"`{evidence}` of {issued[evidence]} is older than the ask, first made in {min(asked)}"
                remedy = "write `status: mentioned` without level and scope, or correct `issued:` of one of the sources"
                yield Problem(message, remedy, Place((*path, "status")))


@rule("warning")
def funded_below_ask(platform: Platform) -> Iterator[Problem]:
    """A finding says `funded`, and its statement gives less than the ask's own amount.

    By the rules of coding, that is `partly`. Only single numbers of one unit are compared.

    Fails:
        - {id: grants, locator: par. 7, pin: increase the grants, value: $500 million a year}
        - {id: paid, locator: par. 10, pin: were paid, value: $80 million}
        findings: [{statement: budget/paid, status: funded, level: federal, scope: direct}]
    Passes:
        - {id: grants, locator: par. 7, pin: increase the grants, value: $500 million a year}
        - {id: paid, locator: par. 10, pin: were paid, value: $80 million}
        findings: [{statement: budget/paid, status: partly, level: federal, scope: direct}]
    """
    values = {name: it.value for name, it in platform.statement_by_reference.items() if it.value}
    for path, ask, finding in platform.placed_findings if values else ():
        given = values.get(finding.statement, "") if finding.status == "funded" else ""
        for asked in [values[name] for name in ask.asked_in if name in values] if given else ():
            if amounts.is_less(folded(given).lower(), folded(asked).lower()):
                message = f"{quoted(given)} is less than the {quoted(asked)} asked"
                remedy = "write `status: partly`, or correct one of the two values"
                yield Problem(message, remedy, Place((*path, "status")))


@rule("error")
def status_not_of_kind(platform: Platform) -> Iterator[Problem]:
    """A status is not one that an ask of this kind can have.

    Money is `funded` or `cut`; a law or a practice is `met`. All can be `unmet`, `mixed` or `unaddressed`.

    Fails:
        kind: law
        - {statement: survey/laws, status: funded, level: federal, scope: direct}
    Passes:
        kind: law
        - {statement: survey/laws, status: met, level: federal, scope: direct}
    """
    for path, ask in platform.placed_asks:
        admitted = STATUSES_OF_KIND[ask.kind]
        if ask.status not in admitted and not _is_sound(ask, platform):
            yield _not_of_kind(ask, ask.status, admitted, (*path, "status"))
    for path, ask, finding in platform.placed_findings:
        if finding.status != "mentioned" and finding.status not in STATUSES_OF_KIND[ask.kind]:
            claims = (*(word for word in STATUSES_OF_KIND[ask.kind] if word in FOR | AGAINST), "mentioned")
            yield _not_of_kind(ask, finding.status, claims, (*path, "status"))


def _not_of_kind(ask: Ask, status: str, admitted: tuple[str, ...], path: Path) -> Problem:
    counterpart = {"funded": "met", "met": "funded", "cut": "unmet"}[status]
    remedy = f"write `status: {counterpart}`, or another of {one_of(admitted)}; or correct `kind: {ask.kind}`"
    return Problem(f"an ask of kind {ask.kind} cannot be `{status}`", remedy, Place(path))


@rule("error")
def finding_without_level(platform: Platform) -> Iterator[Problem]:
    """A finding that says more than `mentioned` lacks its level or its scope.

    Without them nobody knows whether it decides the status.

    Fails:
        - {statement: survey/cuts, status: cut}
    Passes:
        - {statement: survey/cuts, status: cut, level: federal, scope: general}
    """
    for path, ask, finding in platform.placed_findings:
        if finding.status != "mentioned" and (finding.level is None or finding.scope is None):
            missing = [name for name in ("level", "scope") if getattr(finding, name) is None]
            examples = {"level": f"level: {platform.addressee(ask)}", "scope": "scope: general"}
            remedy = f"add {' and '.join(quoted(examples[name]) for name in missing)}, or what else the source says"
            message = f"a finding of `{finding.status}` needs its {' and its '.join(missing)}"
            yield Problem(message, remedy, Place((*path, "status")))


@rule("error")
def mention_with_level(platform: Platform) -> Iterator[Problem]:
    """A finding of `mentioned` has a level or a scope.

    A mention says nothing of what became of an ask, so it has neither.

    Fails:
        - {statement: survey/brady-bill, status: mentioned, level: federal}
    Passes:
        - {statement: survey/brady-bill, status: mentioned}
    """
    for path, _, finding in platform.placed_findings:
        if finding.status != "mentioned":
            continue
        if held := [name for name in ("level", "scope") if getattr(finding, name) is not None]:
            fields = " and ".join(f"`{name}: {getattr(finding, name)}`" for name in held)
            remedy = f"remove {fields}, or write what the source says as `status`"
            place = Place((*path, held[0]), key=True)
            yield Problem(f"a mention has no {' and no '.join(held)}", remedy, place)


@rule("error")
def status_mismatch(platform: Platform) -> Iterator[Problem]:
    """The declared status is not the one that the findings give.

    Status and findings are a double entry: one of them was changed and the other forgotten. There is no override; who
    disagrees with the rule adds or mends a finding. An ask is compared once its findings have no errors of their own.

    Fails:
        status: funded
        findings: [{statement: survey/cuts, status: cut, level: federal, scope: general}]
    Passes:
        status: cut
        findings: [{statement: survey/cuts, status: cut, level: federal, scope: general}]
    """
    evidence = weigh(platform.sources)
    for path, ask in () if _circle(platform) else platform.placed_asks:
        derived = derive(ask.findings, platform.addressee(ask), evidence)
        if derived.status != ask.status and _is_sound(ask, platform):
            yield _mismatch(ask, path, derived, platform)


def _is_sound(ask: Ask, platform: Platform) -> bool:
    """Whether all its findings can count: what they and the ask name exists, and they say what they must."""
    levels = (*platform.platform.levels, UNSTATED)
    return platform.addressee(ask) in levels[:-1] and all(
        (source := platform.source_by_id.get(source_of(finding.statement)))
        and source.role != "asks"
        and finding.statement in platform.statement_by_reference
        and all(older in platform.source_by_id for older in source.supersedes)
        and (finding.status == "mentioned" or (finding.level in levels and finding.scope))
        and finding.status in (*STATUSES_OF_KIND[ask.kind], "mentioned")
        for finding in ask.findings
    )


def _editions(ask: Ask, derived: Derivation, platform: Platform) -> tuple[str, str] | None:
    """Of the sources of findings that disagree, the newest and the oldest, if their dates certainly differ."""
    names = {source_of(f.statement) for f, part in zip(ask.findings, derived.parts, strict=True) if part == "decides"}
    issued = {name: platform.source_by_id[name].issued for name in sorted(names)}
    dated = sorted(issued, key=lambda name: last_day(issued[name]) or date.min)
    oldest, newest = dated[0], dated[-1]
    return (newest, oldest) if is_before(issued[oldest], issued[newest]) else None


def _mismatch(ask: Ask, path: Path, derived: Derivation, platform: Platform) -> Problem:
    level, scope = platform.addressee(ask), f" ({derived.scope})" if derived.scope else ""
    message = f"the file says `{ask.status}`, the findings give `{derived.status}`{scope}"
    deciding = [n for n, part in enumerate(derived.parts) if part == "decides"]
    places = [Place((*path, "findings", n, "status")) for n in deciding[:MOST_NAMED]]
    related = tuple(Related(place, f"this finding at level {level} decides") for place in places)
    if not deciding:
        message += f": no finding of evidence decides at the level it is directed to, {level}"
        message += ", as its words were withdrawn" if "withdrawn" in derived.parts else ""
    otherwise = ", or mend the findings if the status is right"
    if derived.status == "mixed" and (editions := _editions(ask, derived, platform)):
        newer, older = editions
        all_older = ", ".join((*platform.source_by_id[newer].supersedes, older))
        otherwise = f", or first `supersedes: [{all_older}]` in `{newer}` if that is newer news of the same{otherwise}"
    return Problem.mended_by(Edit(Place((*path, "status")), derived.status), message, otherwise, related)
