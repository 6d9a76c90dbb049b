"""`check --texts`: pins, locators and digests against the texts of the sources, at their edges."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from pydantic import TypeAdapter, ValidationError

from tests.command import SMALL_TEXT, run, run_here
from tracker.amounts import stated, unstated
from tracker.messages import quoted
from tracker.model import LOCATOR_PATTERN, Locator
from tracker.texts import normalized


def test_a_text_over_the_limit_gives_no_digest(folder: Path) -> None:
    (folder / "texts").mkdir()
    with (folder / "texts/survey.txt").open("wb") as text:
        text.truncate(128 * 1024**2 + 1)
    code, out, _ = run("check", "small.yaml", "--texts", "texts", "--format", "concise", cwd=folder)
    assert code == 1
    assert "the text of `survey-2023`: it is larger than 128 MiB;" in out
    assert "digest" not in out


def test_of_two_sources_with_one_id_no_text_is_checked(folder: Path) -> None:
    (folder / "texts").mkdir()
    (folder / "texts/survey.txt").write_text("of neither\n")
    _, out, _ = run("check", "small.yaml", "--texts", "texts", "--format", "concise", cwd=folder)
    assert "[text-differs]" in out
    text = SMALL_TEXT.replace("id: survey-2024\n", "id: survey-2023\n    text: survey.txt\n", 1)
    _, out, _ = run("check", "-", "--texts", "texts", "--format", "concise", cwd=folder, input=text)
    assert "[duplicate-id]" in out
    assert not any(f"[{rule}]" in out for rule in ("text-differs", "locator-beyond-text", "pin-not-found"))


@pytest.mark.parametrize("name", ["../survey.txt", "/etc/hostname", "..", "..\\survey.txt", "sub/survey.txt"])
def test_a_text_is_read_from_its_folder_only(folder: Path, name: str) -> None:
    (folder / "texts/sub").mkdir(parents=True)
    (folder / "survey.txt").write_text("grants were cut\n")
    (folder / "texts/sub/survey.txt").write_text("grants were cut\n")
    text = SMALL_TEXT.replace("text: survey.txt", f"text: {name}", 1)
    _, out, _ = run("check", "-", "--texts", "texts", "--format", "concise", cwd=folder, input=text)
    assert "the text of `survey-2023`: its name may not leave the folder;" in out
    assert run("show", "survey-2023/grants", "-", "--texts", "texts", cwd=folder, input=text)[1].count("were cut") == 1


def test_a_folder_of_texts_without_a_name_is_none(folder: Path) -> None:
    for command in (("check", "small.yaml"), ("show", "survey-2023/grants", "small.yaml")):
        code, out, err = run(*command, "--texts", "", cwd=folder)
        assert (code, "--texts: `` is no folder" in err) == (2, True)
        assert out == ("0 errors, 0 warnings in 1 file\n" if command[0] == "check" else "")


def test_an_empty_text_has_no_paragraph_to_name(folder: Path) -> None:
    (folder / "texts").mkdir()
    (folder / "texts/survey.txt").write_text("\n")
    _, out, _ = run("check", "small.yaml", "--texts", "texts", "--format", "concise", cwd=folder)
    assert "the text has 0 paragraphs, not 2; put the text into its file [locator-beyond-text]" in out


@pytest.mark.parametrize("pin", ['"\\u200b"', '"\\u00ad"'])
def test_a_pin_of_nothing_stands_nowhere(folder: Path, pin: str) -> None:
    (folder / "texts").mkdir()
    (folder / "texts/survey.txt").write_text("grants were cut\nthe law passed\nfewer fires\nmore for roads\n")
    text = SMALL_TEXT.replace("pin: grants were cut", f"pin: {pin}")
    _, out, _ = run("check", "-", "--texts", "texts", "--format", "concise", cwd=folder, input=text)
    assert (
        "the pin stands nowhere in the text; copy the words from the text; par. 1 is `grants were cut` [pin-not-found]"
        in out
    )


def test_a_pin_with_quotes_that_are_not_the_texts(folder: Path) -> None:
    (folder / "texts").mkdir()
    (folder / "texts/survey.txt").write_text("grants were cut\nthe law passed\nfewer fires\nmore for roads\n")
    text = SMALL_TEXT.replace("pin: grants were cut", "pin: \u201cgrants were cut\u201d")
    _, out, _ = run("check", "-", "--texts", "texts", "--format", "concise", cwd=folder, input=text)
    told = "the quotes around the pin do not stand in the text; write `pin: grants were cut` [pin-not-found]"
    assert out.count(told) == 1
    text = text.replace("\u201cgrants were cut\u201d", "\u201cgrants were lost\u201d")
    _, out, _ = run("check", "-", "--texts", "texts", "--format", "concise", cwd=folder, input=text)
    assert out.count("copy the words from the text; par. 1 is `grants were cut` [pin-not-found]") == 1


def test_a_source_that_says_nothing_needs_no_text(folder: Path) -> None:
    (folder / "texts").mkdir()
    bare = "  - {id: leaflet, role: context, title: Leaflet, genre: leaflet, issued: unknown}\nsections:\n"
    text = SMALL_TEXT.replace("sections:\n", bare, 1)
    _, out, _ = run("check", "-", "--texts", "texts", "--format", "concise", cwd=folder, input=text)
    assert ("`almanac` is checked, as it names no `text:`" in out, "leaflet" in out) == (True, True)
    assert "no pin of `leaflet`" not in out


PAGES = (
    "Budget of the town\nGrants were\ncut to $3m\n",
    "Staff\n\n  of the police ",
    "\nNothing of it",
    "Last words of the police\n",
)
PAGED = "\f".join((*PAGES, ""))
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


def told(folder: Path, statement: str, text: bytes = PAGED.encode(), digest: str = "") -> list[str]:
    """The problems of a platform of one statement, with a text."""
    (folder / "texts").mkdir(exist_ok=True)
    (folder / "texts/budget.txt").write_bytes(text)
    written = PLATFORM.replace("DIGEST", digest or hashlib.sha256(text).hexdigest())
    (folder / "platform.yaml").write_text(written.replace('locator: "par. 2", pin: "grants were"', statement))
    _, out, err = run_here("check", "--texts", "texts", "--format", "json", cwd=folder)
    assert err == ""
    return [f"{said['message']}; {said['remedy']} [{said['rule']}]" for said in json.loads(out)["problems"]]


@pytest.mark.parametrize(
    ("locator", "pin", "problem"),
    [
        ("par. 2", "grants were", ""),
        ("par. 2-3", "Were cut", ""),
        ("par. 4", "staff", ""),
        ("par. 5", "of the police", ""),
        ("par. 6", "nothing", ""),
        ("p. 1", "were cut to", ""),
        ("p. 2", "staff of", ""),
        ("p. 2-3", "police nothing", ""),
        ("p. 4", "last words", ""),
        ("rec. 3", "staff of", ""),
        (
            "12:34",
            "the police last",
            "the pin stands nowhere in the text; copy the words from the text [pin-not-found]",
        ),
        ("par. 2", "were cut", "the pin stands in par. 2-3, not in par. 2; write `locator: par. 2-3` [pin-not-found]"),
        (
            "par. 3",
            "police",
            "the pin stands in par. 5, par. 7, not in par. 3; write `locator: par. 5` [pin-not-found]",
        ),
        ("p. 1", "of the police", "the pin stands in p. 2, p. 4, not in p. 1; write `locator: p. 2` [pin-not-found]"),
        ("p. 3", "police nothing", "the pin stands in p. 2-3, not in p. 3; write `locator: p. 2-3` [pin-not-found]"),
        ("p. 2", "nobody", "the pin stands nowhere in the text; copy the words from the text [pin-not-found]"),
        (
            "par. 2-3",
            "were not cut",
            "the pin stands nowhere in the text; copy the words from the text; par. 2-3 is `Grants were cut to $3m` "
            "[pin-not-found]",
        ),
        ("p. 5", "staff", "the text has 4 pages, not 5; write a page from 1 to 4 [locator-beyond-text]"),
        ("p. 4-6", "staff", "the text has 4 pages, not 6; write a page from 1 to 4 [locator-beyond-text]"),
        ("par. 8", "staff", "the text has 7 paragraphs, not 8; write a paragraph from 1 to 7 [locator-beyond-text]"),
    ],
)
def test_a_pin_is_held_against_the_place_that_its_locator_names(
    locator: str, pin: str, problem: str, tmp_path: Path
) -> None:
    assert told(tmp_path, f'locator: "{locator}", pin: "{pin}"') == [problem] * bool(problem)


def test_a_text_without_form_feeds_has_no_pages(tmp_path: Path) -> None:
    remedy = "put the text into its file, with a form feed behind each page [locator-beyond-text]"
    assert told(tmp_path, 'locator: p. 1, pin: "a"', b"a\n") == [f"the text has 0 pages, not 1; {remedy}"]


def test_show_prints_what_a_locator_names_or_where_the_pin_stands(tmp_path: Path) -> None:
    for locator, words in (
        ("par. 2-3", ["Grants were", "cut to $3m"]),
        ("p. 1", ["cut to $3m"]),
        ("sec. 2", ["cut to $3m"]),
    ):
        told(tmp_path, f'locator: "{locator}", pin: "cut to"')
        _, out, _ = run_here("show", "budget/said", "--texts", "texts", cwd=tmp_path)
        assert re.findall(r"(?m)^ +\| (.*)$", out) == words


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
    ("10,000 homes", "10 000 homes"),
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
    ("2 dozen", "24"),
    ("a dozen", "12"),
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
    ("3 200", "3,300 and 200", ["3200"]),
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
    named = f"{', '.join(map(quoted, missing))} does not stand in par. 1 of the text; write the number as the text does"
    assert [problem.partition("; it has")[0] for problem in problems] == [named] * bool(missing)


def test_the_number_of_a_figure_is_held_where_its_pin_is_found(tmp_path: Path) -> None:
    figure = 'pin: "so", figure: {what: Fires, value: down 71%, place: 12 towns, period: 3 years}'
    says = "`71` does not stand in par. 2 of the text; write the number as the text does; it has `17`, `9`"
    assert told(tmp_path, f"locator: par. 2, {figure}", b"71\nso 17% of 9\n") == [f"{says} [number-not-found]"]
    assert told(tmp_path, f"locator: sec. 2, {figure}", b"71\nso 17% of 9\n") == []
    elsewhere = "the pin stands in par. 2, not in par. 1; write `locator: par. 2` [pin-not-found]"
    assert told(tmp_path, f"locator: par. 1, {figure}", b"17\nso 17% of 9\n") == [elsewhere]


WORDS = 'locator: par. 1, pin: "na\u00efve"'
LINES = "na\u00efve\nwords\n".encode()


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_what_is_no_text_is_named(encoding: str, tmp_path: Path) -> None:
    named = "the text of `budget`: it is not UTF-8; save it as UTF-8 [text-missing]"
    assert told(tmp_path, WORDS, "na\u00efve".encode(encoding)) == [named]


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
    plain = "0 errors, 0 warnings in 1 file"
    unheld = f"{plain}; 1 pin held against no text (`--texts DIR`)\n"
    assert run_here("check", cwd=tmp_path) == (0, unheld, "")
    assert run_here("check", "--texts", "texts", cwd=tmp_path) == (0, f"{plain}\n", "")
    summary = json.loads(run_here("check", "--format", "json", cwd=tmp_path)[1])["summary"]
    assert summary == {"files": 1, "errors": 0, "warnings": 0, "pins_unheld": 1}
