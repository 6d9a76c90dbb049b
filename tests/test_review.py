"""`check --against`: the edge cases of each rule, on real changes of a file in git."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import git, run, run_here

HEAD = """\
format: 1
platform: {id: mayors, title: Public Safety, organization: Mayors, directed_to: federal}
sources:
  - id: platform
    role: asks
    title: Our platform
    genre: platform
    issued: 2024
    statements:
      - {id: grants, locator: par. 7, pin: increase the grants}
      - {id: laws, locator: par. 8, pin: pass the laws}
  - id: survey
    role: evidence
    title: A survey
    genre: survey
    issued: 2025
    statements:
      - {id: cuts, locator: par. 10, pin: were cut}
      - {id: aid, locator: par. 11, pin: more aid}
"""
NEWER = """\
  - id: survey-2026
    role: evidence
    title: A newer survey
    genre: survey
    issued: 2026
    supersedes: [survey]
    statements:
      - {id: aid, locator: par. 10, pin: more aid}
"""
SECTIONS = """\
sections:
  - id: policing
    title: Policing
    asks:
      - {id: laws, title: Pass the laws, kind: law, asked_in: [platform/laws, platform/grants], status: unaddressed}
"""
CUT = "{statement: survey/cuts, status: cut, level: federal, scope: general}"
Problems = list[tuple[str, str, int, str, str]]


def ask(
    name: str = "grants",
    title: str = "Increase the grants",
    asked: str = "platform/grants",
    status: str = "cut",
    findings: tuple[str, ...] = (CUT,),
    more: str = "",
) -> str:
    told = "".join(f"          - {finding}\n" for finding in findings)
    return (
        f"      - id: {name}\n        title: {title}\n        kind: funding\n        asked_in: [{asked}]\n"
        f"{more}        status: {status}\n" + (f"        findings:\n{told}" if findings else "")
    )


def platform(*asks: str, sources: str = "", end: str = "") -> str:
    return HEAD + sources + SECTIONS + "".join(asks) + end


def numbered(*numbers: int) -> str:
    return platform(*(ask(f"a{n}", f"The ask number {n}", findings=(), status="unaddressed") for n in numbers))


def reviewed(before: str, after: str, folder: Path) -> Problems:
    """What `check --against HEAD` finds in a change, each as rule, level, line, message and remedy."""
    git("init", "--quiet", cwd=folder)
    (folder / "platform.yaml").write_text(before)
    git("add", "platform.yaml", cwd=folder)
    git("commit", "--quiet", "--message=before", cwd=folder)
    (folder / "platform.yaml").write_text(after)
    assert run_here("check", "--strict", cwd=folder) == (0, "0 errors, 0 warnings in 1 file\n", "")
    code, stdout, stderr = run_here("check", "--against", "HEAD", "--format", "json", cwd=folder)
    document = json.loads(stdout)
    assert (code, stderr) == (1 if document["summary"]["errors"] else 0, "")
    return [(it["rule"], it["level"], it["line"], it["message"], it["remedy"]) for it in document["problems"]]


def rules(found: Problems) -> list[str]:
    return [rule for rule, *_ in found]


def line(text: str, words: str) -> int:
    """The number of the only line that holds these words."""
    (number,) = (number for number, line in enumerate(text.splitlines(), 1) if words in line)
    return number


def test_no_change_is_no_problem(tmp_path: Path) -> None:
    assert reviewed(platform(ask()), platform(ask()), tmp_path) == []


# --- An ask that vanished ---


def test_an_ask_that_vanished_is_named_with_its_tombstone(tmp_path: Path) -> None:
    before = platform(ask(), ask("more", 'Say "no: never"', "platform/grants"))
    after = platform(ask())
    assert reviewed(before.replace('Say "no: never"', "'Say \"no: never\"'"), after, tmp_path) == [
        (
            "vanished-ask",
            "error",
            line(after, "sections:"),
            "the ask `more` vanished",
            r'add `- {id: more, title: "Say \"no: never\"", reason: }` under `retired:` with the reason, '
            "or `formerly: [more]` to the ask that it went into",
        )
    ]
    stone = r'{id: more, title: "Say \"no: never\"", reason: }'
    (tmp_path / "platform.yaml").write_text(after + f"retired:\n  - {stone}\n")
    assert "`reason` is empty" in run_here("check", "--against", "HEAD", cwd=tmp_path)[1]
    (tmp_path / "platform.yaml").write_text(after + f"retired:\n  - {stone}\n".replace(": }", ": It was met}"))
    assert run_here("check", "--strict", "--against", "HEAD", cwd=tmp_path)[0] == 0


def test_an_ask_with_a_tombstone_did_not_vanish(tmp_path: Path) -> None:
    stone = "retired:\n  - {id: more, title: More, reason: It was met, replaced_by: [grants]}\n"
    assert reviewed(platform(ask(), ask("more", "More")), platform(ask(), end=stone), tmp_path) == []


def test_an_ask_that_another_was_formerly_did_not_vanish(tmp_path: Path) -> None:
    renamed = ask("hiring-grants", more="        formerly: [grants]\n")
    assert reviewed(platform(ask()), platform(renamed), tmp_path) == []


def test_an_ask_that_seems_renamed_is_told_both_ways(tmp_path: Path) -> None:
    after = platform(ask("hiring-grants", "Increase the hiring grants"))
    assert reviewed(platform(ask()), after, tmp_path) == [
        (
            "vanished-ask",
            "error",
            line(after, "- id: hiring-grants"),
            "the ask `grants` vanished",
            "add `formerly: [grants]` to `hiring-grants` if it is the same ask; else "
            "add `- {id: grants, title: Increase the grants, reason: }` under `retired:` with the reason",
        )
    ]


def test_an_ask_that_moved_to_another_section_did_not_vanish(tmp_path: Path) -> None:
    moved = "  - id: money\n    title: Money\n    asks:\n"
    assert reviewed(platform(ask()), platform(moved + ask()), tmp_path) == []


# --- Most of the asks gone ---


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ((1, 2, 3), (1,), ["vanished-ask", "vanished-ask"]),  # half of four, as `laws` stays
        ((1, 2, 3), (1, 2), ["vanished-ask"]),
        ((1, 2, 3), (), ["mass-removal"]),
        ((1, 2), (), ["vanished-ask", "vanished-ask"]),
        ((1, 2, 3, 4), (1, 2), ["vanished-ask", "vanished-ask"]),
        ((1, 2, 3, 4), (1,), ["mass-removal"]),
        ((1, 2, 3, 4), (5, 6, 7, 8), ["mass-removal"]),
    ],
)
def test_more_than_half_of_four_asks_or_more_is_a_mass(
    before: tuple[int, ...], after: tuple[int, ...], found: list[str], tmp_path: Path
) -> None:
    assert rules(reviewed(numbered(*before), numbered(*after), tmp_path)) == found


def test_a_mass_removal_is_one_problem(tmp_path: Path) -> None:
    after = numbered(1)
    assert reviewed(numbered(1, 2, 3, 4, 5), after, tmp_path) == [
        (
            "mass-removal",
            "error",
            line(after, "sections:"),
            "4 of 6 asks are gone since HEAD",
            "restore the end of the file as it is in HEAD, or retire each ask that left",
        )
    ]


def test_retired_asks_are_no_mass_removal(tmp_path: Path) -> None:
    stones = "retired:\n" + "".join(
        f"  - {{id: a{n}, title: The ask number {n}, reason: It was met}}\n" for n in (2, 3, 4, 5)
    )
    assert reviewed(numbered(1, 2, 3, 4, 5), numbered(1) + stones, tmp_path) == []


# --- An id with another meaning ---


def test_an_id_is_repurposed_only_if_title_and_bullets_both_changed(tmp_path: Path) -> None:
    after = platform(ask(title="Pass other laws", asked="platform/laws"), ask("more", "Increase the grants"))
    assert reviewed(platform(ask()), after, tmp_path) == [
        (
            "repurposed-id",
            "error",
            line(after, "- id: grants"),
            "`grants` was `Increase the grants` and is another ask now",
            "give the new ask a new id, and keep `grants` for the old one or retire it",
        )
    ]


def test_an_id_with_another_bullet_and_its_title_is_not_repurposed(tmp_path: Path) -> None:
    after = platform(ask(asked="platform/laws"), ask("more", "Train officers"))
    assert reviewed(platform(ask()), after, tmp_path) == []


def test_an_id_with_one_of_its_bullets_is_reworded_and_not_repurposed(tmp_path: Path) -> None:
    before = platform(ask(asked="platform/grants, platform/laws"), ask("more", "Train officers"))
    after = platform(ask(title="Pass other laws", asked="platform/laws"), ask("more", "Train officers"))
    assert rules(reviewed(before, after, tmp_path)) == ["reworded-under-findings"]


def test_a_renamed_ask_is_not_repurposed(tmp_path: Path) -> None:
    renamed = ask("laws-on-grants", "Pass other laws", "platform/laws", more="        formerly: [grants]\n")
    after = platform(renamed, ask("more", "Train officers"))
    assert rules(reviewed(platform(ask()), after, tmp_path)) == ["reworded-under-findings"]


def test_an_id_whose_bullet_has_a_better_pin_is_not_repurposed(tmp_path: Path) -> None:
    after = platform(ask(title="Increase all grants")).replace("pin: increase the grants", "pin: the grants")
    assert rules(reviewed(platform(ask()), after, tmp_path)) == ["reworded-under-findings"]


def test_an_id_of_a_bullet_that_never_was_may_be_repurposed(tmp_path: Path) -> None:
    before = platform(ask(asked="platform/typo"), ask("more", "Train officers"))
    after = platform(ask(title="Increase all grants"), ask("more", "Train officers"))
    assert rules(reviewed(before, after, tmp_path)) == ["repurposed-id"]


# --- An ask reworded over its findings ---


def test_an_ask_reworded_over_findings_is_a_warning(tmp_path: Path) -> None:
    aid = "{statement: survey/aid, status: mentioned}"
    after = platform(ask(title="Increase all grants", findings=(CUT, aid)))
    assert reviewed(platform(ask(findings=(CUT, aid))), after, tmp_path) == [
        (
            "reworded-under-findings",
            "warning",
            line(after, "title: Increase all grants"),
            "reworded from `Increase the grants` over findings that stand",
            "read again whether what is said in `survey/aid`, `survey/cuts` is true of the new words",
        )
    ]


def test_an_ask_reworded_with_its_findings_is_fine(tmp_path: Path) -> None:
    aid = "{statement: survey/aid, status: cut, level: federal, scope: general}"
    assert reviewed(platform(ask()), platform(ask(title="Increase all grants", findings=(aid,))), tmp_path) == []
    bare = {"findings": (), "status": "unaddressed"}
    before, after = platform(ask(**bare)), platform(ask(title="All grants", **bare))  # type: ignore[arg-type]
    (tmp_path / "again").mkdir()
    assert reviewed(before, after, tmp_path / "again") == []


# --- A status that changed without evidence ---


def test_a_status_that_changed_with_the_addressee_alone_wants_evidence(tmp_path: Path) -> None:
    after = platform(ask(status="unaddressed", more="        directed_to: state\n"))
    assert reviewed(platform(ask()), after, tmp_path) == [
        (
            "status-without-evidence",
            "warning",
            line(after, "- id: grants") + 5,
            "the status went from `cut` to `unaddressed` with no change of evidence, but of `directed_to`",
            "add or mend the finding that moved it, or undo the change if it was no correction",
        )
    ]


def test_all_that_moved_a_status_without_evidence_is_named(tmp_path: Path) -> None:
    after = platform(
        ask(status="unaddressed", more="        directed_to: state\n", asked="platform/grants, platform/laws")
    )
    (problem,) = reviewed(platform(ask()), after, tmp_path)
    assert problem[3].endswith(" with no change of evidence, but of `asked_in` and `directed_to`")


def test_a_status_that_changed_with_the_platforms_addressee_is_told_so(tmp_path: Path) -> None:
    before = platform(ask(), ask("more", "Train officers"))
    after = platform(
        ask(status="unaddressed"), ask("more", "Train officers", "platform/grants, platform/laws", "unaddressed")
    ).replace("directed_to: federal}", "directed_to: state}", 1)
    assert [message.partition(", but ")[2] for *_, message, _ in reviewed(before, after, tmp_path)] == [
        "of `platform.directed_to`",
        "of `asked_in` and `platform.directed_to`",
    ]


def test_each_status_without_evidence_is_told_its_own_reasons(tmp_path: Path) -> None:
    state = "        directed_to: state\n"
    before = platform(ask(), ask("more", "Train officers"))
    after = platform(
        ask(status="unaddressed", more=state),
        ask("more", "Train officers", "platform/grants, platform/laws", "unaddressed", more=state),
    )
    assert [message.partition(", but ")[2] for *_, message, _ in reviewed(before, after, tmp_path)] == [
        "of `directed_to`",
        "of `asked_in` and `directed_to`",
    ]


AID = "{statement: survey/aid, status: funded, level: federal, scope: direct}"
MENTION = "{statement: survey/cuts, status: mentioned}"
NEWER_AID = "{statement: survey-2026/aid, status: unmet, level: federal, scope: general}"
EVIDENCE = {
    "a finding was added": platform(ask(status="funded", findings=(CUT, AID))),
    "a finding was removed": platform(ask(status="unaddressed", findings=())),
    "a finding was changed": platform(ask(status="unmet", findings=(CUT.replace("cut,", "unmet,"),))),
    "a finding was weakened": platform(ask(status="unaddressed", findings=(MENTION,))),
    "a finding changed its level": platform(ask(status="unaddressed", findings=(CUT.replace("federal", "local"),))),
    "a finding was overtaken": platform(ask(status="unmet", findings=(CUT, NEWER_AID)), sources=NEWER),
    "a source became context": platform(ask(status="unaddressed")).replace("role: evidence", "role: context"),
}


@pytest.mark.parametrize("what", EVIDENCE)
def test_a_status_may_change_where(what: str, tmp_path: Path) -> None:
    after = EVIDENCE[what]
    if what == "a source became context":  # a claim in context is a warning of its own
        after = after.replace(CUT, MENTION)
    assert reviewed(platform(ask()), after, tmp_path) == []


def test_a_status_may_change_because_a_source_is_overtaken_though_no_finding_changed(tmp_path: Path) -> None:
    before = platform(ask(findings=(CUT, NEWER_AID)), sources=NEWER.replace("    supersedes: [survey]\n", ""))
    after = platform(ask(status="unmet", findings=(CUT, NEWER_AID)), sources=NEWER)
    assert reviewed(before, after, tmp_path) == []


def test_a_scope_may_change_without_evidence_as_the_status_did_not(tmp_path: Path) -> None:
    findings = (CUT, "{statement: survey/aid, status: cut, level: state, scope: direct}")
    after = platform(ask(findings=findings, more="        directed_to: state\n"))
    assert reviewed(platform(ask(findings=findings)), after, tmp_path) == []


# --- What it is held against ---


def test_the_old_state_may_have_errors_as_long_as_it_is_a_platform(tmp_path: Path) -> None:
    wrong = platform(ask(status="funded"), ask("more", "Train officers"))
    assert rules(reviewed(wrong, platform(ask()), tmp_path)) == ["vanished-ask"]


def test_an_old_state_that_is_no_platform_cannot_be_held_against(tmp_path: Path) -> None:
    git("init", "--quiet", cwd=tmp_path)
    (tmp_path / "platform.yaml").write_text("a: [")
    git("add", "platform.yaml", cwd=tmp_path)
    git("commit", "--quiet", "--message=before", cwd=tmp_path)
    (tmp_path / "platform.yaml").write_text(platform(ask()))
    assert run("check", "--against", "HEAD", cwd=tmp_path) == (
        2,
        "",
        "tracker: HEAD: no readable platform to check against\n",
    )


def test_a_file_or_a_saved_report_may_stand_for_the_old_state(tmp_path: Path) -> None:
    (tmp_path / "old.yaml").write_text(platform(ask(), ask("more", "Train officers")))
    (tmp_path / "platform.yaml").write_text(platform(ask()))
    (tmp_path / "old.json").write_text(run_here("report", "old.yaml", "--format", "json", cwd=tmp_path)[1])
    for old in ("old.yaml", "old.json"):
        code, stdout, _ = run_here("check", "--against", old, "--format", "concise", cwd=tmp_path)
        assert (code, stdout.splitlines()[0].split(";")[0]) == (
            1,
            "platform.yaml:20:1: error: the ask `more` vanished",
        )


def test_a_file_in_a_folder_is_held_against_its_own_old_state(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    git("init", "--quiet", cwd=tmp_path)
    (folder / "asks.yaml").write_text(platform(ask(), ask("more", "Train officers")))
    git("add", ".", cwd=tmp_path)
    git("commit", "--quiet", "--message=before", cwd=tmp_path)
    (folder / "asks.yaml").write_text(platform(ask()))
    (other := tmp_path / "other").mkdir()
    for cwd, name in ((tmp_path, "data/asks.yaml"), (folder, "asks.yaml"), (other, "../data/asks.yaml")):
        code, stdout, _ = run_here("check", name, "--against", "HEAD", "--format", "concise", cwd=cwd)
        assert (code, stdout.splitlines()[0].split(";")[0]) == (1, f"{name}:20:1: error: the ask `more` vanished")
