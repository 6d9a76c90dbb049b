"""`check --texts`: pins, locators and digests against the texts of the sources, at their edges."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from pydantic import TypeAdapter, ValidationError

from tests.command import closing, run_here
from tracker.amounts import stated, unstated
from tracker.messages import quoted
from tracker.model import LOCATOR_PATTERN, Locator
from tracker.texts import normalized

PLATFORM = """\
format: 1
platform: {id: town, title: Town, organization: Town, directed_to: federal}
sources:
  - id: budget
    role: evidence
    title: Budget
    genre: budget
    issued: 2025
    text: budget.txt
    sha256: DIGEST
    statements:
      - {id: said, locator: "par. 2", pin: "grants were"}
sections: []
"""


def told(folder: Path, statement: str, text: bytes, digest: str = "") -> list[str]:
    """The problems of a platform of one statement, with a text."""
    (folder / "texts").mkdir(exist_ok=True)
    (folder / "texts/budget.txt").write_bytes(text)
    written = PLATFORM.replace("DIGEST", digest or hashlib.sha256(text).hexdigest())
    (folder / "platform.yaml").write_text(written.replace('locator: "par. 2", pin: "grants were"', statement))
    _, out, err = run_here("check", "--texts", "texts", "--format", "json", cwd=folder)
    assert err == ""
    return [f"{said['message']}; {said['remedy']} [{said['rule']}]" for said in json.loads(out)["problems"]]


LOCATORS = {
    True: ["par. 1", "par. 10-11", "p. 12", "p. 12-13", "rec. 3", "sec. 2.1", "12:34", "2.1", "part 3", "Preamble",
           "\u00a7 4", "table p. 3", "point 4", "Principle 2", "S. 12", "annex"],
    False: ["par 10", "Par. 10", "par.10", "par. 0", "par. 010", "par. 10, 11", "paras 3", "paragraph ten", "parag. 4",
            "\u00b6 3", "p12", "p 12", "P. 12", "pp. 12-13", "page 12", "pgs. 3", "pra. 7", "10", "10-11", "10 to 11",
            "10, 12", "", " par. 1", " ", "par. 1\n", "par. 1234567", "sec. 2\n", "sec. 2 "],
}  # fmt: skip


@pytest.mark.parametrize(("accepted", "locator"), [(right, one) for right in LOCATORS for one in LOCATORS[right]])
def test_command_and_editor_agree_on_locators(accepted: bool, locator: str) -> None:
    try:
        TypeAdapter(Locator).validate_python(locator)
    except ValidationError:
        assert not accepted
    else:
        assert accepted
    if not locator.endswith("\n"):  # which Python's `$` passes over, and that of an editor does not
        assert Draft7Validator({"pattern": LOCATOR_PATTERN}).is_valid(locator) == accepted


SAYS = [  # a value, and words that state its numbers
    ("-17%", "HOMICIDES DOWN 17% across"),
    ("about three-quarters of the mayors", "about Three quarters called"),
    ("75%", "three-quarters"),
    ("seven in 10 of the mayors", "Seven in 10 of the city leaders"),
    ("70%", "seven out of ten"),
    ("6 in ten", "nearly six in 10"),
    ("over half of the cities", "over half of them"),
    ("50%", "half of the towns"),
    ("$649.4m", "$649.4 million"),
    ("$649,400,000", "USD 649.4 million"),
    ("\u00a31.2 billion", "between \u00a31.2 and \u00a31.5 billion"),
    ("$3m-$5m", "$3m to $5m"),
    ("4 million", "(in $ millions) grants 4, staff 9"),
    ("10 000 homes", "10\u202f000 homes"),
    ("1.234.567", "1,234,567"),
    ("1,23,456", "1,23,456"),
    ("3,200 to 2,560 (-20%)", "| 3,200 | 2,560 | -20% |"),
    ("20 and 100", "| town | 20 100 |"),
    ("4,5 %", "4.5 per cent"),
    ("0.5%", ".5 percent"),
    ("down 3% in 2024", "fell 3 percent last year"),
    ("5% in the first half of 2025", "5% in the first six months"),
    ("FY2025-26: $3m", "$3 million a year"),
    ("2% in Q3, the 3rd year in a row", "for the third time, 2%"),
    ("one of the 70 largest", "the 70 largest"),
    ("lowest in 125 years", "a 125-year low"),
    ("lowest since the 1990s", "a long time"),
    ("COVID-19 grants of 3m", "three million"),
    ("25 officers", "twenty-five officers"),
    ("4 in all", "$4 million"),
    ("200,000", "two hundred thousand"),
]
SAYS_NOT = [  # a value, words that do not state it, and which of its numbers
    ("79% of the mayors", "97 percent, and 30 percent", ["79"]),
    ("$4 million", "$4 billion", ["4 million"]),
    ("1.5bn", "1.5 million", ["1.5bn"]),
    ("$949.4m", "$649.4m", ["949.4m"]),
    ("64.94", "649.4", ["64.94"]),
    ("six in 10", "seven in 10", ["six in 10"]),
    ("half", "a third of them", ["half"]),
    ("two-thirds", "three-quarters", ["two-thirds"]),
    ("twenty", "12", ["twenty"]),
    ("$2024", "in 2023", ["2024"]),
    ("5 to 10 of 12", "ten", ["5", "12"]),
]


@pytest.mark.parametrize(("value", "words", "missing"), [*((value, words, []) for value, words in SAYS), *SAYS_NOT])
def test_the_numbers_of_a_value_stand_in_its_passage(
    value: str, words: str, missing: list[str], tmp_path: Path
) -> None:
    assert list(unstated(normalized(value), stated(normalized(words)))) == missing
    problems = told(tmp_path, f'locator: par. 1, pin: "So", value: "{value}"', f"So {words}\n\n{value}\n".encode())
    named = f"{', '.join(map(quoted, missing))} "
    assert [problem[: len(named)] for problem in problems] == [named] * bool(missing)
    assert all(problem.endswith("[number-not-found]") for problem in problems)


def test_the_number_of_a_figure_is_held_where_its_pin_is_found(tmp_path: Path) -> None:
    figure = 'pin: "so", figure: {what: Fires, value: down 71%, place: 12 towns, period: 3 years}'
    says = "`71` does not stand in par. 2 of the text; write the number as the text does; it has `17`, `9`"
    assert told(tmp_path, f"locator: par. 2, {figure}", b"71\nso 17% of 9\n") == [f"{says} [number-not-found]"]
    assert told(tmp_path, f"locator: sec. 2, {figure}", b"71\nso 17% of 9\n") == []
    (elsewhere,) = told(tmp_path, f"locator: par. 1, {figure}", b"17\nso 17% of 9\n")
    assert elsewhere.endswith("[pin-not-found]")


WORDS = 'locator: par. 1, pin: "na\u00efve"'
LINES = "na\u00efve\nwords\n".encode()


def test_a_text_of_other_line_ends_needs_no_other_digest(tmp_path: Path) -> None:
    same = "only line ends, byte-order mark or final newline of the text of `budget` are others; bring these back; "
    same += "with `-text` in `.gitattributes`, git leaves a text's bytes as they are [text-differs]"
    digest = hashlib.sha256(LINES).hexdigest()
    mark = b"\xef\xbb\xbf"
    for other in (LINES.replace(b"\n", b"\r\n"), mark + LINES, LINES[:-1], mark + b"na\xc3\xafve\r\nwords"):
        assert told(tmp_path, WORDS, other, digest) == [same]
        assert told(tmp_path, WORDS, LINES, hashlib.sha256(other).hexdigest()) == [same]
    for other in (LINES + b"x\n", LINES.replace(b"\n", b" "), LINES.upper()):
        (problem,) = told(tmp_path, WORDS, other, digest)
        assert f"read what changed, then write `sha256: {hashlib.sha256(other).hexdigest()}`" in problem


def test_the_count_of_problems_says_how_many_pins_no_text_was_held_against(tmp_path: Path) -> None:
    assert told(tmp_path, WORDS, LINES) == []
    code, out, err = run_here("check", cwd=tmp_path)
    assert (code, out.startswith(f"{closing()}; 1 pin "), err) == (0, True, "")
    assert run_here("check", "--texts", "texts", cwd=tmp_path) == (0, f"{closing()}\n", "")
    summary = json.loads(run_here("check", "--format", "json", cwd=tmp_path)[1])["summary"]
    assert summary == {"files": 1, "errors": 0, "warnings": 0, "pins_unheld": 1}
