"""Text → plain values and places: the same values as PyYAML's own loader, and places where the values stand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracker import document
from tracker.document import locate, read
from tracker.problem import Place, Problem

ROOT = Path(__file__).parent.parent
SHIPPED = (ROOT / "platform.yaml").read_text(encoding="utf-8")
WORDS = st.text(st.sampled_from("ab é日\U0001f600'\"#:-,[]{}&*!|>%@`?~0\n\\"), max_size=8)
VALUES = st.recursive(
    WORDS,
    lambda held: st.lists(held, max_size=4) | st.dictionaries(WORDS, held, max_size=4),
    max_leaves=12,
)
STYLES = st.sampled_from([None, "'", '"', "|", ">"])


def composed(text: str) -> tuple[Any, list[Problem]]:
    problems: list[Problem] = []
    return document._compose(text, problems), problems


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Every path, and what stands there."""
    yield path, value
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, entry in entries:
        yield from leaves(entry, (*path, step))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(VALUES, STYLES, st.booleans())
def test_values_are_those_of_the_yaml_library_and_places_are_where_they_stand(
    values: Any, style: str | None, flow: bool
) -> None:
    text = yaml.dump(
        values, default_style=style, default_flow_style=flow, allow_unicode=True, sort_keys=False, width=30
    )
    try:
        expected = yaml.load(text, yaml.BaseLoader)
    except yaml.YAMLError:  # PyYAML dumps some texts that it cannot load
        return
    if expected in ("", None):
        return
    read_values, problems = composed(text)
    assert (read_values, problems) == (expected, [])
    wanted = dict(leaves(expected))
    found = locate(text, set(wanted))
    assert found.keys() == wanted.keys()
    for path, (key, value) in found.items():
        assert 0 <= value[0] <= value[1] <= len(text)
        if isinstance(wanted[path], str) and style != "|" and style != ">":
            assert yaml.load(" " + text[slice(*value)], yaml.BaseLoader) == wanted[path] or not wanted[path]
        if path and isinstance(path[-1], str) and "\n" not in path[-1]:
            assert yaml.load(f"{text[slice(*key)]}: x", yaml.BaseLoader) == {path[-1]: "x"} or text[key[0]] in "|>?"


BLOCK = """\
a:
  - x
  - {b: y, c: [p, q]}
d: "z"
"""
SPANS = {
    (): ("a:", BLOCK),
    ("a",): ("a", "- x\n  - {b: y, c: [p, q]}\n"),
    ("a", 0): ("x", "x"),
    ("a", 1): ("{", "{b: y, c: [p, q]}"),
    ("a", 1, "b"): ("b", "y"),
    ("a", 1, "c"): ("c", "[p, q]"),
    ("a", 1, "c", 1): ("q", "q"),
    ("d",): ("d", '"z"'),
}


@pytest.mark.parametrize("wanted", [[path] for path in SPANS] + [list(SPANS)])
def test_each_place_is_found_alone_and_with_the_others(wanted: list[tuple[str | int, ...]]) -> None:
    found = locate(BLOCK, set(wanted))
    assert {path: BLOCK[slice(*value)] for path, (_, value) in found.items()} == {
        path: SPANS[path][1] for path in wanted
    }
    for path, (key, _) in found.items():
        assert SPANS[path][0].startswith(BLOCK[slice(*key)])


def test_what_is_not_there_or_stands_behind_a_break_is_left_out() -> None:
    assert locate(BLOCK, {("e",), ("a", 2), ("a", "b"), ("d", 0)}) == {}
    assert locate("a: x\nb: [", {("a",), ("b",), ("c",)}) == {("a",): ((0, 1), (3, 4)), ("b",): ((5, 6), (8, 9))}
    assert locate("", {()}) == {}
    assert locate("a: x\n---\nb: y\n", {("b",)}) == {}


def test_of_a_repeated_key_the_first_is_found() -> None:
    assert locate("a: x\na: y\n", {("a",)}) == {("a",): ((0, 1), (3, 4))}
    assert composed("a: x\na: y\na: z\n")[0] == {"a": "x"}
    assert composed("a: {b: x, b: {c: [y]}}\nd: z\n")[0] == {"a": {"b": "x"}, "d": "z"}


def told(text: str) -> list[tuple[str, Place]]:
    return [(problem.rule, problem.place) for problem in composed(text)[1]]


def test_every_feature_that_is_refused_is_placed_and_its_value_read() -> None:
    text = "a: &x b\nc: [d, !t e, {f: *x}]\n&y g: !!str &z {h: i}\nj:\n  - k\n  - *x\n"
    assert composed(text)[0] == {"a": "b", "c": ["d", "e", {"f": None}], "g": {"h": "i"}, "j": ["k", None]}
    assert told(text) == [
        ("yaml-feature", Place(("a",), span=(3, 5))),
        ("yaml-feature", Place(("c", 1), span=(15, 17))),
        ("yaml-feature", Place(("c", 2, "f"), span=(25, 27))),
        ("yaml-feature", Place((None,), span=(30, 32))),  # type: ignore[arg-type]
        ("yaml-feature", Place(("g",), span=(42, 44))),
        ("yaml-feature", Place(("g",), span=(36, 41))),
        ("yaml-feature", Place(("j", 1), span=(65, 67))),
    ]


def test_where_an_alias_left_nothing_its_absence_is_not_told_too() -> None:
    rules = [
        problem.rule for problem in read(SHIPPED.replace("title: Gun Violence", "title: *x").encode(), "x").problems
    ]
    assert rules == ["yaml-feature"]
    text = SHIPPED.replace("asked_in: [platform/intelligence]", "asked_in: [platform/intelligence, *x]").encode()
    assert [problem.rule for problem in read(text, "x").problems] == ["yaml-feature"]
    lost = read(SHIPPED.replace("organization: U.S.", "organization: *x").encode(), "x").problems
    assert {problem.rule for problem in lost} == {"yaml-syntax"} | {problem.rule for problem in lost[:-1]}


@pytest.mark.parametrize(
    ("content", "named", "offset", "shown"),
    [
        (b"\xff\xfea\0", "UTF-16", 0, ""),
        (b"\xfe\xff\0a", "UTF-16", 0, ""),
        (b"a\0b\0", "UTF-16", 0, ""),
        (b"\0a\0b", "UTF-16", 0, ""),
        (b"a: \xe9\xe8 b\n", "the byte 0xe9", 3, "a: \ufffd\ufffd b\n"),
        (b"\xef\xbb\xbf\xef\xbb\xbfX\xc3\xa9: \xff", "the byte 0xff", 4, "X\u00e9: \ufffd"),
        (b" a\xff ", "the byte 0xff", 2, " a\ufffd "),
    ],
)
def test_what_is_no_utf_8_is_told_where_it_stands(content: bytes, named: str, offset: int, shown: str) -> None:
    found = read(content, "x")
    place = Place(span=(offset, offset + 1))
    assert (found.platform, found.text) == (None, shown)
    assert [(problem.message, problem.place) for problem in found.problems] == [(f"{named} is not UTF-8", place)]


def test_ten_thousand_problems_are_the_most_that_reading_goes_on_with() -> None:
    exactly, more = ("a: [" + "&x b, " * number + "]" for number in (10_000, 10_001))
    found = read(exactly.encode(), "x").problems
    assert [problem.rule for problem in found[9_998:10_002]] == ["yaml-feature"] * 2 + ["missing-field"] * 2
    found = read(more.encode(), "x").problems
    assert len(found) == 10_000
    assert found[9_999].message == f"{found[9_998].message} (and there are more of these)"


@pytest.mark.parametrize("text", ["a: {[b]: c}", "{{ title }}: x", "? [a]\n: b", "%YAML 1.1\n---\na: b"])
def test_what_ends_the_reading_is_told_alone(text: str) -> None:
    found = read(text.encode(), "f")
    assert (found.platform, [problem.rule for problem in found.problems]) == (None, ["yaml-feature"])


def test_what_was_found_before_the_reading_ended_is_told_too() -> None:
    found = read(b"a: &x b\nc: [", "x")
    assert [(problem.rule, problem.place.span) for problem in found.problems] == [
        ("yaml-feature", (3, 5)),
        ("yaml-syntax", found.problems[1].place.span),
    ]


def test_the_python_parser_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PyYAML was built without libyaml."""
    expected = read(SHIPPED.encode(), "x")
    monkeypatch.setattr(document, "Parser", yaml.BaseLoader)
    assert read(SHIPPED.encode(), "x") == expected
    assert locate(BLOCK, set(SPANS)).keys() == SPANS.keys()
