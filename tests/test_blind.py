"""`init --blind`: a platform with its coding taken out, and the rules by which it is filled again.

`OUTPUTS_UPDATE=1 pytest tests/test_blind.py` writes the present copy of the small platform into `tests/agreements/`.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from random import Random

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.command import SMALL_TEXT, run
from tests.edits import Data, as_platform, platform
from tracker.agreement import agree
from tracker.blind import blind_copy
from tracker.document import Document
from tracker.loading import load_content
from tracker.report import build_report
from tracker.revisions import Content

ROOT = Path(__file__).parent.parent
CODEBOOK = (ROOT / "tracker" / "codebook.md").read_text(encoding="utf-8")
KEPT = Path(__file__).parent / "agreements" / "blind.yaml"
TRAPS = ["\x7f\x85 ", "a\x85", "\u2028\ufeff\u202e", "\U000e0001", "2025", "-17%", "no", "12:30", "~", "null", "a: b",
         "a #b", "- a", "[a", "'a", 'say "a\\b"', "a\nb ", " a", "&a"]  # fmt: skip


def read(text: str) -> Document:
    return load_content(Content("blind.yaml", text.encode()))


def emptied(data: Data) -> Data:
    """What a blind copy must hold, worked out on the plain data."""
    for source in data["sources"]:
        if source["role"] != "asks":
            source["statements"] = []
    for stone in data.get("retired", ()):
        stone["reason"] = "not told here"
    for section in data["sections"]:
        for ask in section["asks"]:
            ask |= {"status": "unaddressed", "findings": []}
    return data


@pytest.mark.parametrize("seed", range(60))
def test_a_blind_copy_is_the_platform_without_its_coding(seed: int) -> None:
    data = platform(Random(seed))
    bullets = [f"bullets/s-{n}" for n in range(4)]
    every = {"id": "every-bullet", "title": "All", "kind": "law", "asked_in": bullets, "status": "unaddressed"}
    data["sections"][0]["asks"].append(every)
    original = as_platform(data)
    loaded = read(blind_copy(original))
    assert loaded.errors == ()
    assert loaded.platform == as_platform(emptied(data))
    assert blind_copy(loaded.platform) == blind_copy(original)
    agreement = agree(build_report(original), build_report(loaded.platform))
    assert agreement.cells.alike == 0
    assert all(cell.second == () for cell in agreement.differing)
    assert agreement.unmatched == {"asks": {}, "sources": {}}


@pytest.mark.parametrize("trap", TRAPS)
def test_every_text_is_read_back_as_it_stood(trap: str) -> None:
    read_back(trap)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda text: re.search(r"\S", text)))
def test_any_text_is_read_back_as_it_stood(text: str) -> None:
    read_back(text)


def read_back(text: str) -> None:
    data: Data = yaml.load(SMALL_TEXT, yaml.BaseLoader)
    data["platform"]["title"] = data["sources"][0]["author"] = data["sections"][0]["asks"][0]["title"] = text
    data["sources"][0]["statements"][0] |= {"note": text, "value": text, "figure": {"what": text, "value": text}}
    assert read(blind_copy(as_platform(data))).platform == as_platform(emptied(data))


def test_the_copy_of_the_small_platform(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(SMALL_TEXT)
    told = "second.yaml is written; edit it, then run `tracker check second.yaml`\n"
    assert run("init", "second.yaml", "--blind", "small.yaml", cwd=tmp_path) == (0, "", told)
    written = (tmp_path / "second.yaml").read_text(encoding="utf-8")
    if os.environ.get("OUTPUTS_UPDATE"):
        KEPT.write_text(written, encoding="utf-8")
    assert written == KEPT.read_text(encoding="utf-8")
    code, out, err = run("check", "second.yaml", cwd=tmp_path)
    assert (code, out.splitlines()[-1], err) == (0, "0 errors, 4 warnings in 1 file", "")


def test_nothing_of_the_shipped_coding_is_in_its_copy() -> None:
    shipped = load_content(Content("platform.yaml", (ROOT / "platform.yaml").read_bytes())).platform
    assert shipped
    copy = blind_copy(shipped)
    told = [said for _, source, said in shipped.placed_statements if source.role != "asks"]
    assert [said.note for said in told if said.note and said.note in copy] == []
    assert copy.count("#") == copy.partition("format:")[0].count("#")
    fields = "COPS and Byrne JAG are of the field police and crime"
    assert fields in copy


def test_how_it_was_coded_is_left_out_too() -> None:
    data: Data = yaml.load(SMALL_TEXT, yaml.BaseLoader)
    data["platform"]["method"] = "Two coders agreed on all but the flood grants."
    assert "Two coders" not in blind_copy(as_platform(data))


def test_the_rules_of_coding_are_printed_and_pointed_to(tmp_path: Path) -> None:
    assert run("rules", "coding", cwd=tmp_path) == (0, CODEBOOK, "")
    assert run("init", cwd=tmp_path)[0] == 0
    starter = (tmp_path / "platform.yaml").read_text(encoding="utf-8")
    assert all("`tracker rules coding`" in place for place in (starter, KEPT.read_text(encoding="utf-8")))
    assert "(tracker/codebook.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
