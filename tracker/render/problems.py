"""What `check` found: on the source lines, a line each, as GitHub annotations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ..messages import counted
from ..places import CheckDocument, PlacedProblem, RelatedPlace
from .safe import visible
from .text import Screen, cell_width

MOST_SHOWN = 50
MOST_ANNOTATIONS = 10  # of a level, that GitHub shows of a step
LONGEST_LINE = 160  # characters of a source line that are shown around a span


def render_problems(document: CheckDocument, texts: dict[str, str], screen: Screen) -> str:
    """Each problem on its source line, then the counts; `texts` are the files by name."""
    lines = {name: text.split("\n") for name, text in texts.items()} if document.problems else {}
    parts = [_block(problem, lines.get(problem.file, []), screen) for problem in _first(document)]
    return "\n\n".join([*parts, _closing(document)]) + "\n"


def render_concise(document: CheckDocument) -> str:
    """A line a problem, then the counts."""
    lines = [
        visible(f"{_where(problem)}: {problem.level}: {problem.message}; {problem.remedy} [{problem.rule}]")
        for problem in _first(document)
    ]
    return "\n".join([*lines, _closing(document)]) + "\n"


def render_github(document: CheckDocument, path: Callable[[str], str]) -> str:
    """A workflow command a problem, which GitHub shows on the lines of a pull request, then the counts.

    `path` gives the path by which GitHub knows a file. Of what GitHub leaves out, the last that it shows says how much.
    """
    lines = [f"::error::{_escaped(line)}" for line in document.trouble]
    for level, total in (("error", document.summary.errors), ("warning", document.summary.warnings)):
        found = [_annotation(problem, path(problem.file)) for problem in _first(document) if problem.level == level]
        if total > MOST_ANNOTATIONS <= len(found):
            found[MOST_ANNOTATIONS - 1] += f"%0Aand {counted(total - MOST_ANNOTATIONS, f'more {level}')}: see the log"
        lines += found
    return "\n".join([*lines, _closing(document)]) + "\n"


def _annotation(problem: PlacedProblem, path: str) -> str:
    properties = {
        "file": path,
        "line": problem.line,
        "endLine": problem.end_line,
        "col": problem.column,
        "endColumn": problem.end_column,
        "title": problem.rule,
    }
    listed = ",".join(f"{name}={_escaped(str(value), property=True)}" for name, value in properties.items())
    words = f"{path}:{problem.line}:{problem.column}: {problem.message}"  # as the log shows no properties
    return f"::{problem.level} {listed}::{_escaped(words)}%0A{_escaped(problem.remedy)}"


def _first(document: CheckDocument) -> Sequence[PlacedProblem]:
    """The problems that are shown: where they are too many, no warning is shown before an error."""
    if len(document.problems) <= MOST_SHOWN:
        return document.problems
    return sorted(document.problems, key=lambda problem: problem.level)[:MOST_SHOWN]


def _escaped(text: str, property: bool = False) -> str:
    escaped = visible(text).replace("%", "%25")
    return escaped.replace(":", "%3A").replace(",", "%2C") if property else escaped


def _where(place: PlacedProblem) -> str:
    return f"{place.file}:{place.line}:{place.column}"


def _block(problem: PlacedProblem, lines: Sequence[str], screen: Screen) -> str:
    level = screen.paint(problem.level, problem.level)
    spots = sorted([_Spot(problem), *map(_Spot, problem.related)], key=lambda spot: (spot.line, spot.start))
    gutter = len(str(spots[-1].line))
    drawn = dict.fromkeys(line for spot in spots for line in spot.drawn(lines, gutter, screen))
    head = f"{visible(_where(problem))}: {level}: {visible(problem.message)} [{problem.rule}]"
    return "\n".join([head, *drawn, f"{' ' * gutter} = {screen.paint('remedy', 'heading')}: {visible(problem.remedy)}"])


class _Spot:
    """A span of one line, with carets under it and perhaps words behind them."""

    def __init__(self, place: PlacedProblem | RelatedPlace) -> None:
        self.line, self.start, self.end = place.line, place.column - 1, place.end_column - 1
        self.words = place.message if isinstance(place, RelatedPlace) else ""
        self.color = "faint" if self.words else place.level if isinstance(place, PlacedProblem) else ""

    def drawn(self, lines: Sequence[str], gutter: int, screen: Screen) -> Iterator[str]:
        if self.line > len(lines) or not lines[self.line - 1].strip():
            return
        before, marked, after = self._cut(lines[self.line - 1].rstrip("\r"))
        yield f"{self.line:>{gutter}} | {before}{marked}{after}"
        carets = "^" * max(1, cell_width(marked))
        words = f" {visible(self.words)}" if self.words else ""
        yield f"{'':>{gutter}} | {' ' * cell_width(before)}{screen.paint(carets + words, self.color)}"

    def _cut(self, line: str) -> tuple[str, str, str]:
        """The line before, in and after the span, made safe and cut to what fits."""
        left = max(0, self.start - LONGEST_LINE // 2) if len(line) > LONGEST_LINE else 0
        right = min(len(line), max(self.start + 1, left + LONGEST_LINE))
        end = min(self.end, right)
        before = ("…" if left else "") + _shown(line[left : self.start])
        return before, _shown(line[self.start : end]), _shown(line[end:right]) + ("…" if right < len(line) else "")


def _shown(text: str) -> str:
    """Source text made safe, a tab as an arrow in one cell."""
    return "→".join(visible(part) for part in text.split("\t"))


def _closing(document: CheckDocument) -> str:
    """`2 errors, 1 warning in 1 file`, after how many problems are not shown, before how many pins went unchecked."""
    summary = document.summary
    more = len(document.problems) - MOST_SHOWN
    unshown = f"{more:,} more not shown; " if more > 0 else ""
    counts = f"{counted(summary.errors, 'error')}, {counted(summary.warnings, 'warning')}"
    unheld = (
        f"; {counted(summary.pins_unheld, 'pin')} held against no text (`--texts DIR`)" if summary.pins_unheld else ""
    )
    return f"{unshown}{counts} in {counted(summary.files, 'file')}{unheld}"
