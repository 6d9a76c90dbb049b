"""`init`, and where a folder without a platform leads."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

import tracker
from tests.command import run, run_here

ENTRY = (Path(tracker.__file__).parent / "source.yaml").read_text(encoding="utf-8")


def test_an_empty_folder_leads_to_init_which_never_overwrites(tmp_path: Path) -> None:
    refused = (2, "", "tracker: platform.yaml: no such file; `tracker init` writes one to start from\n")
    for command in ("check", "report", "show anything"):
        assert run(*command.split(), cwd=tmp_path) == refused
    for name, operand in (("platform.yaml", ""), ("towns.yaml", " towns.yaml")):
        told = f"{name} is written; edit it, then run `tracker check{operand}`\n"
        assert run("init", *operand.split(), cwd=tmp_path) == (0, "", told)
        assert run("check", "--strict", name, cwd=tmp_path) == (0, "0 errors, 0 warnings in 1 file\n", "")
    (tmp_path / "platform.yaml").write_text("mine")
    for options in ((), ("--blind", "towns.yaml")):
        refused = (2, "", "tracker: platform.yaml exists already, and is left as it is\n")
        assert run("init", *options, cwd=tmp_path) == refused
    assert (tmp_path / "platform.yaml").read_text() == "mine"
    assert run("init", "-", cwd=tmp_path) == (2, "", "tracker: init: name a file; `-` is none\n")


@pytest.mark.parametrize(
    ("name", "content", "id", "text", "places"),
    [
        ("Budget 2026.txt", "The Budget\n\n  of: the #town\n", "budget-2026", "Budget 2026.txt",
         ["par. 1: The Budget", "par. 2: of: the #town"]),
        ("Ann\u00e9e, \"3\".txt", "One\ntwo\f\n\fthree\n\f", "annee-3", '"Ann\u00e9e, \\"3\\".txt"',
         ["p. 1: One two", "p. 2: ", "p. 3: three"]),
        ("\u65e5\u672c", "\u202e\x1b[31m\x07red\ufffe" + "\u2028" + "x" * 200, "source", "\u65e5\u672c",
         ["par. 1: \\u202e\\x1b[31m\\x07red\\ufffe\\u2028" + "x" * 84]),
        ("empty.txt", "", "empty", "empty.txt", []),
    ],
)  # fmt: skip
def test_the_entry_of_a_source_is_pasted_below_sources(
    name: str, content: str, id: str, text: str, places: list[str], tmp_path: Path
) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / name).write_text(content, encoding="utf-8", newline="")
    digest = hashlib.sha256(content.encode()).hexdigest()
    lines = "".join(f"      # {place}\n" for place in places)
    entry = ENTRY.format(id=id, text=text, sha256=digest) + lines
    assert run("init", "--source", f"texts/{name}", cwd=tmp_path) == (0, entry, "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["texts"]
    run_here("init", cwd=tmp_path)
    started = (tmp_path / "platform.yaml").read_text(encoding="utf-8")
    pasted = started.replace("\nsections:", f"{entry}\nsections:")
    (tmp_path / "platform.yaml").write_text(pasted, encoding="utf-8")
    _, out, _ = run_here("check", "--format", "concise", cwd=tmp_path)
    left = ("title", "genre", "issued", "statements")
    assert [line.partition("error: ")[2].partition(";")[0] for line in out.splitlines()[:-1]] == [
        f"`{field}` is empty" for field in left
    ]
    filled = pasted.replace("title: # its own", "title: T # its own").replace("genre: # such", "genre: G # such")
    filled = filled.replace("issued: # YYYY", "issued: 2026 # YYYY").replace(
        "    statements:\n      # - id", "    # - id"
    )
    (tmp_path / "platform.yaml").write_text(filled, encoding="utf-8")
    code, out, _ = run_here("check", "--texts", "texts", "--format", "concise", cwd=tmp_path)
    assert (code, "[text-" in out.replace("[text-not-named]", "")) == (0, False)


def test_what_is_no_text_has_no_entry(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("na\u00efve".encode("latin-1"))
    (tmp_path / "b.txt").write_bytes(b"version https://git-lfs.github.com/spec/v1\n")
    for name, why in (
        ("a.txt", "it is not UTF-8; save it as UTF-8"),
        ("b.txt", "it is a Git LFS pointer; fetch the file itself with `git lfs pull`"),
        ("c.txt", "no such file or directory"),
        (".", "is a directory"),
    ):
        assert run("init", "--source", name, cwd=tmp_path) == (2, "", f"tracker: {name}: {why}\n")
