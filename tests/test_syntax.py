"""The rules `yaml-syntax` and `text-cut-by-comment`: each slip of the hand is named where it was made and mended.

`slips.txt` holds broken texts, each with the text after the edit of its problem (none where there is no such edit), and
with what is told of it: the line, what is marked, the message, the remedy, and `safe`. A tab is written there as `⇥`, a
carriage return as `␍`, a no-break space as `⍽`, and the end of a text without a line break as `∎`.
`OUTPUTS_UPDATE=1 pytest tests/test_syntax.py` writes anew what is mended and told; read the difference first.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.document import Document, read
from tracker.problem import MOST_PROBLEMS, Problem

KEPT = Path(__file__).parent / "slips.txt"
SIGNS = {"⇥": "\t", "␍": "\r", "⍽": "\u00a0"}


def slips() -> Iterator[tuple[str, str]]:
    """The name of each slip, and its broken text."""
    for part in KEPT.read_text(encoding="utf-8").split("=== ")[1:]:
        name, _, text = re.split("--- (?:mended|told)\n", part)[0].partition("\n")
        for sign, meant in SIGNS.items():
            text = text.replace(sign, meant)
        yield name, text.replace("∎\n", "")


PLATFORM = """\
format: 1
platform: {id: mayors, title: Public Safety, organization: Mayors, directed_to: federal}
sources:
  - id: platform
    role: asks
    title: "Our \\"platform\\""
    genre: platform
    issued: 2024
    statements:
      - {id: grants, locator: par. 7, pin: increase the grants} # the first
  - id: survey
    role: evidence
    title: 'The mayors'' survey'
    genre: survey
    issued: 2025
    statements:
      - id: cuts
        locator: par. 10
        pin: were cut
        note: >-
          Many of them
          were cut.
        figure: {what: Homicides, value: -17%, place: 30 cities}
sections:
  - id: policing
    title: Policing
    asks:
      - id: hiring-grants
        title: Hire more officers
        kind: funding
        asked_in: [platform/grants]
        status: cut
        findings:
          - {statement: survey/cuts, status: cut, level: federal, scope: general}
"""


def syntax_problems(document: Document) -> list[Problem]:
    return [problem for problem in document.problems if problem.rule == "yaml-syntax"]


def slip(name: str, text: str) -> str:
    """A slip as it is kept, with the mended text, which is held to be YAML, and what is told."""
    (problem,) = syntax_problems(read(text.encode(), "f"))
    start, end = problem.place.span or (0, 0)
    mended = changed(text, problem) if problem.edit else None
    assert mended is None or syntax_problems(read(mended.encode(), "f")) == []
    parts = [f"=== {name}\n{text}", *([mended] if mended is not None else [])]
    shown = "--- mended\n".join(part if part.endswith("\n") else f"{part}∎\n" for part in parts)
    spot = f"{text.count(chr(10), 0, start) + 1} `{text[start:end]}`"
    shown += f"--- told\n{spot}: {problem.message}; {problem.remedy}\n" + "safe\n" * problem.safe
    for sign, meant in SIGNS.items():
        shown = shown.replace(meant, sign)
    return shown


def test_each_slip_is_mended_and_told_as_it_is_kept() -> None:
    now = "".join(slip(name, text) for name, text in slips())
    if os.environ.get("OUTPUTS_UPDATE"):
        KEPT.write_text(now, encoding="utf-8")
    assert KEPT.read_text(encoding="utf-8") == now


def changed(text: str, problem: Problem) -> str:
    assert problem.edit
    assert problem.edit.place.span
    start, end = problem.edit.place.span
    return text[:start] + problem.edit.text + text[end:]


def test_a_very_long_line_is_not_pasted() -> None:
    text = f"title: {'x' * 5000}: hire\n"
    (problem,) = syntax_problems(read(text.encode(), "f"))
    assert problem.edit is None
    assert problem.place.span == (5007, 5008)


def test_the_file_of_the_examples_is_valid() -> None:
    assert read(PLATFORM.encode(), "f").problems == ()
    assert read(PLATFORM.replace("\n", "\r\n").encode(), "f").problems == ()


CUT = [
    ("note: Named as the #1 past result.\nkind: law\n", "#1 past result."),
    ("- a\n- The mayors' #1 ask \t\n", "#1 ask"),
    ("- title: b\t#1\n", "#1"),
    ("- {id: a, note: the #1 ask,\n  }\n", "#1 ask,"),
    ("note: Named\n  as the #1 ask\n", "#1 ask"),
    ('a: "the #1"\nb: |\n  c: the #1\nd: the #2\n', "#2"),
]


def cut_texts(text: str) -> list[Problem]:
    return [problem for problem in read(text.encode(), "f").problems if problem.rule == "text-cut-by-comment"]


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
@pytest.mark.parametrize(("text", "marked"), CUT)
def test_a_text_that_a_comment_cuts_is_named(text: str, marked: str, line_break: str) -> None:
    text = text.replace("\n", line_break)
    (problem,) = cut_texts(text)
    start, end = problem.place.span or (0, 0)
    assert text[start:end] == marked
    assert problem.severity == "warning"


@pytest.mark.parametrize(
    "text",
    [
        "note: the # why\n",
        "note: the ## why\n",
        "note: the #\n",
        "note: C#1\n",
        'note: "the #1 ask"\n',
        "note: 'the #1 ask' # why\n",
        'note: "over\n  lines: the #1 ask"\n',
        "#note: the #1 ask\n#kind #law\na: b\n",
        "note: the # why, as the #1\n",
        "note: |\n  title: the #1 ask\n  - the #2\nkind: >-\n  a: the #1\n",
        "note: | #1\n  title: the ask\n",
        "note: the ask\n  #kind: law\n",
        "findings: #none\nkind: law\n",
        "findings: [] #none\n",
        "- {id: a} #none\n- b\n",
        "%TAG ! x #1\n---\nnote: the #1 ask\n",
    ],
)
def test_no_other_comment_is_named(text: str) -> None:
    for line_break in ("\n", "\r\n"):
        assert cut_texts(text.replace("\n", line_break)) == []


def test_cut_texts_are_bounded_and_come_last() -> None:
    problems = read(b"note: the #1 ask\nsources:\n" + b"  - the #1\n" * 20_000, "f").problems
    cut = [problem for problem in problems if problem.rule == "text-cut-by-comment"]
    assert len(cut) == MOST_PROBLEMS
    assert problems[-MOST_PROBLEMS:] == tuple(cut)


PIECES = st.one_of(
    st.sampled_from(["\t", " ", "  ", ": ", ":", "#", " #", "'", '"', "{", "}", "[", "]", ",", "- ", "-", "\\", "\n"]),
    st.sampled_from(
        ["*", " #1", "&", "!", "|", ">", "@", "`", "%", "?", "=======", "<<<<<<< HEAD", "---", "...", "\r", "\x85"]
    ),
    st.characters(codec="utf-8"),
)
EDITS = st.tuples(st.sampled_from(["insert", "delete", "replace"]), st.booleans(), st.floats(0, 0.999), PIECES)


def edited(text: str, edit: tuple[str, bool, float, str]) -> str:
    """The text with a character or a line inserted, deleted or replaced."""
    kind, by_line, where, piece = edit
    units = text.split("\n") if by_line else list(text)
    at = int(where * len(units))
    units[at : at + (kind != "insert")] = [] if kind == "delete" else [piece]
    return ("\n" if by_line else "").join(units)


def assert_shown(text: str, problem: Problem) -> None:
    """A problem can be shown: it has words, and marks something in one line of the text."""
    start, end = problem.place.span or (-1, -1)
    assert 0 <= start <= end <= len(text)
    assert problem.message
    assert problem.remedy


@settings(max_examples=500, deadline=None)
@given(st.lists(EDITS, min_size=1, max_size=4), st.booleans())
def test_any_edit_is_survived(edits: list[tuple[str, bool, float, str]], windows: bool) -> None:
    text = PLATFORM.replace("\n", "\r\n") if windows else PLATFORM
    for edit in edits:
        text = edited(text, edit)
    document = read(text.encode(), "f")
    for problem in syntax_problems(document):
        assert_shown(document.text, problem)


@pytest.mark.parametrize(
    "line", ["x", "- ", "[", "{", '"', "'", "\\", " ", "\t", "a, ", "a: ", "#", '\\"', "- a: ", '["a']
)
@pytest.mark.parametrize("end", ["", "\n"])
def test_hostile_text_is_survived(line: str, end: str) -> None:
    text = "title: " + (line + end) * 30_000
    for problem in syntax_problems(read(text.encode(), "f")):
        assert_shown(text, problem)
