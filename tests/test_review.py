"""`check --against`: what each change of a file is told to be, kept whole in `tests/reviews.txt`.

`OUTPUTS_UPDATE=1 pytest tests/test_review.py` writes what is told now; read the difference before you commit it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.command import git, run, run_here

KEPT = Path(__file__).parent / "reviews.txt"
BASE = """\
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
    text: survey.txt
    sha256: 11815d63d926d6d5ee8c2acaeede8100a4c31e62c99de4bcefc2ea822b7ff42e
    statements:
      - {id: cuts, locator: par. 10, pin: were not cut, note: The grants, value: $649.4m}
      - {id: aid, locator: par. 11, pin: more aid}
sections:
  - id: policing
    title: Policing
    asks:
      - {id: laws, title: Pass the laws, kind: law, asked_in: [platform/laws, platform/grants], status: unaddressed}
      - id: grants
        title: Increase the grants
        kind: funding
        asked_in: [platform/grants]
        status: cut
        findings:
          - {statement: survey/cuts, status: cut, level: federal, scope: general}
"""
ASK = BASE[BASE.index("      - id: grants\n") :]
MORE = "      - {id: more, title: Train officers, kind: practice, asked_in: [platform/grants], status: unaddressed}\n"
CUT = "          - {statement: survey/cuts, status: cut, level: federal, scope: general}\n"
NO_EVIDENCE = {"status: cut\n": "status: unaddressed\n", "        findings:\n" + CUT: ""}
STATE = {"        status: cut\n": "        directed_to: state\n        status: unaddressed\n"}
AID = CUT + "          - {statement: survey/aid, status: funded, level: federal, scope: direct}\n"
NEWER = BASE[BASE.index("  - id: survey\n") : BASE.index("sections:")].replace("survey", "survey-2026")
NEWER = NEWER.replace("issued: 2025", "issued: 2026").replace("were not cut", "are cut").replace("A s", "A newer s")
NEWS = {"sections:\n": f"{NEWER}sections:\n"}
OVERTAKES = {**NEWS, "    issued: 2026\n": "    issued: 2026\n    supersedes: [survey]\n"}
UNMET = CUT + "          - {statement: survey-2026/cuts, status: unmet, level: federal, scope: general}\n"
DIGEST = "11815d63d926d6d5ee8c2acaeede8100a4c31e62c99de4bcefc2ea822b7ff42e"
OTHER_DIGEST = {DIGEST: "0" + DIGEST[1:]}
URL = {"    issued: 2025\n": "    issued: 2025\n    url: https://example.org/survey\n"}
FIGURE = {"pin: more aid}": "pin: more aid, figure: {what: Aid, value: 3}}"}
FOUND_AID = {**NO_EVIDENCE, "        findings:\n" + CUT: AID.replace(CUT, "        findings:\n")}
FOUND_AID["status: cut\n"] = "status: funded\n"
STONE = "retired:\n  - {id: grants, title: Increase the grants, reason: It was met, replaced_by: [laws]}\n"
TRAIN = {"title: Increase the grants": "title: Train officers"}
ALL = {"title: Increase the grants": "title: Increase all grants"}
LAWS = {"asked_in: [platform/grants]": "asked_in: [platform/laws]"}
HIRING = {"id: grants\n": "id: hiring\n        formerly: [grants]\n"}
RENAMED = {"id: survey\n": "id: survey-2025\n    formerly: [survey]\n", "statement: survey/": "statement: survey-2025/"}
UNADDRESSED = {"status: cut\n": "status: unaddressed\n"}
FUNDED = {CUT: AID, "status: cut\n": "status: funded\n"}
STATE_AID = AID.replace("funded, level: federal", "funded, level: state")
MENTION = {CUT: "          - {statement: survey/cuts, status: mentioned}\n"}
RECODED = {"status: cut\n": "status: unmet\n", CUT: CUT.replace("cut,", "unmet,")}
OVERTAKEN = {**OVERTAKES, CUT: UNMET, "status: cut\n": "status: unmet\n"}
Edits = dict[str, str]


def asks(*numbers: int) -> Edits:
    """The grants with so many other asks instead."""
    return {ASK: "".join(MORE.replace("more", f"a{n}").replace("officers", f"officers {n}") for n in numbers)}


CASES: dict[str, tuple[Edits, Edits]] = {
    "nothing": ({}, {}),
    "other spaces and composition": (
        {"A survey": "A survéy", "note: The grants": "note: The gránts"},
        {
            "title: Increase the grants": 'title: "Increase the\u00a0grants"',
            "pin: were not cut": "pin: were  not cut",
            "A survey": "A surve\u0301y",
            "note: The grants": "note: The gra\u0301nts ",
            "pin: increase the grants": "pin: increase  the grants",
        },
    ),
    "vanished": ({}, {ASK: ""}),
    "vanished, with a title to quote": (
        {"      - id: grants\n": MORE.replace("Train officers", '"no: \\"x\\""') + "      - id: grants\n"},
        {},
    ),
    "vanished into a tombstone": ({}, {ASK: STONE}),
    "renamed": ({}, HIRING),
    "renamed without a word": (
        {},
        {"id: grants\n": "id: hiring\n", "title: Increase the": "title: Increase the hiring"},
    ),
    "moved to another section": ({}, {ASK: "  - id: money\n    title: Money\n    asks:\n" + ASK}),
    "half gone": (asks(1, 2, 3), asks(1)),
    "a quarter gone": (asks(1, 2, 3), asks(1, 2)),
    "most gone": (asks(1, 2, 3), asks()),
    "most gone of too few": (asks(1, 2), asks()),
    "most replaced": (asks(1, 2, 3, 4), asks(5, 6, 7, 8)),
    "most retired": (
        asks(1, 2, 3, 4),
        {ASK: "retired:\n" + "".join(f"  - {{id: a{n}, title: Train, reason: r}}\n" for n in (1, 2, 3, 4))},
    ),
    "an id for another ask": ({}, {**TRAIN, **LAWS}),
    "an id with another bullet and its title": ({}, LAWS),
    "an id with one of its bullets": (
        {"asked_in: [platform/grants]": "asked_in: [platform/grants, platform/laws]"},
        {**TRAIN, **LAWS},
    ),
    "another ask under another id": (
        {},
        {**HIRING, **TRAIN,
         **LAWS},
    ),
    "a bullet of another id and the same pin": (
        {},
        {**ALL, "id: grants, locator": "id: all-grants, locator",
         "platform/laws, platform/grants": "platform/laws",
         "asked_in: [platform/grants]": "asked_in: [platform/all-grants]"},
    ),
    "an asking source renamed without a word, and an ask reworded": (
        {},
        {"  - id: platform\n": "  - id: new\n", "[platform/laws, platform/grants]": "[new/laws, new/grants]",
         "asked_in: [platform/grants]": "asked_in: [new/grants]", **ALL},
    ),
    "a bullet with a better pin": ({}, {**ALL, "pin: increase the": "pin: the"}),
    "a bullet that never was": ({"asked_in: [platform/grants]": "asked_in: [platform/typo]"}, ALL),
    "reworded over two findings": (FUNDED, {**FUNDED, **ALL}),
    "reworded without findings": (NO_EVIDENCE, {**NO_EVIDENCE, **ALL}),
    "directed to another level": ({}, STATE),
    "directed to another level, and asked elsewhere": (
        {},
        {**STATE, "asked_in: [platform/grants]": "asked_in: [platform/grants, platform/laws]"},
    ),
    "a platform of another level": ({}, {"directed_to: federal}": "directed_to: state}", **UNADDRESSED}),
    "a finding added": ({}, FUNDED),
    "a finding overtaken": (NEWS, OVERTAKEN),
    "a finding overtaken, with none changed": ({**NEWS, CUT: UNMET}, OVERTAKEN),
    "a source of context now": ({}, {"role: evidence": "role: context", **UNADDRESSED, **MENTION}),
    "an old state with errors": ({"status: cut\n": "status: funded\n"}, {ASK: ""}),
    # Evidence
    "wrong edit 1: a status with its finding, on the same words": ({}, RECODED),
    "wrong edit 2: a pin to the opposite": ({}, {"were not cut": "cut"}),
    "wrong edit 3: a level without effect on the status": (
        {CUT: STATE_AID},
        {CUT: STATE_AID.replace("funded, level: state", "funded, level: local")},
    ),
    "wrong edit 4: a value": ({}, {"$649.4m": "$949.4m"}),
    "wrong edit 5: a source for another document": ({}, {"A survey": "A budget", "issued: 2025": "issued: 2026"}),
    "wrong edit 6: a text, with digest and pin": ({}, {**OTHER_DIGEST, "were not cut": "were cut"}),
    "a scope and a level": ({}, {CUT: CUT.replace("federal", "state").replace("general", "direct"), **UNADDRESSED}),
    "a finding that is a mention now": ({}, {**MENTION, **UNADDRESSED}),
    "recoded on other words": ({}, {"were not cut": "were kept", **RECODED}),
    "a reason given": ({}, {"general}": "general, note: Why}"}),
    "other words, and a reason given": ({}, {"were not cut": "were kept", "general}": "general, note: Why}"}),
    "other words under a reason that stands": (
        {"general}": "general, note: Why}"},
        {"were not cut": "were kept", "general}": "general, note: Why}"},
    ),
    "locator and note": ({}, {"par. 10": "par. 12", ", note: The grants": ""}),
    "a note that is gone": ({}, {", note: The grants": ""}),
    "a figure": ({**FIGURE, **FOUND_AID}, {**FIGURE, **FOUND_AID, "value: 3": "value: 4"}),
    "a statement that nothing rests on": ({}, {"pin: more aid": "pin: no aid"}),
    "a bullet": ({}, {"pin: increase the grants": "pin: raise the grants"}),
    "another text with the same pins": ({}, OTHER_DIGEST),
    "another text with another note": ({}, {**OTHER_DIGEST, "note: The grants": "note: All grants"}),
    "a first digest, with a better pin": ({f"    sha256: {DIGEST}\n": ""}, {"were not cut": "not cut"}),
    "a digest that is gone, with another pin": ({}, {f"    sha256: {DIGEST}\n": "", "were not cut": "were cut"}),
    "another document at another address": (
        URL,
        {"A survey": "A budget", **URL, "issued: 2025": "issued: 2026", "org/survey": "org/budget"},
    ),
    "another title and date at the same address": (
        URL,
        {**URL, "A survey": "A survey of mayors", "issued: 2025": "issued: 2025-06"},
    ),
    "another title": ({}, {"A survey": "A survey of mayors"}),
    "another date": ({}, {"issued: 2025": "issued: 2025-06"}),
    "a finding removed": ({}, NO_EVIDENCE),
    "a statement removed": (
        {},
        {**FOUND_AID, BASE[BASE.index("      - {id: cuts") : BASE.index("      - {id: aid")]: ""},
    ),
    "a finding removed that did not decide": (FUNDED, FOUND_AID),
    "evidence withdrawn": ({}, {"$649.4m}": "$649.4m, withdrawn: 2026-03}", **UNADDRESSED}),
    "evidence withdrawn and removed": ({}, {"$649.4m}": "$649.4m, withdrawn: 2026-03}", **NO_EVIDENCE}),
    "a source renamed": ({}, RENAMED),
    "a source renamed without a word": (
        {},
        {"id: survey\n": "id: survey-2025\n", "statement: survey/": "statement: survey-2025/"},
    ),
    "a source renamed, and its value changed": (
        {},
        {**RENAMED, "$649.4m": "$1"},
    ),
}  # fmt: skip


def edited(edits: Edits) -> str:
    text = BASE
    for old, new in edits.items():
        assert text.count(old) == 1, (old, text)
        text = text.replace(old, new)
    return text


def reviewed(name: str, folder: Path) -> str:
    """What is told of a change; the new file alone has nothing wrong."""
    for file, edits in zip(("old.yaml", "platform.yaml"), CASES[name], strict=True):
        (folder / file).write_text(edited(edits))
    alone = run_here("check", "--strict", cwd=folder)
    assert (alone[0], alone[1][:30]) == (0, "0 errors, 0 warnings in 1 file"), name
    code, out, err = run_here("check", "--against", "./old.yaml", "--format", "concise", cwd=folder)
    assert (code, err) == (": error: " in out, "")
    return f"## {name}\n" + "".join(line + "\n" for line in out.splitlines()[:-1])


def test_each_change_is_told_for_what_it_is(tmp_path: Path) -> None:
    told = "".join(reviewed(name, tmp_path) for name in CASES)
    if os.environ.get("OUTPUTS_UPDATE"):
        KEPT.write_text(told)
    assert told == KEPT.read_text()


def test_the_tombstone_that_is_told_can_be_pasted(tmp_path: Path) -> None:
    name = "vanished, with a title to quote"
    stone = reviewed(name, tmp_path).partition("add `- ")[2].partition("` under")[0]
    (tmp_path / "platform.yaml").write_text(f"{BASE}retired:\n  - {stone}\n")
    assert "`reason` is empty" in run_here("check", "--against", "old.yaml", cwd=tmp_path)[1]
    (tmp_path / "platform.yaml").write_text(f"{BASE}retired:\n  - {stone.replace(': }', ': It was met}')}\n")
    assert run_here("check", "--strict", "--against", "old.yaml", cwd=tmp_path)[0] == 0


# --- What it is held against ---


VANISHED = f"{BASE.splitlines().index('sections:') + 1}:1: error: the ask `grants` vanished"


def test_an_old_state_that_is_no_platform_cannot_be_held_against(tmp_path: Path) -> None:
    (tmp_path / "old.yaml").write_text("a: [")
    (tmp_path / "platform.yaml").write_text(BASE)
    code, stdout, stderr = run("check", "--against", "./old.yaml", cwd=tmp_path)
    assert (code, stderr) == (2, "tracker: ./old.yaml: no readable platform to check against\n")
    assert stdout.startswith("0 errors, 0 warnings in 1 file")


def test_a_saved_report_may_stand_for_the_old_state(tmp_path: Path) -> None:
    (tmp_path / "old.yaml").write_text(BASE)
    (tmp_path / "platform.yaml").write_text(edited({ASK: ""}))
    run_here("report", "old.yaml", "-o", "old.json", cwd=tmp_path)
    told = [run_here("check", "--against", name, cwd=tmp_path) for name in ("old.yaml", "old.json")]
    assert told[0] == told[1]
    assert told[0][1].startswith(f"platform.yaml:{VANISHED}")


@pytest.mark.parametrize(
    ("cwd", "name"), [("", "data/asks.yaml"), ("data", "asks.yaml"), ("other", "../data/asks.yaml")]
)
def test_a_file_in_a_folder_is_held_against_its_own_old_state(cwd: str, name: str, tmp_path: Path) -> None:
    for folder in ("data", "other"):
        (tmp_path / folder).mkdir()
    (tmp_path / "data/asks.yaml").write_text(BASE)
    for command in ("init --quiet", "add .", "commit --quiet --message=before"):
        git(*command.split(), cwd=tmp_path)
    (tmp_path / "data/asks.yaml").write_text(edited({ASK: ""}))
    code, stdout, _ = run_here("check", name, "--against", "HEAD", "--format", "concise", cwd=tmp_path / cwd)
    assert (code, stdout.splitlines()[0].split(";")[0]) == (1, f"{name}:{VANISHED}")
