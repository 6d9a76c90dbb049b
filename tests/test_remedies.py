"""Mistakes: what is told of each, and that its edit mends it and never leads to another file that passes.

`mistakes/mistakes.txt` holds edits of the platforms `clean.yaml`, `long.yaml` (both beside it) and `../small.yaml`,
each with what is told of it: the line and the text that are marked, the message, the remedy and the rule, `edit` where
the remedy is one as data, and `safe` where it claims nothing; then the related places. A no-break space is written `⍽`.
`OUTPUTS_UPDATE=1 pytest tests/test_remedies.py` writes anew what is told; read the difference before you commit it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.command import SMALL_TEXT
from tracker.loading import load_content
from tracker.places import PlacedProblem, RelatedPlace, place_problems
from tracker.revisions import Content

MISTAKES = Path(__file__).parent / "mistakes"
KEPT = MISTAKES / "mistakes.txt"
BASES = {"small": SMALL_TEXT, **{path.stem: path.read_text(encoding="utf-8") for path in MISTAKES.glob("*.yaml")}}


class Mistake(NamedTuple):
    """An edit as it is kept, and the text that it makes."""

    name: str
    kept: str
    text: str


def mistakes() -> Iterator[Mistake]:
    for part in KEPT.read_text(encoding="utf-8").split("=== ")[1:]:
        kept = part.partition("--- told\n")[0]
        name, _, hunks = kept.replace("⍽", "\u00a0").partition("\n")
        yield Mistake(name, f"=== {kept}", applied(BASES[name.partition(":")[0]], hunks))


def applied(text: str, hunks: str) -> str:
    """The text after the hunks of a difference without context."""
    lines = text.split("\n")
    for hunk in reversed(re.split(r"(?m)^@@ -", hunks)[1:]):
        head, *body = hunk.rstrip("\n").split("\n")
        first, count = (int(number) for number in re.findall(r"\d+", f"{head.split()[0]},1")[:2])
        start = first - (count > 0)
        assert lines[start : start + count] == [line[1:] for line in body if line[0] == "-"]
        lines[start : start + count] = [line[1:] for line in body if line[0] == "+"]
    return "\n".join(lines)


def problems(text: str) -> list[PlacedProblem]:
    loaded = load_content(Content("f", text.encode()))
    return place_problems(loaded, loaded.problems)


def told(text: str) -> str:
    lines = text.split("\n")

    def spot(place: PlacedProblem | RelatedPlace) -> str:
        return f"{place.line} `{lines[place.line - 1][place.column - 1 : place.end_column - 1]}`: {place.message}"

    shown = []
    for problem in problems(text):
        flags = ", ".join(name for name, is_so in (("edit", problem.edit), ("safe", problem.safe)) if is_so)
        shown.append(f"{spot(problem)}; {problem.remedy} [{problem.rule}] {flags}".rstrip())
        shown += [f"    {spot(related)}" for related in problem.related]
    return "".join(f"{line}\n" for line in shown).replace("\u00a0", "⍽")


ALL = [*mistakes()]


def test_each_mistake_is_told_as_it_is_kept() -> None:
    now = "".join(f"{mistake.kept}--- told\n{told(mistake.text)}" for mistake in ALL)
    if os.environ.get("OUTPUTS_UPDATE"):
        KEPT.write_text(now, encoding="utf-8")
    assert KEPT.read_text(encoding="utf-8") == now


@pytest.mark.parametrize("mistake", ALL, ids=lambda mistake: mistake.name)
def test_an_edit_mends_its_problem(mistake: Mistake) -> None:
    found = problems(mistake.text)
    for problem in found:
        assert problem.edit or not problem.safe
        if problem.edit:
            changed = mistake.text[: problem.edit.start] + problem.edit.text + mistake.text[problem.edit.end :]
            assert names(problems(changed)).count(name_of(problem)) < names(found).count(name_of(problem))


def names(found: list[PlacedProblem]) -> list[tuple[str, str]]:
    return [name_of(problem) for problem in found]


def name_of(problem: PlacedProblem) -> tuple[str, str]:
    return problem.rule, problem.message
