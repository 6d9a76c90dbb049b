"""`init`, and where a folder without a platform leads."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

import tracker
from tests.command import run, run_here

ENTRY = (Path(tracker.__file__).parent / "source.yaml").read_text(encoding="utf-8")


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
    assert [re.findall(r"error: `(.*?)` .*(\[.*\])", line) for line in out.splitlines()[:-1]] == [
        [(field, "[empty-value]")] for field in left
    ]
    filled = pasted.replace("title: # its own", "title: T # its own").replace("genre: # such", "genre: G # such")
    filled = filled.replace("issued: # YYYY", "issued: 2026 # YYYY").replace(
        "    statements:\n      # - id", "    # - id"
    )
    (tmp_path / "platform.yaml").write_text(filled, encoding="utf-8")
    code, out, _ = run_here("check", "--texts", "texts", "--format", "concise", cwd=tmp_path)
    assert (code, "[text-" in out.replace("[text-not-named]", "")) == (0, False)
