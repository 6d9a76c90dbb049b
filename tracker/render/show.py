"""The whole story of one ask, source or statement, as an outline."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from ..facts import facts
from ..model import Entry, Statement
from ..report import AskReport, Report, SourceReport
from ..texts import SourceText
from .outline import Block, Heading, Item, Items, Run, Text, code, text
from .words import (
    PARTS,
    citation,
    cited,
    derivation,
    finding_label,
    finding_text,
    meaning,
    named,
    said,
    status_run,
    told,
    value_run,
)

Texts = Mapping[str, SourceText]


def story(identifier: str, report: Report, texts: Texts) -> list[Block]:
    """The story of all that bears the id, asks under a former id too; nothing where nothing does."""
    blocks: list[Block] = []
    for section in report.sections:
        for ask in section.asks:
            if identifier in (ask.id, *ask.formerly):
                blocks += _ask(ask, section.title, report, texts)
    for source in report.sources:
        if source.id == identifier:
            blocks += _source(source, report, texts)
    if identifier in report.statement_by_reference:
        blocks += _statement(identifier, report, texts)
    for stone in report.retired:
        if stone.id == identifier:
            blocks += (Heading(text(f"{stone.title} (retired)")), _fields(stone))
    return blocks


def known_ids(report: Report) -> tuple[str, ...]:
    """Every id that `show` knows."""
    asks = (name for ask in report.asks for name in (ask.id, *ask.formerly))
    retired = (stone.id for stone in report.retired)
    return (*asks, *retired, *(source.id for source in report.sources), *report.statement_by_reference)


def _fields(entry: Entry, *more: tuple[str, str | Run], but: Collection[str] = ()) -> Items:
    """The entry's own facts, and what is known of it beside."""
    own = ((fact.label, value_run(fact.value)) for fact in facts(entry, but=("title", *but)))
    return Items(tuple(Item(text(f"{label}: ", value)) for label, value in (*more, *own) if value))


def _listed(heading: str, items: Iterable[Item], none: str = "none") -> Iterator[Block]:
    yield Heading(text(heading), 3)
    yield Items(tuple(items) or (Item(text(none)),))


def _ask(ask: AskReport, section: str, report: Report, texts: Texts) -> Iterator[Block]:
    yield Heading(text(ask.title))
    yield _fields(
        ask,
        ("Status", status_run(ask.status, ask.scope)),
        ("As of", report.as_of or ""),
        ("Meaning", meaning(ask)),
        ("Section", section),
        but=("status", "asked_in"),
    )
    yield from _listed("Asked in", (_quoting(name, said(name, report), report, texts) for name in ask.asked_in))
    findings = (_quoting(it.statement, finding_text(it, ask, report), report, texts) for it in ask.findings)
    yield from _listed("Findings", findings)
    names = {finding.source for finding in ask.findings}
    if speakers := [_speaker(source) for source in report.sources if source.id in names]:
        yield from _listed("Sources", map(Item, speakers))
    yield Heading(text("How the status came about"), 3)
    yield Items(tuple(Item(text(step)) for step in derivation(ask, report)), numbered=True)


def _speaker(source: SourceReport) -> Text:
    return text(citation(source), f": {source.title}; ", told(source, ("id", "title", "text", "sha256")))


def _quoting(reference: str, words: Text, report: Report, texts: Texts) -> Item:
    """The words, and below them the paragraphs in which they stand, where the source's text is at hand."""
    source, statement = report.statement_by_reference.get(reference, (None, None))
    quotes = _paragraphs(texts[source.id], statement) if source and statement and source.id in texts else ()
    return Item(words, tuple(quotes))


def _paragraphs(held: SourceText, statement: Statement) -> Iterator[Item]:
    if held.trouble:
        yield Item(text(f"(no text: {held.trouble})"))
        return
    for number in held.stands_at(statement.locator, statement.pin):
        yield Item(text(held.paragraphs[number - 1]), sign="|")


def _source(source: SourceReport, report: Report, texts: Texts) -> Iterator[Block]:
    yield Heading(text(source.title))
    newer = ", ".join(other.id for other in report.sources if source.id in other.supersedes)
    yield _fields(source, ("Superseded by", newer))
    statements = ((f"{source.id}/{it.id}", it.asks) for it in source.statements)
    yield from _listed("Statements", (_bears(source, name, asks, report, texts) for name, asks in statements))


def _bears(source: SourceReport, reference: str, asks: tuple[str, ...], report: Report, texts: Texts) -> Item:
    bears = "asks for" if source.role == "asks" else "bears on"
    named = text(f"; {bears} ", code(", ".join(asks))) if asks else f"; {bears} no ask"
    return _quoting(reference, text(said(reference, report), named), report, texts)


def _statement(reference: str, report: Report, texts: Texts) -> Iterator[Block]:
    source, statement = report.statement_by_reference[reference]
    yield Heading(text(f"{reference}: {source.title}"))
    yield Items((_quoting(reference, cited(reference, report), report, texts),
                 *(Item(text(f"{fact.label}: ", value_run(fact.value)))
                   for fact in facts(statement, but=("id", "locator", "pin")))))  # fmt: skip
    asks = {ask.id: ask for ask in report.asks}
    bearing = (_bearing(reference, asks[name]) if name in asks else text(code(name), " (left out of this report)")
               for name in statement.asks)  # fmt: skip
    yield from _listed("Bears on", map(Item, bearing), "no ask")


def _bearing(reference: str, ask: AskReport) -> Text:
    """What a statement says of an ask and does to its status."""
    part = "It asks for this."
    for finding in (finding for finding in ask.findings if finding.statement == reference):
        says = "" if finding.status == "mentioned" else f"says {finding_label(finding, ask)} and "
        part = f"It {says}{PARTS[finding.part]}."
    return text(named(ask.title, ask.id), ", ", status_run(ask.status, ask.scope), f". {part}")
