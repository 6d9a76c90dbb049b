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
        assert (code, out, "--texts" in err) == (2, "", True)


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
    text = text.replace("\u201cgrants were cut\u201d", "\u201cgrants were lost\u201d")
    _, out, _ = run("check", "-", "--texts", "texts", "--format", "concise", cwd=folder, input=text)
    assert out.count("the pin stands nowhere in the text; copy the words from par. 1 of the text [pin-not-found]") == 1


def test_a_source_that_says_nothing_needs_no_text(folder: Path) -> None:
    (folder / "texts").mkdir()
    bare = "  - {id: leaflet, role: context, title: Leaflet, genre: leaflet, issued: unknown}\nsections:\n"
    text = SMALL_TEXT.replace("sections:\n", bare, 1)
    _, out, _ = run("check", "-", "--texts", "texts", "--format", "concise", cwd=folder, input=text)
    assert ("`almanac` is checked, as it names no `text:`" in out, "leaflet" in out) == (True, True)
    assert "no pin of `leaflet`" not in out
