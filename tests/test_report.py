"""The report in every format but HTML, and `show`: whole outputs, kept in `tests/outputs/`.

`OUTPUTS_UPDATE=1 pytest tests/test_report.py` writes the present outputs; read the difference before you commit it.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shlex
import shutil
import stat
from itertools import pairwise
from pathlib import Path

import jsonschema
import pytest
from markdown_it import MarkdownIt

from tests.command import SMALL_TEXT, run
from tests.test_remedies import applied

HERE = Path(__file__).parent
OUTPUTS = HERE / "outputs"
SMALL = str(HERE / "small.yaml")
# The small platform later on: an ask split into two, an amount asked, new evidence, and a finding coded anew.
SPLIT = (HERE / "split.diff").read_text(encoding="utf-8")
CASES = {
    "table": "report small.yaml",
    "table-by-status": "report small.yaml --by status",
    "table-color": "report small.yaml --color always --section rules",
    "table-verbose": "report small.yaml --verbose",
    "table-selected": "report small.yaml --status cut --status met --level federal --source survey-2023",
    "table-as-of": "report small.yaml --as-of 2024-05-31",
    "markdown": "report small.yaml --format markdown",
    "csv": "report small.yaml --format csv",
    "json": "report small.yaml --format json",
    "table-many-sources": "report many.yaml",
    "markdown-many-sources": "report many.yaml --format markdown --section b",
    "show-ask-markdown": "show building-law small.yaml --texts texts --format markdown",
    "show-statement-markdown": "show survey-2023/grants small.yaml --format markdown",
    "show-ask": "show open-meetings small.yaml",
    "show-ask-overtaken": "show fire-grants small.yaml",
    "show-ask-mixed": "show street-grants small.yaml",
    "show-ask-general": "show flood-grants small.yaml --as-of 2023-12-31",
    "show-ask-bare": "show quiet-nights small.yaml",
    "show-ask-texts": "show building-law small.yaml --texts texts",
    "show-source": "show survey-2023 small.yaml",
    "show-statement": "show survey-2023/grants small.yaml --texts texts",
    "show-statement-figure": "show survey-2023/fires small.yaml",
    "show-retired": "show gas-lamps small.yaml",
    "show-source-texts": "show survey-2023 small.yaml --texts texts",
    "show-source-pages": "show survey-2023 split.yaml --texts texts",
    "show-ask-split": "show day-nights split.yaml",
    "show-retired-split": "show quiet-nights split.yaml",
    "table-since": "report split.yaml --since small.yaml --section money",
    "table-nothing-new": "report small.yaml --since small.yaml --section rules",
    "markdown-since": "report split.yaml --since small.yaml --format markdown",
}


@pytest.fixture
def folder(folder: Path) -> Path:
    """The folder with the small platform, one of many sources, and a text of a source."""
    shutil.copy(HERE / "many.yaml", folder)
    (folder / "texts").mkdir()
    text = "One.\n\n  Two,\twith \x1b[31mred\x1b[0m.  \n\nThree.\n"
    (folder / "texts/survey.txt").write_text(text, encoding="utf-8")
    pages = "Grants were cut.\nThe law passed.\n\fThree: fewer fires.\nAnother line.\n\fThe last page."
    (folder / "texts/pages.txt").write_text(pages, encoding="utf-8")
    (folder / "split.yaml").write_text(applied(SMALL_TEXT, SPLIT), encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", CASES)
def test_the_whole_output(name: str, folder: Path) -> None:
    code, out, err = run(*shlex.split(CASES[name]), cwd=folder)
    kept = OUTPUTS / f"{name}.txt"
    if os.environ.get("OUTPUTS_UPDATE"):
        kept.write_text(out, encoding="utf-8")
    assert (code, out, err) == (0, kept.read_text(encoding="utf-8"), "")


def test_no_output_is_kept_that_nothing_makes() -> None:
    assert {path.stem for path in OUTPUTS.iterdir()} == set(CASES)


@pytest.mark.parametrize("width", [60, 61, 80, 100, 160])
def test_the_table_keeps_to_the_width_and_cuts_nothing(width: int) -> None:
    from tracker.loading import load
    from tracker.render.report import report_outline
    from tracker.render.text import Screen, cell_width, write_text
    from tracker.report import build_report

    platform = load(SMALL).platform
    assert platform
    report = build_report(platform)
    for by in ("section", "status"):
        for verbose in (False, True):
            drawn = write_text([*report_outline(report, by, verbose, width)], Screen(width))
            assert max(cell_width(line) for line in drawn.splitlines()) <= width
            words = " ".join(drawn.split())
            assert all(word in words for ask in report.asks for word in ask.title.split())


@pytest.mark.parametrize("name", ["../platform.yaml", "small.yaml", "many.yaml"])
def test_the_first_screen_answers(name: str) -> None:
    """24 lines of 80 cells: what is funded, cut or unmet, by whose word, and how many asks nobody addressed."""
    from tracker.loading import load
    from tracker.render.report import report_outline
    from tracker.render.text import Screen, write_text
    from tracker.report import build_report

    platform = load(str(HERE / name)).platform
    assert platform
    report = build_report(platform)
    screenful = " ".join(
        " ".join(write_text([*report_outline(report, width=80)], Screen(80)).splitlines()[:24]).split()
    )
    for status, number in report.summary.by_status.items():
        assert re.search(rf" {status} +{number} [█░]" if number else rf"None: .*\b{status}\b", screenful), status
    for status in {ask.status for ask in report.asks if ask.deciding}:
        named = [ask for ask in report.asks if ask.status == status and ask.title in screenful]
        assert named, status
        who = screenful.partition(named[0].title)[2]
        assert re.match(r"( \[\w+\])?: .{3,60} \(\S+\), par\. \d", who), who
    assert all(f"{claim.status} ({claim.level})" in screenful for ask in report.asks for claim in ask.elsewhere)


def test_columns_align_under_wide_and_combining_characters(folder: Path) -> None:
    text = (folder / "small.yaml").read_text().replace("Adopt a building law", "採用する 建築法 e\u0301 👩‍👩‍👧 law")
    (folder / "small.yaml").write_text(text)
    _, out, _ = run("report", "small.yaml", "--section", "rules", cwd=folder)
    from tracker.render.text import cell_width

    rows = [line for line in out.splitlines() if line.endswith(("  met", "  unmet", "  unaddressed"))]
    ends = {cell_width(line.rsplit("  ", 1)[0]) for line in rows[-3:]}
    assert len(rows[-3:]) == 3
    assert len({cell_width(line[: line.rindex(line.split()[-1])]) for line in rows[-3:]}) == 1, ends


class TestJson:
    def test_it_is_of_its_schema(self) -> None:
        schema = json.loads(run("schema", "report")[1])
        jsonschema.validate(json.loads(run("report", SMALL, "--format", "json")[1]), schema)

    def test_a_saved_report_reports_and_shows_as_its_file_does(self, folder: Path) -> None:
        assert run("report", "small.yaml", "-o", "saved.json", cwd=folder) == (0, "", "")
        for command in ("report {} -v", "report {} --format markdown", "report {} --format csv", "show road-grants {}"):
            names = ("small.yaml", "saved.json")
            of_file, of_saved = (run(*command.format(name).split(), cwd=folder) for name in names)
            assert of_saved == of_file


class TestOutputFile:
    @pytest.mark.parametrize(
        "case", ["table txt", "markdown md", "json json", "show-ask-texts txt", "show-ask-markdown md"]
    )
    def test_the_suffix_picks_the_format(self, folder: Path, case: str) -> None:
        name, suffix = case.split()
        shows = name.startswith("show")
        command = "show building-law small.yaml --texts texts" if shows else "report small.yaml"
        assert run(*command.split(), "-o", f"out.{suffix}", cwd=folder) == (0, "", "")
        assert (folder / f"out.{suffix}").read_bytes() == (OUTPUTS / f"{name}.txt").read_bytes()

    def test_a_csv_file_is_marked_for_spreadsheets(self, folder: Path) -> None:
        run("report", "small.yaml", "-o", "out.csv", cwd=folder)
        assert (folder / "out.csv").read_bytes() == b"\xef\xbb\xbf" + (OUTPUTS / "csv.txt").read_bytes()

    def test_the_permissions_of_the_old_file_stay(self, folder: Path) -> None:
        (folder / "out.md").write_text("old")
        (folder / "out.md").chmod(0o750)
        run("report", "small.yaml", "-o", "out.md", cwd=folder)
        assert stat.S_IMODE((folder / "out.md").stat().st_mode) == 0o750


HOSTILE = {
    "script": "<script>alert(1)</script>",
    "pipe": "a | b \\| c",
    "formula": '=HYPERLINK("http://x","y")',
    "formula behind a semicolon": "Fund it; =1+1;@SUM(1);and more",
    "formula behind quotes": 'see;"=1+1";"" =1',
    "flags": "\U0001f1e9" * 4_000,
    "escape": "\x1b[2J\x1b]0;gone\x07 \x9b31m",
    "rtl": "\u202egnihton\u202c \u2066x\u2069 \u200f",
    "newline": "one\ntwo\r\nthree",
    "markdown": "# *a* _b_ `c` [d](javascript:e) ![f](g) <https://h> ~~i~~ $j$ www.k.org @octocat #12 :smile:",
    "long": "x" * 10_000,
    "emoji": "👩‍👩‍👧 \U0001f3f4\U000e0067\U000e0062",
    "zero": "a\u200bb\ufeffc\u00add",
}


@pytest.fixture(params=HOSTILE)
def hostile(request: pytest.FixtureRequest, folder: Path) -> tuple[Path, str]:
    title = HOSTILE[request.param]
    text = (folder / "small.yaml").read_text().replace("Adopt a building law", _quoted(title))
    (folder / "small.yaml").write_text(text, encoding="utf-8")
    return folder, title


def _quoted(text: str) -> str:
    """The text as a YAML scalar in double quotes."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(letter if letter.isprintable() else f"\\U{ord(letter):08x}" for letter in plain) + '"'


class TestHostileTitles:
    @pytest.mark.parametrize("command", ["report", "report --verbose", "show building-law", "report --format csv"])
    def test_a_terminal_gets_no_control_character(self, hostile: tuple[Path, str], command: str) -> None:
        name, *rest = command.split()
        code, out, err = run(name, *rest, "small.yaml", cwd=hostile[0])
        assert (code, err) == (0, "")
        assert not set(out) & {chr(code) for code in (*range(10), *range(11, 32), *range(127, 160))}
        assert not set(out) & set("\u202e\u202c\u2066\u2069\u200f\u200b\ufeff\u00ad")

    def test_no_cell_of_a_csv_is_a_formula(self, hostile: tuple[Path, str]) -> None:
        _, out, _ = run("report", "small.yaml", "--format", "csv", cwd=hostile[0])
        rows = list(csv.DictReader(io.StringIO(out)))
        assert len(rows) == 12
        assert not any(cell.strip().startswith(("=", "+", "@")) for row in rows for cell in row.values())
        split = csv.reader(io.StringIO(out), delimiter=";")
        assert not any(cell.strip(' "').startswith(("=", "+", "@")) for row in split for cell in row)
        assert all(line.startswith('"') and line.endswith('"') for line in out.splitlines())

    def test_markdown_shows_it_as_text_in_its_cell(self, hostile: tuple[Path, str]) -> None:
        folder, title = hostile
        _, out, _ = run("report", "small.yaml", "--format", "markdown", cwd=folder)
        tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(out)
        cells = [token for before, token in pairwise(tokens) if before.type == "td_open" and token.type == "inline"]
        from tracker.render.safe import visible

        shown = [cell for cell in cells if _plain(cell) == " ".join(visible(title).split())]
        assert len(shown) == 1
        markup = {child.content for child in shown[0].children or () if child.type not in ("text", "text_special")}
        assert markup <= {"<!-- -->"}
        assert len(cells) == 6 * 5 + 2 * 6 + 3 * 8


def _plain(token) -> str:  # type: ignore[no-untyped-def]
    """What a reader sees of an inline token; the empty comments that break up mentions are nothing."""
    children = token.children or ()
    return "".join(child.content for child in children if child.type != "html_inline").strip()


@pytest.mark.parametrize("titles", ["a", "ab"])
def test_short_titles_have_a_column_all_the_same(folder: Path, titles: str) -> None:
    lines = (folder / "small.yaml").read_text().split("\n")
    short = [f"        title: {titles}" if line.startswith("        title:") else line for line in lines]
    for options in ("", "--source survey-2023", "--by status"):
        code, out, err = run("report", "-", *options.split(), cwd=folder, input="\n".join(short))
        assert (code, err) == (0, "")
        assert out.count(f"\n{titles} ") >= 1


def test_sections_without_asks_are_told(folder: Path) -> None:
    text = (folder / "small.yaml").read_text().partition("sources:")[0] + "sources: []\n"
    code, out, err = run("report", "-", cwd=folder, input=text + "sections: [{id: a, title: Alone, asks: []}]\n")
    assert (code, err) == (0, "")
    assert "\nAlone\nAsk  " in out


def test_markdown_of_the_file_begins_no_block(folder: Path) -> None:
    titles = ("# Heading", "- item", "+ item", "1. one", "1) one", "---", "===", "    code", "- - -", "#", "-")
    for command in ("report other.yaml --format markdown", "diff small.yaml other.yaml --format markdown"):
        counts = set()
        for title in ("Plain", *titles):
            text = SMALL_TEXT.replace("organization: League of Towns", f'organization: "{title}"')
            (folder / "other.yaml").write_text(text.replace("title: Keep the nights quiet", f'title: "{title}"'))
            tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(run(*command.split(), cwd=folder)[1])
            words = [_plain(token) for token in tokens if token.type == "inline"]
            begun = (f"{title.strip()}:", f"{title.strip()} (")
            counts.add(sum(it.endswith(title.strip()) or it.startswith(begun) for it in words))
        assert (len(counts), 0 in counts) == (1, False), command


def test_a_title_that_ends_in_a_hash_keeps_it(folder: Path) -> None:
    text = SMALL_TEXT.replace("title: Money", 'title: "Support C #"')
    assert "## Support C \\#\n" in run("report", "-", "--format", "markdown", cwd=folder, input=text)[1]


def test_an_address_with_an_escape_is_no_link(folder: Path) -> None:
    text = (
        (folder / "small.yaml")
        .read_text()
        .replace("url: https://example.org/survey?a=1&b=2", 'url: "http://a/\\e]0;gone\\a"')
    )
    (folder / "small.yaml").write_text(text)
    code, out, err = run("report", "small.yaml", "--format", "markdown", cwd=folder)
    assert code == 0
    assert "http://a/" not in out
    assert "\x1b" not in out + err


def test_markdown_is_grouped_by_status(folder: Path) -> None:
    code, out, _ = run("report", "small.yaml", "--format", "markdown", "--by", "status", cwd=folder)
    headings = [line for line in out.splitlines() if line.startswith("## ")]
    assert code == 0
    assert headings[:6] == [f"## {word} (1)" for word in ("funded", "met", "cut", "unmet", "mixed", "unaddressed")]
    run("report", "small.yaml", "-o", "cut.md", "--by", "status", "--status", "cut", cwd=folder)
    assert (folder / "cut.md").read_text().count("(1)") == 1


@pytest.mark.parametrize("options", [["-v"], ["--format", "markdown"]], ids=["table", "markdown"])
def test_a_figure_keeps_its_note(folder: Path, options: list[str]) -> None:
    text = SMALL_TEXT.replace("pin: fewer fires\n", "pin: fewer fires\n        note: Doubtful.\n")
    out = run("report", "-", *options, cwd=folder, input=text)[1]
    assert " ".join(out.split()).count("Coder's note: Doubtful") == 1


@pytest.mark.parametrize("options", [["-v"], ["--format", "markdown"]], ids=["table", "markdown"])
def test_what_bears_on_no_ask_keeps_its_pin_and_its_share(folder: Path, options: list[str]) -> None:
    text = SMALL_TEXT.replace("call for road money.}", "call for road money., value: two of 12}", 1)
    out = " ".join(run("report", "-", *options, cwd=folder, input=text)[1].replace("\\", "").split())
    assert "par. 4 “more for roads”: Coder's note: Towns call for road money; Value: two of 12 (" in out


def test_a_source_that_states_no_level_is_not_said_to_speak_of_another(folder: Path) -> None:
    start = SMALL_TEXT.index("      - id: building-law")
    text = SMALL_TEXT[:start] + SMALL_TEXT[start:].replace("level: federal", "level: unstated", 1).replace(
        "status: met", "status: unaddressed", 1
    )
    told = "met (unstated) 1 its level decides nothing"
    assert told in " ".join(run("report", "-", cwd=folder, input=text)[1].split())
    step = "survey-2023/law (met, unstated, direct) does not say of which level it tells, and decides nothing."
    assert step in " ".join(run("show", "building-law", "-", cwd=folder, input=text)[1].split())


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        ("--level state", ["road-grants"]),
        ("--level local --level state", ["flood-grants", "road-grants"]),
        ("--source column", ["road-grants", "open-meetings"]),
        ("--source almanac", ["open-meetings"]),
        ("--section rules --source survey-2024", ["open-meetings"]),
        ("--status met --status unmet", ["building-law", "open-meetings"]),
    ],
)
def test_a_selection_shows_what_was_asked_for(folder: Path, options: str, shown: list[str]) -> None:
    out = run("report", "small.yaml", "--format", "json", *options.split(), cwd=folder)[1]
    assert [ask["id"] for section in json.loads(out)["sections"] for ask in section["asks"]] == shown


def test_a_platform_that_was_not_out_yet_is_no_evidence_that_is_left_out(folder: Path) -> None:
    out = " ".join(run("report", "small.yaml", "--as-of", "2021", cwd=folder)[1].split())
    told = "Not counted, as later or not certainly out by then: "
    assert f"{told}survey-2023 (2023), survey-2024 (2024-06), column (unknown), almanac (unknown). " in out


def test_a_source_of_context_is_said_to_decide_nothing(folder: Path) -> None:
    text = SMALL_TEXT.replace(
        "almanac/fires, status: mentioned", "almanac/fires, status: met, level: federal, scope: direct"
    )
    out = " ".join(run("show", "open-meetings", "-", cwd=folder, input=text)[1].split())
    assert "almanac/fires (met, federal, direct) comes from a source of context, and decides nothing." in out
    assert "almanac (undated), par. 9 “fires rose”: met (context);" in out


def test_a_selection_of_source_and_level_is_of_one_finding(folder: Path) -> None:
    out = run("report", "small.yaml", "--source", "survey-2024", "--level", "federal", cwd=folder)[1]
    assert "shows 2 of 6 asks" in " ".join(out.split())


@pytest.mark.parametrize("words", ["1,204", "-1,000", "1,234.5", "False", "007", "1e5", "0x10", "nan"])
def test_a_table_shows_words_and_no_numbers(folder: Path, words: str) -> None:
    text = SMALL_TEXT.replace("value: -17%", f'value: "{words}"').replace("Keep the nights quiet", f'"{words}"')
    code, out, err = run("report", "-", cwd=folder, input=text)
    assert (code, err) == (0, "")
    assert [words, "unaddressed"] in [line.split() for line in out.splitlines()]
    code, out, err = run("report", "-", "-v", cwd=folder, input=text)
    assert (code, err) == (0, "")
    assert ["Fires", words] in [line.split()[:2] for line in out.splitlines()]
