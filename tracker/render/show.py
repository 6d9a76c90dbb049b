"""The whole story of one ask, source or statement, as an outline."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from ..facts import facts
from ..messages import counted
from ..model import Entry, Tombstone
from ..report import AskReport, Report, SectionReport, SourceReport, StatementReport
from ..texts import SourceText
from . import words
from .outline import Block, Heading, Item, Items, Paragraph, Run, Text, code, joined, listed, text

Texts = Mapping[str, SourceText]


def story(identifier: str, report: Report, texts: Texts) -> list[Block]:
    """The story of all that bears the id or bore it, or of a statement by such an id; nothing where nothing does."""
    blocks = [block for names, told in _stories(report, texts) if identifier in names for block in told]
    return [*blocks, Paragraph(words.provenance(report))] if blocks else []


def known_ids(report: Report) -> tuple[str, ...]:
    """Every id that `show` knows."""
    return tuple(name for names, _ in _stories(report, {}) for name in names)


def _stories(report: Report, texts: Texts) -> Iterator[tuple[tuple[str, ...], Iterator[Block]]]:
    """The story of each entry, which is made when it is read, with the ids that the entry bears or bore."""
    for section in report.sections:
        for ask in section.asks:
            yield (ask.id, *ask.formerly), _ask(ask, section, report, texts)
    for stone in report.retired:
        yield (stone.id,), _stone(stone)
    for source in report.sources:
        yield (source.id, *source.formerly), _source(source, report, texts)
    for reference, (source, statement) in report.statement_by_reference.items():
        names = tuple(f"{name}/{statement.id}" for name in (source.id, *source.formerly))
        yield names, _statement(reference, report, texts)


def _fields(entry: Entry, *more: tuple[str, str | Run | Text], but: Collection[str] = ()) -> Items:
    """The entry's own facts, and what is known of it beside."""
    own = ((fact.label, words.value_run(fact.value)) for fact in facts(entry, but=("title", *but)))
    return Items(tuple(Item(text(f"{label}: ", value)) for label, value in (*more, *own) if value))


def _ask(ask: AskReport, section: SectionReport, report: Report, texts: Texts) -> Iterator[Block]:
    replaced = (words.named(it.title, it.id) for it in report.retired if ask.id in it.replaced_by)
    wider = "of a wider class that holds the ask, that " if ask.scope == "general" else ""
    yield Heading(text(ask.title))
    yield _fields(
        ask,
        ("Status", words.standing(ask)),
        ("As of", report.as_of or ""),
        ("Meaning", f"{wider}{words.MEANINGS[ask.status]}"),
        ("Amount", words.amounts(ask, report)),
        ("Section", words.headed(section)),
        ("In place of", joined(", ", replaced)),
        but=("status", "asked_in"),
    )
    yield from listed("Asked in", (_quoting(name, words.said(name, report), report, texts) for name in ask.asked_in))
    findings = [_quoting(it.statement, words.finding_text(it, ask, report), report, texts) for it in ask.findings]
    yield from listed("Findings", findings or [Item(text("none"))])
    names = {finding.source for finding in ask.findings}
    sources = (it for it in report.sources if it.id in names)
    yield from listed("Sources", (Item(words.named(words.headed(it, ("text", "sha256")), it.id)) for it in sources))
    yield Heading(text("How the status came about"), 3)
    yield Items(tuple(Item(text(step)) for step in words.derivation(ask)), numbered=True)
    yield from listed("Timeline", _timeline(ask, report))


def _timeline(ask: AskReport, report: Report) -> Iterator[Item]:
    """The status from each day on, with whose word began or ended to count then."""
    for step in ask.timeline:
        who = (text("withdrawn: " if gone else "then known: ", words.citation(source, report))
               for source, gone in words.arrivals(ask, step, report))  # fmt: skip
        stood = text(f"{words.by_day(step.as_of)}: ", words.status_run(step.status, step.scope))
        yield Item(joined("; ", (stood, *who)))


def _quoting(reference: str, about: Text, report: Report, texts: Texts) -> Item:
    """The words, and below them the paragraphs in which they stand, where the source's text is at hand."""
    source, statement = report.statement_by_reference.get(reference, (None, None))
    if not (source and statement and source.id in texts):
        return Item(about)
    held = texts[source.id]
    trouble = (Item(text(f"(no text: {held.trouble})")),) if held.trouble else ()
    return Item(about, trouble or tuple(_quoted(held, held.stands_at(statement.locator, statement.pin))))


def _quoted(held: SourceText, place: range) -> Iterator[Item]:
    return (Item(text(held.paragraphs[number - 1]), sign="|") for number in place)


def _source(source: SourceReport, report: Report, texts: Texts) -> Iterator[Block]:
    yield Heading(text(source.title))
    newer = ", ".join(other.id for other in report.superseded_by.get(source.id, ()))
    held = texts.get(source.id)
    trouble = held.trouble if held else None
    yield _fields(source, ("Superseded by", newer), ("No text", trouble or ""))
    if held and not trouble:
        yield from _reading(source, report, held)
    else:
        statements = [_coded(source, statement, report) for statement in source.statements]
        yield from listed("Statements", statements or [Item(text("none"))])


def _reading(source: SourceReport, report: Report, held: SourceText) -> Iterator[Block]:
    """The text from its beginning to its end, with what was coded from it, and marks where nothing was."""
    unit, short = ("page", "p.") if held.pages else ("paragraph", "par.")
    places = [(held.stands_at(it.locator, it.pin), _coded(source, it, report)) for it in source.statements]
    passages = []
    for number, passage in enumerate(held.passages, 1):
        coded = [item for place, item in places if place.start < passage.stop and passage.start < place.stop]
        mark = () if coded else text(": ", Run("nothing was coded from it", "warning"))
        passages.append(Item(text(f"{short} {number}", mark), (*_quoted(held, passage), *coded)))
    silent = sum(item.text[-1].style == "warning" for item in passages)
    of = f"Statements stand in {len(passages) - silent:,} of {counted(len(passages), unit)}"
    yield from listed(f"{of}: nothing was coded from {silent:,}", passages)
    yield from listed("Statements that stand nowhere in the text", (item for place, item in places if not place))


def _coded(source: SourceReport, statement: StatementReport, report: Report) -> Item:
    """A statement, and below it the asks that it makes or bears on."""
    reference = f"{source.id}/{statement.id}"
    return Item(words.said(reference, report), tuple(_bearing(reference, report)))


def _statement(reference: str, report: Report, texts: Texts) -> Iterator[Block]:
    source, statement = report.statement_by_reference[reference]
    yield Heading(text(f"{reference}: {source.title}"))
    yield Items((_quoting(reference, words.cited(reference, report), report, texts),
                 *_fields(statement, but=("id", "locator", "pin")).items))  # fmt: skip
    yield from listed("Bears on", _bearing(reference, report))


def _bearing(reference: str, report: Report) -> Iterator[Item]:
    """What a statement says of each ask that it makes or bears on, and does to its status."""
    asks = report.ask_by_id
    for name in (names := report.statement_by_reference[reference][1].asks):
        yield Item(_part(reference, asks[name]) if name in asks else text(code(name), " (left out of this report)"))
    if not names:
        yield Item(text("bears on no ask"))


def _part(reference: str, ask: AskReport) -> Text:
    part = "It asks for this."
    for finding in (finding for finding in ask.findings if finding.statement == reference):
        says = "" if finding.status == "mentioned" else f"says {words.finding_label(finding, ask)} and "
        part = f"It {says}{words.PARTS[finding.part]}."
    return text(words.named(ask.title, ask.id), ", ", words.status_run(ask.status, ask.scope), f". {part}")


def _stone(stone: Tombstone) -> Iterator[Block]:
    yield Heading(text(f"{stone.title} (retired)"))
    yield _fields(stone)
