"""`diff` as a user meets it: whole outputs, operands of every sort, and what goes wrong.

`OUTPUTS_UPDATE=1 pytest tests/test_diff.py` writes the present outputs into `tests/diffs/`; read the difference.
"""

from __future__ import annotations

import json
import os
import shlex
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from markdown_it import MarkdownIt

from .command import SMALL_TEXT, closing, run
from .repository import Repository

HERE = Path(__file__).parent
OUTPUTS = HERE / "diffs"
SHIPPED = (HERE.parent / "platform.yaml").read_text(encoding="utf-8")
CASES = {
    "text": "diff old.yaml new.yaml",
    "color": "diff old.yaml new.yaml --color always",
    "markdown": "diff old.yaml new.yaml --format markdown",
    "json": "diff old.yaml new.yaml --format json",
    "back": "diff new.yaml old.yaml",
    "only": "diff old.yaml new.yaml --only ask-renamed --only finding-added",
    "ask": "diff old.yaml new.yaml --ask large-magazines-ban --ask byrne-jag-grants",
    "same": "diff old.yaml old.yaml",
    "same-markdown": "diff old.yaml old.yaml --format markdown",
}


def next_year() -> str:
    """The shipped platform a year later: a survey that overtakes the last, and asks that changed in every way."""
    data = yaml.load(SHIPPED, yaml.BaseLoader)
    sections = {section["id"]: section["asks"] for section in data["sections"]}
    asks = {ask["id"]: ask for listed in sections.values() for ask in listed}
    survey = {"id": "survey-2026", "role": "evidence", "title": "Survey of 75 mayors", "genre": "survey of 75 mayors"}
    pins = ("COPS hiring is back", "Byrne JAG has ended", "money for equipment", "no commission yet", "trust")
    statements = [{"id": f"s-{n}", "locator": f"par. {n + 4}", "pin": pin} for n, pin in enumerate(pins)]
    data["sources"].append({**survey, "issued": "2026", "supersedes": ["survey"], "statements": statements})

    def find(ask: str, number: int, says: str, level: str = "federal", **fields: Any) -> None:
        finding = {"statement": f"survey-2026/s-{number}", "status": says, "level": level, "scope": "direct"}
        asks[ask]["findings"].append(finding)
        asks[ask].update(fields)

    find("cops-hiring-grants", 0, "funded", status="funded")
    find("byrne-jag-grants", 1, "cut")
    find("police-equipment-aid", 2, "funded", status="funded")
    find("justice-commission", 3, "unmet", status="unmet")
    find("trust-building-aid", 4, "funded", "local")
    asks["large-magazines-ban"].update(id="high-capacity-magazines-ban", formerly=["large-magazines-ban"])
    asks["direct-homeland-security-grants"]["title"] = "Give homeland security grants directly to cities and counties"
    sections["gun-violence"].append(sections["terrorism"].pop())
    bumps = asks["bump-stocks-ban"]
    sections["gun-violence"].remove(bumps)
    data["retired"] = [{"id": bumps["id"], "title": bumps["title"], "reason": "The platform no longer asks for it"}]
    asks["reentry-policies"].update(
        id="reentry-rules", title="Revise rules on employment and others that impede reentry"
    )
    asks["red-flag-laws-in-states"].pop("directed_to")
    asks["local-gun-crime-efforts"].update(directed_to="state", status="unaddressed")
    data["sources"][1]["title"] = "Article on a survey of sixty mayors by the U.S. Conference of Mayors"
    data["sources"][2]["statements"][1]["pin"] = "community-based public safety programs"
    return json.dumps(data, indent=1)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """The shipped platform, its next year in the working tree, and both as files, revisions and saved reports."""
    made = Repository(tmp_path_factory.mktemp("diff") / "a folder")
    made.commit("This year", {"platform.yaml": SHIPPED, "old.yaml": SHIPPED})
    made.git("tag", "this-year")
    made.commit("Next year", {"platform.yaml": next_year(), "new.yaml": next_year(), "sub/platform.yaml": SHIPPED})
    made.git("tag", "-a", "-m", "annotated", "next-year")
    for year in ("old", "new"):
        code, _, err = run("report", f"{year}.yaml", "-o", f"{year}.json", cwd=made.folder)
        assert (code, err) == (0, "")
    return made


def diff(repository: Repository, *arguments: str, folder: str = ".", **options: Any) -> tuple[int, str, str]:
    return run("diff", *arguments, cwd=repository.folder / folder, **options)


@pytest.mark.parametrize("name", CASES)
def test_the_whole_output(name: str, repository: Repository) -> None:
    code, out, err = run(*shlex.split(CASES[name]), cwd=repository.folder)
    kept = OUTPUTS / f"{name}.txt"
    if os.environ.get("OUTPUTS_UPDATE"):
        kept.write_text(out, encoding="utf-8")
    assert (code, out, err) == (0 if name.startswith("same") else 1, kept.read_text(encoding="utf-8"), "")


def test_no_output_is_kept_that_nothing_makes() -> None:
    assert {path.stem for path in OUTPUTS.iterdir()} == set(CASES)


@pytest.mark.parametrize("name", ["json", "same"])
def test_the_document_is_what_its_schema_says(name: str, repository: Repository) -> None:
    _, schema, _ = run("schema", "diff")
    _, out, _ = run(*shlex.split(CASES[name]), "--format", "json", cwd=repository.folder)
    jsonschema.validate(json.loads(out), json.loads(schema))


# --- Operands ---

OPERANDS = [
    ("old.yaml", "new.yaml"),
    ("./old.yaml", "new.json"),
    ("old.json", "new.yaml"),
    ("old.json", "new.json"),
    ("this-year", "next-year"),
    ("HEAD~1", "platform.yaml"),
    ("HEAD^", "HEAD"),
    ("@~", "HEAD:new.yaml"),
    (":/^This", "HEAD^{/^Next}"),
    ("HEAD:old.yaml", ":new.yaml"),
    ("this-year:platform.yaml", ":0:new.yaml"),
    ("-", "new.json"),
    ("this-year", "-"),
]


@pytest.mark.parametrize("operands", OPERANDS, ids=" ".join)
def test_operands_of_every_sort_differ_alike(operands: tuple[str, str], repository: Repository) -> None:
    text = SHIPPED if operands[0] == "-" else next_year()
    code, out, err = diff(repository, *operands, input=text)
    head = f"Changes from {operands[0]} to {operands[1]}\n"
    kept = (OUTPUTS / "text.txt").read_text(encoding="utf-8")
    assert (code, err) == (1, "")
    assert out == head + "".join(kept.splitlines(keepends=True)[1:])


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], 0),  # the default file of this folder, at HEAD and in the working tree
        (["HEAD"], 0),
        (["HEAD:./platform.yaml"], 0),
        (["HEAD:sub/platform.yaml"], 0),
        (["HEAD:platform.yaml"], 1),
        (["HEAD:platform.yaml", "../new.yaml"], 0),
        (["this-year:platform.yaml"], 0),
    ],
)
def test_from_a_folder_of_the_repository(arguments: list[str], code: int, repository: Repository) -> None:
    found, _, err = diff(repository, *arguments, folder="sub")
    assert (found, err) == (code, "")


def test_a_file_goes_before_a_revision_of_its_name(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.commit("One", {"platform.yaml": SHIPPED})
    repository.git("tag", "v1")
    repository.commit("Two", {"v1": next_year()})
    assert diff(repository, "v1")[0] == 1
    assert diff(repository, "refs/tags/v1")[0] == 0


def test_nothing_is_fetched_staged_or_written(repository: Repository) -> None:
    (repository.folder / "new.yaml").touch()  # git would refresh its index
    before = repository.everything()
    for arguments in ([], ["this-year", "HEAD:new.yaml"], ["nonsense"], [":new.yaml", "old.json"]):
        diff(repository, *arguments)
    assert repository.everything() == before


def test_odd_names(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    for name in ("-dash", "with: colon", "é 市\n\t\"'", "HEAD"):
        (tmp_path / name).write_text(SHIPPED)
    repository.commit("Odd", {"platform.yaml": SHIPPED})
    for name in ("./-dash", "with: colon", "é 市\n\t\"'", "HEAD:with: colon", "HEAD:./é 市\n\t\"'", "HEAD"):
        code, _, err = diff(repository, "--", name, "platform.yaml")
        assert (code, err) == ((0, "") if "\n" not in name or ":" not in name else (2, err)), name


def test_a_shallow_clone_and_a_detached_head(repository: Repository, tmp_path: Path) -> None:
    repository.git("clone", "-q", "--depth", "1", f"file://{repository.folder}", str(tmp_path / "clone"))
    assert [run("diff", name, cwd=tmp_path / "clone")[0] for name in ("HEAD", "HEAD~1")] == [0, 2]
    repository.git("clone", "-q", str(repository.folder), str(tmp_path / "whole"))
    whole = Repository(tmp_path / "whole")
    whole.git("checkout", "-q", "--detach", "HEAD~1")
    assert diff(whole)[0] == 0
    assert diff(whole, "next-year")[0] == 1


# --- Trouble ---


# --- Saved reports ---


def saved(repository: Repository, **fields: Any) -> str:
    return json.dumps({**json.loads((repository.folder / "new.json").read_text()), **fields})


def test_a_report_of_another_minor_version(repository: Repository) -> None:
    newer = json.loads(saved(repository, format_version="1.7", later={"added": 1}))
    for entry in (newer["sections"][0], newer["sections"][0]["asks"][0], newer["sources"][0], newer["summary"]):
        entry["later"] = "added"
    assert diff(repository, "-", "new.yaml", input=json.dumps(newer)) == (
        0, "Changes from - to new.yaml\nNothing changed.\n", "",
    )  # fmt: skip
    older = json.loads(saved(repository))
    del older["retired"]
    for finding in (finding for ask in older["sections"][0]["asks"] for finding in ask["findings"]):
        del finding["note"], finding["value"]
    assert diff(repository, "-", "new.yaml", input=json.dumps(older))[0::2] == (1, "")


def test_a_later_key_in_what_the_file_shares_with_the_report(repository: Repository) -> None:
    newer = json.loads(saved(repository, format_version="1.7"))
    figure = next(said["figure"] for source in newer["sources"] for said in source["statements"] if said["figure"])
    for entry in (newer["platform"], newer["retired"][0], figure):
        entry["later"] = "added"
    assert diff(repository, "-", "new.yaml", input=json.dumps(newer))[0::2] == (0, "")


def test_reports_as_of_days_are_named_so(repository: Repository) -> None:
    for day in ("2024", "2025"):
        run("report", "--as-of", day, "-o", f"../{day}.json", cwd=repository.folder / "sub")
    code, out, err = diff(repository, "2024.json", "2025.json", "--ask", "byrne-jag-grants")
    assert (code, err) == (1, "")
    assert out.startswith("Changes from 2024.json as of 2024 to 2025.json as of 2025\n\nStatuses changed (1)\n")
    told = " ".join(out.split())
    assert "Byrne JAG grants (byrne-jag-grants): unaddressed → cut (general); date ~ " in told
    assert told.count(": not counted: not yet known → cut, federal, general; ") == 2


def test_a_section_of_markdown_fits_into_a_pull_request(folder: Path) -> None:
    """A long one says what it left out; revisions have short names, sources those that speak, with their address."""
    ask = SMALL_TEXT[SMALL_TEXT.index("      - id: building-law") : SMALL_TEXT.index("      - id: open-meetings")]
    many = "".join(ask.replace("id: building-law", f"id: building-law-{n}") for n in range(400))
    repository = Repository(folder)
    commit = repository.commit("Many", {"platform.yaml": SMALL_TEXT.replace(ask, many)})
    (folder / "new.yaml").write_text(SMALL_TEXT.replace(ask, many.replace("status: met", "status: unmet")))
    code, out, err = run("diff", commit, "new.yaml", "--format", "markdown", cwd=folder)
    assert (code, err) == (1, "")
    assert len(out) < 65_536
    head, *items = out.split("\n- ")
    assert head == f"## Changes from `{commit[:10]}` to `new.yaml`\n\n### Statuses changed (400)\n"
    assert items[0] == (
        "Adopt a building law (`building-law-0`): **met** → **unmet**; recoded\n"
        "  - changed [The League, survey of 12 towns (2023)](<https://example.org/survey?a=1&b=2>), par. 2 "
        "“the law passed”: met, federal, direct → unmet, federal, direct (`survey-2023/law`)"
    )
    left = 400 - len(items)
    assert items[-1].endswith(f"\n\n{left} more left out: a pull request takes 65,536 characters.\n")
    assert left > 0


# --- Hostile text ---

HOSTILE = "x</li>\x1b[31m `code` <script> | **b** [l](http://e.org) ![i](x) @all #1 [-went-] {+came+} \u202e\n# head"


def test_hostile_titles_stay_text(tmp_path: Path) -> None:
    data = yaml.load(SHIPPED, yaml.BaseLoader)
    data["sections"][0]["asks"][0]["title"] = HOSTILE
    data["sections"][0]["asks"][1]["id"] = "new"
    data["sections"][0]["asks"][1]["title"] = HOSTILE
    data["retired"] = [{"id": "cops-office-programs", "title": "t", "reason": HOSTILE}]
    data["sources"][0]["title"] = HOSTILE
    data["sources"][1]["publisher"] = HOSTILE
    (tmp_path / "old.yaml").write_text(SHIPPED)
    (tmp_path / "new.yaml").write_text(json.dumps(data))
    _, out, _ = run("diff", "old.yaml", "new.yaml", "--format", "markdown", cwd=tmp_path)
    assert "\x1b" not in out
    assert "\u202e" not in out
    blocks = MarkdownIt("gfm-like", {"linkify": False}).parse(out)
    kinds = {token.type for block in blocks for token in (block, *(block.children or ()))}
    assert kinds <= {
        "heading_open", "heading_close", "inline", "text", "text_special", "bullet_list_open", "bullet_list_close",
        "list_item_open", "list_item_close", "paragraph_open", "paragraph_close", "code_inline", "html_inline",
        "s_open", "s_close", "strong_open", "strong_close",
    }, kinds  # fmt: skip
    inline = [token for block in blocks for token in block.children or ()]
    assert {token.content for token in inline if token.type == "html_inline"} <= {"<!-- -->"}
    _, out, _ = run("diff", "old.yaml", "new.yaml", cwd=tmp_path)
    assert "\x1b" not in out
    assert "\n# head" not in out


def test_a_hostile_report(tmp_path: Path) -> None:
    """A saved report can hold ids that no file can."""
    (tmp_path / "platform.yaml").write_text(SHIPPED)
    run("report", "-o", "old.json", cwd=tmp_path)
    report = json.loads((tmp_path / "old.json").read_text())
    report["sections"][0]["asks"][0]["id"] = "`\x1b[31m\n\n# head"
    (tmp_path / "new.json").write_text(json.dumps(report))
    for format in ("markdown", "text"):
        _, out, _ = run("diff", "old.json", "new.json", "--format", format, cwd=tmp_path)
        assert "\x1b" not in out
        assert "\n# head" not in out


def test_diff_names_no_more_errors_than_check(folder: Path) -> None:
    stones = "".join(f"  - {{id: s{n}, title: T, reason: R, replaced_by: [gone-{n}]}}\n" for n in range(200))
    (folder / "many.yaml").write_text(SMALL_TEXT + stones)
    code, _, err = run("diff", "many.yaml", "small.yaml", cwd=folder)
    assert (code, len(err.splitlines()), err.splitlines()[-1]) == (1, 51, closing(200, hidden=150))
