"""An ask through time: its id and former ids, merges and tombstones, in `diff`, `log`, `show` and `check --against`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.command import SMALL_TEXT, run
from tests.repository import Repository, committed


def test_two_asks_become_one(folder: Path) -> None:
    text = SMALL_TEXT
    ask = text[text.index("      - id: quiet-nights") : text.index("retired:")]
    committed(folder, text)
    merged = text.replace(ask, "").replace("replaced_by: [quiet-nights]", "replaced_by: [meetings]")
    merged = merged.replace(
        "- id: open-meetings\n", "- id: meetings\n        formerly: [open-meetings, quiet-nights]\n"
    )
    (folder / "platform.yaml").write_text(merged)
    assert run("check", "--strict", "--against", "HEAD", cwd=folder)[0] == 0
    code, out, _ = run("diff", cwd=folder)
    assert code == 1
    told = "Asks retired (1) - Keep the nights quiet (quiet-nights): was unaddressed replaced by: meetings"
    assert told in " ".join(out.split())


def test_an_ask_that_was_merged_is_no_rename(folder: Path) -> None:
    text = SMALL_TEXT
    ask = text[text.index("      - id: quiet-nights") : text.index("retired:")]
    new = ask.replace("quiet-nights", "silent-nights")
    merged = text.replace(ask, new).replace(
        "- id: open-meetings\n", "- id: open-meetings\n        formerly: [quiet-nights]\n"
    )
    (folder / "new.yaml").write_text(merged.replace("[quiet-nights]}", "[open-meetings]}"))
    code, out, _ = run("diff", "small.yaml", "new.yaml", cwd=folder)
    assert (code, out.count("replaced by: open-meetings"), out.count("hint:")) == (1, 1, 0)


@pytest.mark.parametrize(
    ("edits", "told"),
    [
        (
            {
                "        formerly: [street-grants]\n": "",
                "      - id: quiet-nights\n": "      - {id: street-grants, title: Forbid scooters, kind: law, "
                "asked_in: [bullets/rules], status: unaddressed}\n      - id: quiet-nights\n",
            },
            "the former id `street-grants` of `Increase road grants, with a title that is long enough to be wrapped "
            "in every...` means another ask now",
        ),
        ({"- {id: gas-lamps, ": "- {id: other-lamps, "}, "the former id `gas-lamps` of `Light gas lamps` is gone"),
        (
            {
                "  - {id: gas-lamps, title: Light gas lamps,": "  - {id: oil-lamps, title: Oil,",
                "id: quiet-nights": "id: gas-lamps",
                "[quiet-nights]": "[gas-lamps]",
            },
            "the former id `gas-lamps` of `Light gas lamps` means another ask now",
        ),
    ],
    ids=["formerly", "tombstone", "taken tombstone"],
)  # fmt: skip
def test_a_published_id_is_not_lost_in_silence(folder: Path, edits: dict[str, str], told: str) -> None:
    committed(folder, SMALL_TEXT)
    text = SMALL_TEXT
    for old, new in edits.items():
        assert old in text
        text = text.replace(old, new)
    (folder / "platform.yaml").write_text(text)
    out = run("check", "--against", "HEAD", "--format", "concise", cwd=folder)[1]
    assert f" warning: {told}; " in out


def test_an_ask_that_came_back_may_have_its_id(folder: Path) -> None:
    text = SMALL_TEXT
    committed(folder, text)
    stone = (
        "retired:\n  - {id: gas-lamps, title: Light gas lamps, reason: They are gone, replaced_by: [quiet-nights]}\n"
    )
    ask = (
        "      - {id: gas-lamps, title: Light gas lamps, kind: law, asked_in: [bullets/rules], "
        "status: unaddressed, findings: []}\n"
    )
    (folder / "platform.yaml").write_text(text.replace(stone, ask))
    assert run("check", "--strict", "--against", "HEAD", cwd=folder)[0] == 0


def test_a_former_id_is_not_taken_by_a_rename(folder: Path) -> None:
    text = SMALL_TEXT
    committed(folder, text)
    renamed = text.replace("id: quiet-nights", "id: gas-lamps\n        formerly: [quiet-nights]").partition("retired:")[
        0
    ]
    (folder / "platform.yaml").write_text(renamed)
    told = "the former id `gas-lamps` of `Light gas lamps` means another ask now"
    assert told in run("check", "--against", "HEAD", "--format", "concise", cwd=folder)[1]
    taken = text.replace("        formerly: [street-grants]\n", "").replace("[quiet-nights]", "[street-grants]")
    taken = taken.replace("id: quiet-nights", "id: street-grants\n        formerly: [quiet-nights]")
    (folder / "platform.yaml").write_text(taken)
    out = run("check", "--against", "HEAD", "--format", "concise", cwd=folder)[1]
    assert "the former id `street-grants` of `Increase road grants" in out


def test_two_sources_of_one_id_do_not_differ_from_themselves(folder: Path) -> None:
    text = SMALL_TEXT.replace("  - id: survey-2024\n", "  - id: survey-2023\n")
    for name in ("one", "other"):
        (folder / f"{name}.yaml").write_text(text)
    code, out, _ = run("diff", "one.yaml", "other.yaml", cwd=folder)
    assert (code, out.splitlines()[-1]) == (0, "Nothing changed.")


def test_a_change_of_a_finding_that_no_longer_counts_is_told(folder: Path) -> None:
    newer = "          - {statement: survey-2024/grants, status: funded, level: federal, scope: direct}\n"
    old = SMALL_TEXT.replace("status: funded\n        findings:", "status: cut\n        findings:", 1)
    (folder / "old.yaml").write_text(old.replace(newer, "", 1))
    claim = "survey-2023/grants, status: cut, level: federal, scope: general}"
    changed = claim.replace("cut", "unmet").replace("general", "direct")
    (folder / "new.yaml").write_text(SMALL_TEXT.replace(claim, changed, 1))
    code, out, _ = run("diff", "old.yaml", "new.yaml", cwd=folder)
    assert code == 1
    assert "status: cut → unmet, scope: general → direct;" in " ".join(out.split())


def test_the_log_tells_evidence_from_what_it_overtook(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    newer = "          - {statement: survey-2024/grants, status: funded, level: federal, scope: direct}\n"
    before = SMALL_TEXT.replace("status: funded\n        findings:", "status: cut\n        findings:", 1).replace(
        newer, "", 1
    )
    repository.commit("Before", {"platform.yaml": before})
    repository.commit("After", {"platform.yaml": SMALL_TEXT})
    moved = "cut (general) → funded; late coding (survey-2023/grants no longer counted, survey-2024/grants)"
    assert f"fire-grants: {moved}" in " ".join(run("log", cwd=tmp_path)[1].split())


def test_a_tombstone_leads_to_another(folder: Path) -> None:
    text = SMALL_TEXT + "  - {id: oil-lamps, title: Oil, reason: Gone, replaced_by: [gas-lamps]}\n"
    out = run("report", "-", "--format", "html", cwd=folder, input=text)[1]
    assert '<a href="#ask-gas-lamps"><bdi>Light gas lamps</bdi></a> (retired)' in out


def test_the_order_of_successors_is_no_change(folder: Path) -> None:
    for name, order in (("old", "quiet-nights, fire-grants"), ("new", "fire-grants, quiet-nights")):
        (folder / f"{name}.yaml").write_text(SMALL_TEXT.replace("[quiet-nights]", f"[{order}]"))
    assert run("diff", "old.yaml", "new.yaml", cwd=folder)[0] == 0


def test_the_title_of_a_tombstone_is_told(folder: Path) -> None:
    (folder / "new.yaml").write_text(SMALL_TEXT.replace("title: Light gas lamps", "title: Keep gas lamps dark"))
    out = run("diff", "small.yaml", "new.yaml", cwd=folder)[1]
    told = "title: {}; reason: They are gone; replaced by: quiet-nights"
    assert f"{told.format('Light gas lamps')} → id: gas-lamps; {told.format('Keep gas lamps dark')}" in " ".join(
        out.split()
    )


def test_the_last_words_of_an_ask_that_is_retired_are_told(folder: Path) -> None:
    ask = SMALL_TEXT[SMALL_TEXT.index("      - id: quiet-nights") : SMALL_TEXT.index("retired:")]
    stone = "  - {id: quiet-nights, title: Silence is law, reason: Left}\n"
    (folder / "new.yaml").write_text(SMALL_TEXT.replace(ask, "").replace(", replaced_by: [quiet-nights]", "") + stone)
    out = " ".join(run("diff", "small.yaml", "new.yaml", cwd=folder)[1].split())
    assert "title: [-Keep the nights quiet-] {+Silence is law+} reason: Left" in out
    out = " ".join(run("diff", "new.yaml", "small.yaml", cwd=folder)[1].split())
    assert "title: [-Silence is law-] {+Keep the nights quiet+}" in out


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


def test_a_tombstone_that_came_later_is_in_the_timeline(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    ask = SMALL_TEXT[SMALL_TEXT.index("      - id: quiet-nights") : SMALL_TEXT.index("retired:")]
    without = SMALL_TEXT.replace(ask, "").replace("replaced_by: [quiet-nights]", "replaced_by: [open-meetings]")
    repository.commit("All", {"platform.yaml": SMALL_TEXT})
    repository.commit("One less", {"platform.yaml": without})
    stone = "  - {id: quiet-nights, title: Keep the nights quiet, reason: All sleep, replaced_by: [open-meetings]}\n"
    repository.commit("Why", {"platform.yaml": without + stone})
    code, out, _ = run("log", "quiet-nights", cwd=tmp_path)
    told = [" ".join(block.split("\n", 1)[1].split()) for block in out.split("\n\n")[1:]]
    stone_told = "id: quiet-nights; title: Keep the nights quiet; reason: All sleep; replaced by: open-meetings"
    assert (code, told) == (
        0,
        [
            f"platform changed: retired/quiet-nights: {stone_told}",
            "removed: was unaddressed, no tombstone",
            "added: unaddressed; replaces: gas-lamps",
        ],
    )
