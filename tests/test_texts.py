"""`check --texts`: pins, locators and digests against the texts of the sources, at their edges."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import SMALL_TEXT, run


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
    assert "the pin stands nowhere in the text; copy the words from par. 1 of the text [pin-not-found]" in out


def test_a_pin_with_quotes_that_are_not_the_texts(folder: Path) -> None:
    (folder / "texts").mkdir()
    (folder / "texts/survey.txt").write_text("grants were cut\nthe law passed\nfewer fires\nmore for roads\n")
    text = SMALL_TEXT.replace("pin: grants were cut", "pin: \u201cgrants were cut\u201d")
    _, out, _ = run("check", "-", "--texts", "texts", "--format", "concise", cwd=folder, input=text)
    told = "the quotes around the pin do not stand in the text; write `pin: grants were cut` [pin-not-found]"
    assert out.count(told) == 1
