"""Problems with their places worked out: line and column, as `check` shows them and as its document holds them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from .document import Document, Span, locate
from .model import FORMAT_VERSION, MadeFrom, Path
from .problem import Edit, Place, Problem, Severity


@dataclass(frozen=True, slots=True)
class RelatedPlace:
    """A second place of the same file. Lines and columns count from 1, columns in characters; ends are exclusive."""

    message: str
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class PlacedEdit:
    """The text that takes the place of what stands from `start` to `end`, which count the file's characters from 0."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class PlacedProblem:
    """A problem as it is shown, in a file; counted as in RelatedPlace. Its edit is safe if it claims nothing."""

    rule: str
    level: Severity
    message: str
    remedy: str
    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    related: tuple[RelatedPlace, ...]
    edit: PlacedEdit | None
    safe: bool


@dataclass(frozen=True, slots=True)
class CheckSummary:
    """How many files were checked, how many errors and warnings they have, and pins that no text was held against."""

    files: int
    errors: int
    warnings: int
    pins_unheld: int = 0


@dataclass(frozen=True, slots=True)
class CheckDocument:
    """What `check` found in all its files; `trouble` says what could not be read, in a line each."""

    format_version: str = field(default=FORMAT_VERSION, kw_only=True)
    kind: Literal["check"] = field(default="check", kw_only=True)
    made_from: tuple[MadeFrom, ...]
    problems: tuple[PlacedProblem, ...]
    summary: CheckSummary
    trouble: tuple[str, ...] = ()


def check_document(
    problems: Iterable[PlacedProblem], files: Iterable[Document], unheld: int = 0, trouble: Iterable[str] = ()
) -> CheckDocument:
    """The document of what was found in these files."""
    problems = tuple(problems)
    made_from = tuple(file.made_from for file in files if file.made_from)
    levels = [problem.level for problem in problems]
    summary = CheckSummary(len(made_from), levels.count("error"), levels.count("warning"), unheld)
    return CheckDocument(made_from, problems, summary, tuple(trouble))


def place_problems(document: Document, problems: Iterable[Problem]) -> list[PlacedProblem]:
    """The problems of a document with lines and columns, in the order of the file."""
    problems = list(problems)
    spans = _Spans(document, problems)
    placed = [_place(problem, document.name, spans) for problem in problems]
    return sorted(placed, key=lambda problem: (problem.line, problem.column, problem.rule))


def _place(problem: Problem, name: str, spans: _Spans) -> PlacedProblem:
    related = tuple(
        RelatedPlace(other.message, *spans.lines_and_columns(other.place))
        for other in problem.related
        if spans.span(other.place)
    )
    named, position = (problem.message, problem.remedy, name), spans.lines_and_columns(problem.place)
    edit = spans.edit(problem.edit)
    safe = problem.safe and edit is not None
    return PlacedProblem(problem.rule, problem.severity, *named, *position, related, edit, safe)


class _Spans:
    """Where the places of some problems stand in a text, found in one pass."""

    def __init__(self, document: Document, problems: list[Problem]) -> None:
        wanted = {spot.path for problem in problems for spot in _places(problem) if spot.span is None}
        self.found = locate(document.text, wanted) if wanted else {}
        self.text, self.mark = document.text, document.mark
        self.breaks = [line_break.start() for line_break in re.finditer("\n", document.text)] if problems else []

    def edit(self, edit: Edit | None) -> PlacedEdit | None:
        """The edit with its offsets, if what it changes is found."""
        if edit is None or not (span := self.span(edit.place)):
            return None
        (start, end), text = span, edit.text
        if edit.adds:
            end, text = start, f"{text}{self._between(edit.place.path, start)}"
        return PlacedEdit(start + len(self.mark), end + len(self.mark), text)

    def _between(self, path: Path, key: int) -> str:
        """What stands between a field and the one after it, whose key begins there."""
        if self.text[self.found[path[:-1]][1][0]] == "{":
            return ", "
        ending = "\r\n" if "\r\n" in self.text else "\n"
        return ending + " " * (key - self.text.rfind("\n", 0, key) - 1)

    def lines_and_columns(self, place: Place) -> tuple[int, int, int, int]:
        """Line, column, end line and end column, within the one line in which the place begins."""
        start, end = self.span(place) or (0, 0)
        line = bisect_right(self.breaks, start - 1) if start else 0
        line_start = self.breaks[line - 1] + 1 if line else 0
        line_end = self.breaks[line] if line < len(self.breaks) else len(self.text)
        end = max(start + 1, min(end, line_end))
        shown = self.text[start:end].rstrip()
        return line + 1, start - line_start + 1, line + 1, start - line_start + max(1, len(shown)) + 1

    def span(self, place: Place) -> Span | None:
        """Where the place begins and ends, if it is found."""
        if place.span or place.path not in self.found:
            return place.span
        key, value = self.found[place.path]
        start, end = key if place.key else value
        part = self.text.find(place.part, start, end) if place.part else -1  # none where it is written as an escape
        return (part, part + len(place.part)) if part >= 0 else (start, end)


def _places(problem: Problem) -> Iterator[Place]:
    yield problem.place
    yield from (other.place for other in problem.related)
    if problem.edit:
        yield problem.edit.place
        if problem.edit.adds:
            yield Place(problem.edit.place.path[:-1])
