"""Forgetting fails: every field of every class of `model.py`, once it is set, is told by every output, and its change.

None is named by hand but those of EXCEPTIONS, each with its reason.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from tests.command import run_here
from tracker import model
from tracker.document import read
from tracker.model import Entry, Platform
from tracker.render.documents import render_json
from tracker.report import build_report

ROOT = Path(__file__).parent.parent
CLASSES = [it for it in vars(model).values() if isinstance(it, type) and issubclass(it, Entry) and it is not Entry]
OF_ONE = "it is of the platform, and not of the entry that is shown"
EXCEPTIONS = {
    ("Platform.format", "json page diff show verbose markdown"): "there is one format, of the file and not of a report",
    ("Ask.status", "json page diff show verbose markdown"): "what is told is the status that the findings give",
    ("Header.id", "page show verbose markdown"): "it tells platforms apart where several are put together",
    ("Section.id", "show verbose markdown"): "it serves the selection, and a reader sees the heading",
    ("Header.title", "show"): OF_ONE,
    ("Header.organization", "show"): OF_ONE,
    ("Header.directed_to", "show"): "it is told of the ask",
    ("Header.method", "show"): OF_ONE,
    ("Header.levels", "show verbose markdown"): "it is the vocabulary of the file, and nothing said of an ask",
}
PLATFORM = """
{format: 1, platform: {id: p, title: A title, organization: An organization, directed_to: federal, method: By one},
sources: [
  {id: survey, role: evidence, title: A survey, genre: survey, issued: 2025, author: An author, publisher: A publisher,
   url: "https://a.example/1", archived: "https://a.example/2", accessed: 2025-05, text: a.txt, sha256: DIGEST,
   supersedes: [older], formerly: [former], statements: [
     {id: cuts, locator: par. 1, pin: a pin, note: a note, value: a value, withdrawn: 2026,
      figure: {what: Fires, value: a number, place: a place, period: a period, credits: a cause}}]},
  {id: older, role: evidence, title: Older, genre: survey, issued: 2024},
  {id: bullets, role: asks, title: Bullets, genre: platform, issued: 2022, statements: [
     {id: one, locator: par. 1, pin: one}, {id: zq-b, locator: par. 2, pin: two}]}],
sections: [{id: money, title: Money, asks: [
  {id: grants, title: Grants, kind: funding, asked_in: [bullets/one], directed_to: state, status: cut,
   formerly: [gifts], findings: [
     {statement: survey/cuts, status: cut, level: federal, scope: general, note: a reason}]}]}],
retired: [{id: lamps, title: Lamps, reason: a reason, replaced_by: [grants], asked_in: [bullets/one], retired: 2023}]}
""".replace("DIGEST", "ab" * 32)
TELLING = ("Zq text", "zq-id", "bullets/zq-b", "https://zq.example/", "par. 77", "2031-07", "cd" * 32)


def platform(text: str = PLATFORM) -> Platform:
    found = read(text.encode(), "platform.yaml")
    assert found.platform, found.problems
    return found.platform


def is_entries(field: FieldInfo) -> bool:
    """Whether a field holds entries, whose own fields are told one by one."""
    return any(of.__name__ in str(field.annotation) for of in CLASSES)


FIELDS = [(of, name) for of in CLASSES for name, field in of.model_fields.items() if not is_entries(field)]


def telling(field: FieldInfo, now: Any) -> Any:
    """A value of the field's type that no other field has, or the next of its words."""
    form: Any = Annotated[field.annotation, field]
    adapter: TypeAdapter[Any] = TypeAdapter(form)
    words = re.findall(r"'([^']*)'", str(field.annotation)) if "Literal" in str(field.annotation) else []
    for value in (*(word for word in words if word != now), *TELLING):
        for candidate in (value, (value,)):
            try:
                return adapter.validate_python(candidate)
            except ValidationError:
                continue
    return now


def replaced(entry: Any, of: type[Entry], update: dict[str, Any]) -> Any:
    """The first entry of a class, however deep, with some fields replaced; the same entry where there is none."""
    if isinstance(entry, of):
        return entry.model_copy(update=update)
    if isinstance(entry, tuple):
        parts = [replaced(part, of, update) for part in entry]
        first = next((n for n, part in enumerate(parts) if part is not entry[n]), None)
        return entry if first is None else (*entry[:first], parts[first], *entry[first + 1 :])
    if isinstance(entry, Entry):
        for name, value in entry:
            if (other := replaced(value, of, update)) is not value:
                return entry.model_copy(update={name: other})
    return entry


def first(entry: Any, of: type[Entry]) -> Any:
    """The entry that `replaced` replaces."""
    if isinstance(entry, of):
        return entry
    parts = entry if isinstance(entry, tuple) else [value for _, value in entry] if isinstance(entry, Entry) else ()
    return next(filter(None, (first(part, of) for part in parts)), None)


# --- The outputs, each of a saved report, which nothing checks ---


def report(folder: Path, name: str, *options: str) -> str:
    return run_here("report", name, *options, cwd=folder)[1]


def show(folder: Path, name: str) -> str:
    saved = json.loads((folder / name).read_text())
    names = [ask["id"] for section in saved["sections"] for ask in section["asks"]]
    names += [stone["id"] for stone in saved["retired"]] + [source["id"] for source in saved["sources"]]
    names += [f"{source['id']}/{it['id']}" for source in saved["sources"] for it in source["statements"]]
    return "".join(run_here("show", it, name, cwd=folder)[1] for it in names)


OUTPUTS: dict[str, Callable[[Path, str], str]] = {
    "json": lambda folder, name: (folder / name).read_text(),
    "page": lambda folder, name: report(folder, name, "--format", "html"),
    "diff": lambda folder, name: run_here("diff", "plain.json", name, cwd=folder)[1],
    "show": show,
    "verbose": lambda folder, name: report(folder, name, "--verbose"),
    "markdown": lambda folder, name: report(folder, name, "--format", "markdown"),
}


def bare(output: str) -> str:
    """The output without what a format puts between the letters of a word, or of a reference."""
    return re.sub(r"<!-- -->|\[-.*?-\]|\{\+|\+\}|\\|\s", "", html.unescape(output)).replace("/", ".")


def excepted(of: type[Entry], name: str) -> set[str]:
    return {it for (field, outputs) in EXCEPTIONS if field == f"{of.__name__}.{name}" for it in outputs.split()}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the report on the platform as it is."""
    folder = tmp_path_factory.mktemp("fields")
    (folder / "plain.json").write_text(render_json(build_report(platform())))
    return folder


@pytest.mark.parametrize(("of", "name"), FIELDS, ids=[f"{of.__name__}.{name}" for of, name in FIELDS])
def test_a_field_is_told_everywhere(of: type[Entry], name: str, plain: Path) -> None:
    now = getattr(first(platform(), of), name)
    value = telling(of.model_fields[name], now)
    changed = replaced(platform(), of, {name: value})
    (plain / "told.json").write_text(render_json(build_report(changed)))
    missing = set()
    for output, told in OUTPUTS.items():
        before, after = (bare(told(plain, side)) for side in ("plain.json", "told.json"))
        word = bare("".join(value if isinstance(value, tuple) else (value,)))
        if (
            after == before
            or word not in after
            or (word in map(bare, TELLING) and after.count(word) <= before.count(word))
        ):
            missing.add(output)
    assert missing == excepted(of, name)


def test_every_class_is_in_the_platform() -> None:
    assert [of for of in CLASSES if first(platform(), of) is None] == []


# --- A new field is one line ---

SPONSOR = '    sponsor: Text | None = Field(None, description="Who stands behind it.")\n'
SPONSORED = ("Ask", "Source", "Statement", "Finding", "Section")


@pytest.fixture(scope="module")
def sponsored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package as it would be with one more line in five classes, and a platform that uses them."""
    folder = tmp_path_factory.mktemp("sponsored")
    shutil.copytree(ROOT / "tracker", folder / "tracker", ignore=shutil.ignore_patterns("__pycache__"))
    code = (folder / "tracker/model.py").read_text()
    for name in SPONSORED:
        code = re.sub(
            rf"(class {name}\(Entry\):\n.*?)(?=\n\n\n)", rf"\1\n{SPONSOR[:-1]}", code, count=1, flags=re.DOTALL
        )
    (folder / "tracker/model.py").write_text(code)
    small = (ROOT / "tests/small.yaml").read_text()
    (folder / "small.yaml").write_text(small)
    for name, (old, new) in {
        "Ask": ("title: Increase fire grants\n", "title: Increase fire grants\n        sponsor: Sponsor of Ask\n"),
        "Source": ("genre: survey of 12 towns\n", "genre: survey of 12 towns\n    sponsor: Sponsor of Source\n"),
        "Statement": ("pin: grants were cut,", "pin: grants were cut, sponsor: Sponsor of Statement,"),
        "Finding": ("federal, scope: general}", "federal, scope: general, sponsor: Sponsor of Finding}"),
        "Section": ("    title: Money\n", "    title: Money\n    sponsor: Sponsor of Section\n"),
    }.items():
        assert old in small, name
        small = small.replace(old, new, 1)
    (folder / "platform.yaml").write_text(small)
    return folder


@pytest.mark.parametrize(
    "commands",
    [
        *("report --format json", "report --format html", "report --verbose", "report --format markdown"),
        "diff small.yaml platform.yaml",
        "show fire-grants; show survey-2023; show survey-2023/grants",
    ],
)
def test_a_new_field_is_one_line(commands: str, sponsored: Path) -> None:
    told = ""
    for command in commands.split("; "):
        ran = [sys.executable, "-m", "tracker", *command.split()]
        done = subprocess.run(ran, cwd=sponsored, capture_output=True, check=False)
        assert done.stderr == b""
        told += done.stdout.decode()
    assert [name for name in SPONSORED if f"Sponsorof{name}" not in bare(told)] == []
