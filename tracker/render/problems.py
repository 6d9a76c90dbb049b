"""What `check` found: on the source lines, a line each, as GitHub annotations."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from io import StringIO
from itertools import accumulate

from ..messages import counted
from ..places import CheckDocument, PlacedEdit, PlacedProblem, RelatedPlace
from .safe import visible
from .text import Screen, cell_width

MOST_SHOWN = 50
MOST_ANNOTATIONS = 10  # of a level, that GitHub shows of a step
CONTEXT = 3  # lines around what a patch changes
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
    file = _escaped(path).replace(":", "%3A").replace(",", "%2C")
    lines = f"line={problem.line},endLine={problem.end_line}"
    columns = f"col={problem.column},endColumn={problem.end_column}"
    words = _escaped(f"{path}:{problem.line}:{problem.column}: {problem.message}")  # as the log shows no properties
    return f"::{problem.level} file={file},{lines},{columns},title={problem.rule}::{words}%0A{_escaped(problem.remedy)}"


def _first(document: CheckDocument) -> Sequence[PlacedProblem]:
    """The problems that are shown: where they are too many, no warning is shown before an error."""
    if len(document.problems) <= MOST_SHOWN:
        return document.problems
    return sorted(document.problems, key=lambda problem: problem.level)[:MOST_SHOWN]


def _escaped(text: str) -> str:
    return visible(text).replace("%", "%25")


def render_patch(document: CheckDocument, texts: Mapping[str, str], paths: Mapping[str, str]) -> str:
    """The safe edits as a patch for `git apply`; `paths` are those of the files by name, `texts` theirs by path."""
    edits: dict[str, list[PlacedEdit]] = {}
    for problem in document.problems:
        if problem.safe and problem.edit:
            edits.setdefault(paths[problem.file], []).append(problem.edit)
    return "".join(_patch(texts[path], path, found) for path, found in edits.items())


def _patch(text: str, path: str, edits: Iterable[PlacedEdit]) -> str:
    from difflib import unified_diff

    starts = [*accumulate(map(len, StringIO(text, newline="\n")), initial=0)]
    sides = _git_path("a", path), _git_path("b", path)
    parts, moved = ["diff --git {} {}\n--- {}\n+++ {}\n".format(*sides, *sides)], 0
    for together in _hunks(edits, starts):
        first = max(0, bisect_right(starts, together[0].start) - 1 - CONTEXT)
        last = min(len(starts) - 1, bisect_right(starts, together[-1].end) + CONTEXT)
        part = text[starts[first] : starts[last]]
        old, new = ([*StringIO(side, newline="\n")] for side in (part, _edited(part, together, starts[first])))
        marked = [*unified_diff(old, new, n=len(old))][3:]  # without a head, which would count from here
        parts.append(f"@@ -{first + 1},{len(old)} +{first + 1 + moved},{len(new)} @@\n")
        parts += (line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in marked)
        moved += len(new) - len(old)
    return "".join(parts)


def _hunks(edits: Iterable[PlacedEdit], starts: Sequence[int]) -> list[list[PlacedEdit]]:
    """The edits in order, those together whose context would touch; of two that overlap the first is made."""
    hunks: list[list[PlacedEdit]] = []
    for edit in sorted(dict.fromkeys(edits), key=lambda edit: (edit.start, edit.end)):
        behind = hunks[-1][-1].end if hunks else 0
        if hunks and bisect_right(starts, edit.start) - bisect_right(starts, behind) <= 2 * CONTEXT + 1:
            hunks[-1] += [edit] if edit.start >= behind else []
        else:
            hunks.append([edit])
    return hunks


def _edited(text: str, edits: Sequence[PlacedEdit], offset: int) -> str:
    """A part of a text, which begins at an offset, after the edits."""
    for edit in reversed(edits):
        text = text[: edit.start - offset] + edit.text + text[edit.end - offset :]
    return text


def _git_path(side: str, path: str) -> str:
    """A path as git reads it in the head of a patch."""
    name = f"{side}/{path}"
    if re.fullmatch(r"[!#-\[\]-~]*", name):
        return name
    octal = (chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\{byte:03o}" for byte in os.fsencode(name))
    return f'"{"".join(octal)}"'


def _where(place: PlacedProblem) -> str:
    return f"{place.file}:{place.line}:{place.column}"


def _block(problem: PlacedProblem, lines: Sequence[str], screen: Screen) -> str:
    level = screen.paint(problem.level, problem.level)
    places: list[PlacedProblem | RelatedPlace] = [problem, *problem.related]
    places.sort(key=lambda place: (place.line, place.column))
    gutter = len(str(places[-1].line))
    drawn = dict.fromkeys(line for place in places for line in _drawn(place, lines, gutter, screen))
    head = f"{visible(_where(problem))}: {level}: {visible(problem.message)} [{problem.rule}]"
    return "\n".join([head, *drawn, f"{' ' * gutter} = {screen.paint('remedy', 'heading')}: {visible(problem.remedy)}"])


def _drawn(place: PlacedProblem | RelatedPlace, lines: Sequence[str], gutter: int, screen: Screen) -> Iterator[str]:
    """The line of a place, and carets under it; behind those of a second place, why it matters."""
    if place.line > len(lines) or not lines[place.line - 1].strip():
        return
    words, color = ("", place.level) if isinstance(place, PlacedProblem) else (f" {visible(place.message)}", "faint")
    before, marked, after = _cut(lines[place.line - 1].rstrip("\r"), place.column - 1, place.end_column - 1)
    carets = "^" * max(1, cell_width(marked))
    yield f"{place.line:>{gutter}} | {before}{marked}{after}"
    yield f"{'':>{gutter}} | {' ' * cell_width(before)}{screen.paint(carets + words, color)}"


def _cut(line: str, start: int, end: int) -> tuple[str, str, str]:
    """The line before, in and after a span, made safe and cut to what fits."""
    left = max(0, start - LONGEST_LINE // 2) if len(line) > LONGEST_LINE else 0
    right = min(len(line), max(start + 1, left + LONGEST_LINE))
    end = min(end, right)
    before = ("…" if left else "") + _shown(line[left:start])
    return before, _shown(line[start:end]), _shown(line[end:right]) + ("…" if right < len(line) else "")


def _shown(text: str) -> str:
    """Source text made safe, a tab as an arrow in one cell."""
    return "→".join(visible(part) for part in text.split("\t"))


def _closing(document: CheckDocument) -> str:
    """`2 errors, 1 warning in 1 file`, after how many problems are not shown, before how many pins went unchecked."""
    summary = document.summary
    more = len(document.problems) - MOST_SHOWN
    unshown = f"{more:,} more not shown; " if more > 0 else ""
    counts = f"{counted(summary.errors, 'error')}, {counted(summary.warnings, 'warning')}"
    pins = counted(summary.pins_unheld, "pin")
    unheld = f"; {pins} held against no text (`--texts DIR`)" if summary.pins_unheld else ""
    return f"{unshown}{counts} in {counted(summary.files, 'file')}{unheld}"
