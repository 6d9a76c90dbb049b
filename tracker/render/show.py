"""The whole story of one ask, source or statement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..report import AskReport, FindingReport, Report, SourceReport, StatementReport
from ..texts import SourceText
from .terminal import Screen
from .words import PARTS, derivation, finding_label, finding_line, meaning, provenance, status_label

Texts = Mapping[str, SourceText]


def render_show(identifier: str, report: Report, screen: Screen, texts: Texts | None = None) -> str | None:
    """The story of all that bears the id, asks under a former id too; None where nothing does."""
    blocks = [
        *(_ask(ask, report, screen, texts or {}) for ask in report.asks if identifier in (ask.id, *ask.formerly)),
        *(_source(source, report, screen, texts or {}) for source in report.sources if source.id == identifier),
        *(_statement(source, statement, report, screen, texts or {})
          for source in report.sources
          for statement in source.statements
          if f"{source.id}/{statement.id}" == identifier),
        *(_lines([screen.wrapped(f"{stone.title} (retired)"), screen.wrapped(stone.reason, "  ", "  "),
                  *(f"  replaced by {name}" for name in stone.replaced_by)])
          for stone in report.retired if stone.id == identifier),
    ]  # fmt: skip
    return "\n".join(blocks) if blocks else None


def known_ids(report: Report) -> tuple[str, ...]:
    """Every id that `show` knows."""
    asks = (name for ask in report.asks for name in (ask.id, *ask.formerly))
    retired = (stone.id for stone in report.retired)
    return (*asks, *retired, *(source.id for source in report.sources), *report.statement_by_reference)


def _lines(lines: list[str]) -> str:
    return "\n".join(lines) + "\n"


def _ask(ask: AskReport, report: Report, screen: Screen, texts: Texts) -> str:
    label = screen.paint(status_label(ask.status, ask.scope), ask.status)
    lines = [screen.paint(screen.wrapped(ask.title), "heading"), f"  status: {label}"]
    section = next(section.title for section in report.sections if ask in section.asks)
    fields = {
        "as of": report.as_of,
        "meaning": meaning(ask),
        "id": ask.id,
        "formerly": ", ".join(ask.formerly),
        "section": section,
        "kind": ask.kind,
    }
    lines += [screen.wrapped(f"{name}: {value}", "    ", "  ") for name, value in fields.items() if value]
    lines += ["", screen.paint("Asked in", "heading")]
    lines += [line for reference in ask.asked_in for line in _place(reference, report, screen, texts)]
    lines += ["", screen.paint("Findings", "heading")]
    for finding in ask.findings:
        lines.append(screen.wrapped(finding_line(finding, ask), "    ", "  "))
        lines += _paragraphs(finding.source, finding, screen, texts)
    lines += [] if ask.findings else ["  none"]
    lines += _speakers(ask, report, screen)
    lines += ["", screen.paint("How the status came about", "heading")]
    lines += [screen.wrapped(step, "     ", f"  {number}. ") for number, step in enumerate(derivation(ask, report), 1)]
    return _lines(lines)


def _speakers(ask: AskReport, report: Report, screen: Screen) -> Iterator[str]:
    """The sources of the findings, with who speaks in each and when."""
    names = {finding.source for finding in ask.findings}
    if said := [
        screen.wrapped(f"{source.id}: {source.title}. {provenance(source)}.", "    ", "  ")
        for source in report.sources
        if source.id in names
    ]:
        yield from ("", screen.paint("Sources", "heading"), *said)


def _place(reference: str, report: Report, screen: Screen, texts: Texts) -> Iterator[str]:
    if reference in report.statement_by_reference:
        source, statement = report.statement_by_reference[reference]
        yield screen.wrapped(f"{reference}, {statement.locator} “{statement.pin}”", "    ", "  ")
        yield from _paragraphs(source.id, statement, screen, texts)


def _paragraphs(source: str, said: FindingReport | StatementReport, screen: Screen, texts: Texts) -> Iterator[str]:
    """The words of the paragraphs where a statement stands, where the source's text is at hand."""
    if source not in texts or not said.locator:
        return
    text = texts[source]
    if text.trouble:
        yield screen.wrapped(f"(no text: {text.trouble})", "      ", "      ")
        return
    for number in text.stands_at(said.locator, said.pin):
        yield screen.paint(screen.wrapped(text.paragraphs[number - 1], "      | ", "      | "), "faint")


def _source(source: SourceReport, report: Report, screen: Screen, texts: Texts) -> str:
    names = ("id", "role", "genre", "author", "publisher", "issued", "url", "archived", "accessed", "text", "sha256")
    lines = [screen.paint(screen.wrapped(source.title), "heading")]
    lines += [
        screen.wrapped(f"{name}: {getattr(source, name)}", "    ", "  ") for name in names if getattr(source, name)
    ]
    newer = [other.id for other in report.sources if source.id in other.supersedes]
    links = {"supersedes": source.supersedes, "superseded by": newer}
    lines += [screen.wrapped(f"{name}: {', '.join(ids)}", "    ", "  ") for name, ids in links.items() if ids]
    lines += ["", screen.paint("Statements", "heading")]
    for statement in source.statements:
        about = f"{statement.id}, {statement.locator} “{statement.pin}”"
        bears = "asks for" if source.role == "asks" else "bears on"
        asks = f": {bears} {', '.join(statement.asks)}" if statement.asks else ": bears on no ask"
        lines.append(screen.wrapped(about + asks, "    ", "  "))
        lines += _paragraphs(source.id, statement, screen, texts)
    return _lines(lines)


def _statement(source: SourceReport, statement: StatementReport, report: Report, screen: Screen, texts: Texts) -> str:
    reference = f"{source.id}/{statement.id}"
    lines = [screen.paint(screen.wrapped(f"{reference}: {source.title}"), "heading")]
    lines.append(screen.wrapped(f"{statement.locator} “{statement.pin}”", "  ", "  "))
    lines += _paragraphs(source.id, statement, screen, texts)
    lines += [
        screen.wrapped(f"{name}: {value}", "    ", "  ")
        for name, value in (("note", statement.note), ("value", statement.value))
        if value
    ]
    if statement.figure:
        parts = "; ".join(f"{name}: {value}" for name, value in statement.figure if value)
        lines.append(screen.wrapped(f"figure: {parts}", "    ", "  "))
    lines += ["", screen.paint("Bears on", "heading")]
    asks = {ask.id: ask for ask in report.asks}
    lines += [_bearing(reference, asks[name], report, screen) if name in asks else f"  {name} (left out of this report)"
              for name in statement.asks]  # fmt: skip
    return _lines(lines if statement.asks else [*lines, "  no ask"])


def _bearing(reference: str, ask: AskReport, report: Report, screen: Screen) -> str:
    """What a statement says of an ask and does to its status."""
    part = "It asks for this."
    for finding in (finding for finding in ask.findings if finding.statement == reference):
        says = "" if finding.status == "mentioned" else f"says {finding_label(finding, ask)} and "
        part = f"It {says}{PARTS[finding.part]}."
    label = status_label(ask.status, ask.scope)
    return screen.wrapped(f"{ask.id}, {label}: {ask.title}. {part}", "    ", "  ")
