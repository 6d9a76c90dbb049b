"""An ask through time: its id and former ids, merges and tombstones, in `diff`, `log`, `show` and `check --against`."""

from __future__ import annotations

import re
from pathlib import Path

from tests.command import SMALL_TEXT, run


def test_a_tombstone_leads_to_another(folder: Path) -> None:
    text = SMALL_TEXT + "  - {id: oil-lamps, title: Oil, reason: Gone, replaced_by: [gas-lamps]}\n"
    out = run("report", "-", "--format", "html", cwd=folder, input=text)[1]
    assert '<a href="#ask-gas-lamps"><bdi>Light gas lamps</bdi></a> (retired)' in out


def test_marks_of_the_file_are_no_marks_of_markdown(folder: Path) -> None:
    for field, text in (
        ("pin: a promise was broken", "Broken [-Kept by Congress-]"),
        ("title: Keep the nights quiet", "Keep all [-no-] {+nights+} quiet"),
    ):
        name, _, before = field.partition(": ")
        (folder / "new.yaml").write_text(SMALL_TEXT.replace(field, f'{name}: "{text}"', 1))
        out = run("diff", "small.yaml", "new.yaml", "--format", "markdown", cwd=folder)[1]
        struck = {word for words in re.findall(r"~~(.*?)~~", out) for word in words.split()}
        assert (struck <= set(before.split()), "\\[-" in out) == (True, True), out
