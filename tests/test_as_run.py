"""As users run it: hooks, workflows, other folders, and files as others left them. Several cases of a kind."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.command import SMALL_TEXT, closing, run, shell
from tests.repository import Repository, committed
from tests.test_check import CLEAN as VALID

ROOT = Path(__file__).parent.parent
CLEAN = f"{closing()}; 4 pins held against no text (`--texts DIR`)\n"
SLIP = SMALL_TEXT.replace("status: met\n", "status: unmet\n", 1)
SLIPPED = "error: the file says `unmet`, the findings give `met` (direct)"
OTHER = SMALL_TEXT.replace("id: fire-grants", "id: fires").replace("Increase fire grants", "Pay for fires")
REWORDED = SMALL_TEXT.replace("Increase fire grants", "Increase water grants")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A platform in each of two folders, of which the upper has another ask under another id, in a linked worktree."""
    main = Repository(tmp_path / "main")
    main.commit("Both", {"platform.yaml": OTHER, "sub/platform.yaml": SMALL_TEXT})
    main.git("worktree", "add", "-q", str(tmp_path / "linked"))
    linked = Repository.__new__(Repository)
    linked.folder, linked.day = tmp_path / "linked", 1
    return linked


# --- An environment meant for another process ---

IN_SUB = "cd {sub} && tracker check --against HEAD --format concise"


@pytest.mark.parametrize(
    ("hook", "trigger"),
    [
        ("pre-commit", "git commit -q --allow-empty -m x"),
        ("post-commit", "git commit -q --allow-empty -m x"),
        ("post-rewrite", "git commit -q --allow-empty --amend -m x"),
        ("post-checkout", "git checkout -q -b other"),
        ("post-merge", "git merge -q --no-ff -m x branch"),
        ("pre-push", "git push -q ../bare HEAD:refs/heads/pushed"),
        (None, "GIT_DIR=.git GIT_WORK_TREE=. sh -c '{line}'"),
        (None, "git -c alias.held='!{line}' held"),
        (None, "git rebase -q --exec '{line}' HEAD~1"),
    ],
)
def test_a_hook_in_a_linked_worktree_asks_of_the_folder_that_it_is_in(
    hook: str | None, trigger: str, repository: Repository, tmp_path: Path
) -> None:
    repository.commit("Two", {"note": "two"})
    repository.git("checkout", "-q", "-b", "branch")
    repository.commit("Three", {"note": "three"})
    repository.git("checkout", "-q", "linked")
    repository.git("init", "-q", "--bare", "../bare")
    line = IN_SUB.format(sub=tmp_path / "linked/sub") + f" >{tmp_path}/told 2>&1"
    if hook:
        path = tmp_path / "main/.git/hooks" / hook
        path.write_text(f"#!/bin/sh\n{line}\n")
        path.chmod(0o755)
    shell(trigger.format(line=line), repository.folder)
    assert (tmp_path / "told").read_text() == CLEAN


def test_a_hook_reads_what_it_commits_and_not_the_index(repository: Repository, tmp_path: Path) -> None:
    hook = tmp_path / "main/.git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\ncd sub; exec tracker check :sub/platform.yaml :./platform.yaml --format concise\n")
    hook.chmod(0o755)
    for folder in (repository.folder, tmp_path / "main"):
        (folder / "sub/platform.yaml").write_text(SLIP)
        code, _, err = shell("git commit -q -m x sub/platform.yaml", folder)
        assert (code, err.count(SLIPPED)) == (1, 2)
        (folder / "sub/platform.yaml").write_text(REWORDED)
        assert shell("git commit -q -m x sub/platform.yaml", folder)[0] == 0


def test_a_repository_that_only_the_environment_names_is_asked(tmp_path: Path) -> None:
    committed(tmp_path / "home", SMALL_TEXT)
    (tmp_path / "home/.git").rename(tmp_path / "dotfiles")
    for environment in ({}, {"GIT_WORK_TREE": str(tmp_path / "home")}):
        given = {"GIT_DIR": str(tmp_path / "dotfiles"), **environment}
        assert run("check", "--against", "HEAD", cwd=tmp_path / "home", env=given) == (0, CLEAN, "")


# --- The workflow ---


@pytest.mark.parametrize(
    "theirs", [SMALL_TEXT.replace("better rules", "best rules"), SLIP, None], ids=["pin", "slip", "none"]
)
def test_the_workflow_tells_of_the_pull_request_alone(theirs: str | None, tmp_path: Path) -> None:
    """What others changed since the branch began is not told as its own, whatever that was."""
    repository = committed(tmp_path / "r", SMALL_TEXT)
    repository.git("checkout", "-q", "-b", "branch")
    repository.commit("Ours", {"platform.yaml": REWORDED})
    repository.git("checkout", "-q", "main")
    repository.commit("Theirs", {"platform.yaml": theirs} if theirs else {"note": "n"})
    repository.merge("branch", "Merge")
    repository.git("clone", "-q", "--depth=2", f"file://{repository.folder}", "../clone")
    workflow = yaml.safe_load((ROOT / ".github/workflows/check.yml").read_text())
    steps = [
        step["run"] for step in workflow["jobs"]["check"]["steps"] if step.get("if", "").startswith("github.event")
    ]
    told = [shell(step, tmp_path / "clone", GITHUB_STEP_SUMMARY="summary", GITHUB_ACTIONS="true") for step in steps]
    assert [out.count("::warning") for _, out, _ in told] == [1, 0]
    summary = (tmp_path / "clone/summary").read_text()
    assert ("water" in summary, "best rules" in summary, len(steps)) == (True, False, 2)


# --- Trouble with one thing ---


@pytest.mark.parametrize("format", ["text", "concise", "github", "json"])
@pytest.mark.parametrize(
    ("options", "code"),
    [
        ("--against HEAD", 1),  # which has no such file
        *(("--against v9", 2), ("--against HEAD:note", 2), ("--against ./none.yaml", 2)),
        *(("--texts nowhere", 2), ("./none.yaml", 2)),
    ],
)
def test_trouble_hides_nothing_of_the_file(options: str, code: int, format: str, tmp_path: Path) -> None:
    Repository(tmp_path).commit("Note", {"note": "- a"})
    (tmp_path / "platform.yaml").write_text(SLIP)
    done, out, err = run("check", "platform.yaml", *options.split(), "--format", format, cwd=tmp_path)
    assert (done, err.count("\n"), err[:9]) == (code, 1, "tracker: ")
    trouble = [err[9:-1]] if code == 2 else []
    if format == "json":
        told = json.loads(out)
        assert ([it["rule"] for it in told["problems"]], told["trouble"]) == (["status-mismatch"], trouble)
    else:
        assert out.count(SLIPPED[7:]) == 1
    if format == "github":
        assert [line for line in out.splitlines() if line.startswith("::error::")] == [
            f"::error::{it}" for it in trouble
        ]


# --- Annotations ---


@pytest.mark.parametrize(
    "name",
    [
        *("platform.yaml", "./platform.yaml", "../sub/platform.yaml", "{top}/sub/platform.yaml"),
        *("{top}/link/platform.yaml", ":sub/platform.yaml", "HEAD", "HEAD:./platform.yaml"),
    ],
)
def test_an_annotation_bears_the_path_that_github_knows(name: str, tmp_path: Path) -> None:
    repository = Repository(tmp_path / "top")
    repository.commit("Slip", {"sub/platform.yaml": SLIP})
    (tmp_path / "top/link").symlink_to("sub")
    _, out, _ = run("check", name.format(top=tmp_path / "top"), "--format", "github", cwd=tmp_path / "top/sub")
    found = re.match(
        r"::error file=sub/platform\.yaml,line=(\d+),.*col=(\d+),.*?::sub/platform\.yaml:(\d+):(\d+): ", out
    )
    assert found
    assert found.groups()[:2] == found.groups()[2:]


def test_what_github_leaves_out_is_counted_where_it_is_seen(tmp_path: Path) -> None:
    ask = "      - {id: aN, title: Ask N, kind: law, asked_in: [platform/xN], status: met}\n"
    (tmp_path / "platform.yaml").write_text(VALID + "".join(ask.replace("N", str(n)) for n in range(40)))
    code, out, _ = run("check", "--format", "github", cwd=tmp_path)
    lines = out.splitlines()
    errors = [line for line in lines if line.startswith("::error ")]
    total = json.loads(run("check", "--format", "json", cwd=tmp_path)[1])["summary"]["errors"]
    assert (code, len(errors)) == (1, 50)
    assert [number for number, line in enumerate(errors) if f"{total - 10} more" in line] == [9]


def test_no_warning_pushes_out_an_error(tmp_path: Path) -> None:
    many = "".join(f"      - {{id: s{n}, locator: par. {n + 9}, pin: fires rose}}\n" for n in range(60))
    warned = SMALL_TEXT.replace("sections:\n", f"{many}sections:\n", 1)
    (tmp_path / "a.yaml").write_text(warned)
    (tmp_path / "b.yaml").write_text(SLIP)
    for format in ("text", "concise", "github"):
        _, out, _ = run("check", "a.yaml", "b.yaml", "--format", format, cwd=tmp_path)
        assert out.count(SLIPPED[7:]) == 1


# --- Stand-ins ---

STAND_INS = {
    "Git LFS": b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 123\n",
    "git-crypt": b"\0GITCRYPT\0\x01\x02",
}


@pytest.mark.parametrize("kind", STAND_INS)
def test_a_stand_in_is_named_wherever_it_is_read(kind: str, tmp_path: Path) -> None:
    repository = committed(tmp_path, SMALL_TEXT)
    repository.commit("Stand-in", {"platform.yaml": STAND_INS[kind], "survey.txt": STAND_INS[kind]})
    for command in ("check", "report HEAD", "report :platform.yaml", "show fire-grants", "diff HEAD~1 HEAD"):
        code, out, err = run(*command.split(), cwd=tmp_path)
        assert (code, out, err.count("\n"), kind in err) == (2, "", 1, True)
    assert kind in run("check", "-", cwd=tmp_path, input=STAND_INS[kind])[2]
    assert kind in json.loads(run("log", "--format", "json", cwd=tmp_path)[1])["skipped"][0]["problem"]
    (tmp_path / "small.yaml").write_text(SMALL_TEXT)
    _, out, _ = run("check", "small.yaml", "--texts", ".", "--format", "concise", cwd=tmp_path)
    assert [kind in line for line in out.splitlines() if "survey.txt" in line or "[text-missing]" in line][:1] == [True]


def test_a_link_in_git_is_followed_or_named(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "r")
    for name, target in (
        ("platform.yaml", "towns/league.yaml"),
        ("out", "../x.yaml"),
        ("lost", "none"),
        ("itself", "itself"),
    ):
        (repository.folder / name).symlink_to(target)
    repository.commit("Linked", {"towns/league.yaml": SMALL_TEXT})
    for operand in ("HEAD", "HEAD:platform.yaml", "HEAD:./platform.yaml"):
        assert run("diff", operand, "towns/league.yaml", cwd=repository.folder)[0] == 0
    for operand in ("HEAD:out", "HEAD:lost", "HEAD:itself", ":platform.yaml"):
        code, out, err = run("report", operand, cwd=repository.folder)
        assert (code, out, err[: len(operand) + 10]) == (2, "", f"tracker: {operand}:")
        assert "symbolic link" in err


# --- Operands ---


@pytest.mark.parametrize(
    ("folder", "command"),
    [
        (".", "check :platform.yaml --against HEAD"),
        (".", "check HEAD --against HEAD~1"),
        (".", "check HEAD:platform.yaml --against HEAD~1"),
        (".", "check :0:platform.yaml --against HEAD"),
        (".", "check :/Reworded --against HEAD~1"),
        ("sub", "check :platform.yaml --against HEAD~1"),
        ("sub", "check :../platform.yaml --against HEAD~1"),
        ("sub", "check HEAD:platform.yaml --against HEAD~1"),
        ("../bare", "check HEAD:platform.yaml --against HEAD~1"),
        ("../bare", "check main --against HEAD~1"),
        (".", "check - --stdin-filename platform.yaml --against HEAD < platform.yaml"),
        ("sub", "check - --stdin-filename ../platform.yaml --against HEAD < ../platform.yaml"),
        (".", "check - --stdin-filename $PWD/platform.yaml --against HEAD < platform.yaml"),
    ],
)
def test_what_is_checked_is_held_against_its_own_past(folder: str, command: str, tmp_path: Path) -> None:
    repository = Repository(tmp_path / "r")
    repository.commit("Both", {"platform.yaml": SMALL_TEXT, "sub/platform.yaml": OTHER})
    repository.commit("Reworded", {"platform.yaml": REWORDED})
    repository.git("clone", "-q", "--bare", ".", "../bare")
    code, out, err = shell(f"tracker {command} --format concise", repository.folder / folder)
    expected = (0, CLEAN) if command.endswith(("HEAD", "yaml")) else (0, out)
    assert (code, out, err) == (*expected, "")
    assert out.count("[reworded-under-findings]") == ("HEAD~1" in command)


@pytest.mark.parametrize(
    "command",
    [
        "tracker diff <(cat platform.yaml) <(sed s/quiet/calm/ platform.yaml)",
        "sed s/quiet/calm/ platform.yaml | tracker diff platform.yaml /dev/stdin",
        "sed s/quiet/calm/ platform.yaml | tracker diff platform.yaml /dev/fd/0",
        "tracker diff /dev/stdin <(sed s/quiet/calm/ platform.yaml) < platform.yaml",
        "mkfifo f; (sleep 0.5; sed s/quiet/calm/ platform.yaml > f) & tracker diff platform.yaml f",
        "sed s/quiet/calm/ platform.yaml | tracker diff platform.yaml -",
    ],
)
def test_pipes_are_read_to_their_end(command: str, folder: Path) -> None:
    (folder / "platform.yaml").write_text(SMALL_TEXT)
    code, out, err = shell(command, folder)
    assert (code, err, "Keep the nights calm" in out) == (1, "", True)


# --- Folders ---


@pytest.mark.parametrize(
    "command",
    [
        *("log --file {link}/platform.yaml", "log --file {real}/platform.yaml"),
        *("check {link}/platform.yaml --against HEAD", "check {link}/../r/platform.yaml --against HEAD"),
    ],
)
@pytest.mark.parametrize("where", ["r", "link", "link/sub"])
def test_a_folder_by_another_name_is_the_same(command: str, where: str, tmp_path: Path) -> None:
    repository = committed(tmp_path / "r", SMALL_TEXT)
    (repository.folder / "sub").mkdir()
    (tmp_path / "link").symlink_to("r")
    line = command.format(link=tmp_path / "link", real=tmp_path / "r")
    code, _, err = shell(f"cd {tmp_path / where} && tracker {line}", tmp_path)
    assert (code, err) == (0, "")


# --- Advice ---


# --- Files as others left them ---


@pytest.mark.parametrize("command", ["report", "diff HEAD~1", "log", "report --by status", "report -v"])
@pytest.mark.parametrize("color", [{"FORCE_COLOR": "1"}, {"flag": "always"}])
def test_a_file_is_never_coloured(command: str, color: dict[str, str], tmp_path: Path) -> None:
    committed(tmp_path, SMALL_TEXT, REWORDED)
    flag = ["--color", color["flag"]] if "flag" in color else []
    environment = {} if flag else color
    assert run(*command.split(), *flag, "-o", "out.txt", cwd=tmp_path, env=environment)[0] in (0, 1)
    assert "\x1b" not in (tmp_path / "out.txt").read_text()
    assert "\x1b" in run(*command.split(), *flag, cwd=tmp_path, env=environment)[1]


@pytest.mark.skipif(os.getuid() != 0, reason="another's file can be made by root alone")
@pytest.mark.parametrize("mode", [0o600, 0o664, 0o444])
def test_a_replaced_file_keeps_its_owner_and_its_mode(mode: int, folder: Path) -> None:
    (folder / "out.txt").write_text("old")
    os.chown(folder / "out.txt", 1234, 4321)
    (folder / "out.txt").chmod(mode)
    assert run("report", "small.yaml", "-o", "out.txt", cwd=folder) == (0, "", "")
    now = (folder / "out.txt").stat()
    assert (now.st_uid, now.st_gid, now.st_mode & 0o777, now.st_size > 1000) == (1234, 4321, mode, True)


@pytest.mark.parametrize("refused", ["open", "replace", "chmod", "chown"])
def test_what_a_file_system_refuses_loses_no_write(
    refused: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a bind mount refuses to replace, a read-only folder a new file, and FAT owners and permissions."""
    from tracker import writing

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted", "x")

    target = tmp_path / "out.txt"
    target.write_text("old and longer than the new")
    monkeypatch.setattr(os, refused, refuse)
    writing.write_atomically(str(target), "new")
    assert (target.read_text(), [path.name for path in tmp_path.iterdir()]) == ("new", ["out.txt"])
    if refused == "open":
        with pytest.raises(
            OSError, match=re.escape(f"the folder {tmp_path}: Operation not permitted; nothing was written")
        ):
            writing.write_atomically(str(tmp_path / "none.txt"), "new")


# --- The hooks ---


@pytest.fixture
def hooked(tmp_path: Path) -> Repository:
    """A repository in which pre-commit runs the hooks as they are declared, with the program that is installed here."""
    hooks = [{**hook, "language": "system"} for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())]
    repository = Repository(tmp_path / "r")
    config = yaml.safe_dump({"repos": [{"repo": "local", "hooks": hooks}]})
    repository.commit(
        "Configure", {".pre-commit-config.yaml": config, "platform.yaml": SMALL_TEXT, "a/platforms/x.yml": SMALL_TEXT}
    )
    assert shell("pre-commit install", repository.folder)[0] == 0
    return repository


@pytest.mark.parametrize("name", ["platform.yaml", "sub/platform.yml", "platforms/town.yaml", "a/platforms/x.yml"])
def test_the_hook_reaches_every_platform(name: str, hooked: Repository) -> None:
    (hooked.folder / name).parent.mkdir(exist_ok=True, parents=True)
    (hooked.folder / name).write_text(SLIP)
    code, out, err = shell(f"git add . && git commit -q -m x && git show --name-only {name}", hooked.folder)
    assert (code, (out + err).count(SLIPPED)) == (1, 1)
    (hooked.folder / name).write_text(REWORDED)
    assert shell("git add . && git commit -q -m x", hooked.folder)[0] == 0


@pytest.mark.parametrize("change", ["git rm -q platform.yaml", "git rm -q a/platforms/x.yml", "git rm -q -r a"])
def test_a_deleted_platform_is_not_passed_unseen(change: str, hooked: Repository) -> None:
    assert shell(change, hooked.folder)[0] == 0
    code, out, err = shell("git commit -q -m x", hooked.folder)
    deleted = "platform.yaml" if change.endswith("platform.yaml") else "a/platforms/x.yml"
    assert (code, f"D\t{deleted}" in out + err) == (1, True)
    assert shell("SKIP=tracker-deleted git commit -q -m x", hooked.folder)[0] == 0


@pytest.mark.parametrize("change", ["mkdir b && git mv platform.yaml b", "echo n > note", "git mv a b"])
def test_what_is_not_deleted_passes(change: str, hooked: Repository) -> None:
    code, _, err = shell(f"{change} && git add . && git commit -q -m x", hooked.folder)
    assert (code, "Failed" in err) == (0, False)


def recipe(language: str, first_line: str) -> str:
    """The block of the README that begins so."""
    begun = f"```{language}\n{first_line}"
    return first_line + (ROOT / "README.md").read_text(encoding="utf-8").partition(begun)[2].partition("```")[0]


def test_the_readmes_hook_checks_what_is_committed(tmp_path: Path) -> None:
    repository = committed(tmp_path / "r", SMALL_TEXT)
    hook = repository.folder / ".git/hooks/pre-commit"
    hook.write_text(recipe("sh", "#!/bin/sh\n"))
    hook.chmod(0o755)
    (repository.folder / "platform.yaml").write_text(SLIP)
    repository.git("add", ".")
    (repository.folder / "platform.yaml").write_text(SMALL_TEXT)
    code, out, err = shell("git commit -q -m x", repository.folder)
    assert (code, (out + err).count(SLIPPED)) == (1, 1)
    (repository.folder / "platform.yaml").write_text(REWORDED)
    assert shell("git commit -q -a -m x", repository.folder)[0] == 0


def test_the_readmes_checks_of_a_branch_run(tmp_path: Path) -> None:
    committed(tmp_path / "upstream", SMALL_TEXT)
    assert shell("git clone -q upstream r", tmp_path)[0] == 0
    committed(tmp_path / "r", REWORDED)
    code, out, err = shell(recipe("sh", "base="), tmp_path / "r")
    assert (code, err, out.count("[reworded-under-findings]"), out.count("\n## ") + out.startswith("## ")) == (
        1,
        "",
        1,
        1,
    )


def test_the_readmes_page_is_built(tmp_path: Path) -> None:
    (tmp_path / "platform.yaml").write_text(SMALL_TEXT)
    workflow = yaml.safe_load(recipe("yaml", "name: Publish the platform\n"))
    install, build = [step["run"] for step in workflow["jobs"]["publish"]["steps"] if "run" in step]
    assert install.startswith("pip install git+https://")
    assert install in (ROOT / ".github/workflows/check.yml").read_text()
    assert shell(build, tmp_path) == (0, "", "")
    assert (tmp_path / "page/index.html").read_text(encoding="utf-8").startswith("<!doctype html>")


# --- Small ---


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "cp1252", "iso8859-15"])
def test_signs_that_a_stream_lacks_are_plainer(encoding: str, folder: Path) -> None:
    (folder / "other.yaml").write_text(SMALL_TEXT.replace("status: met\n", "status: cut\n", 1))
    for command in ("report small.yaml", "diff small.yaml other.yaml", "show fire-grants small.yaml"):
        env = {**os.environ, "PYTHONIOENCODING": encoding}
        done = subprocess.run(
            [sys.executable, "-m", "tracker", *command.split()], cwd=folder, env=env, capture_output=True, check=False
        )
        assert "\\u" not in done.stdout.decode(encoding)


@pytest.mark.skipif(os.getuid() != 0, reason="another's repository can be made by root alone")
@pytest.mark.parametrize("command", ["report HEAD", "diff", "log", "check --against HEAD"])
def test_the_remedy_of_git_is_told_in_full(command: str, tmp_path: Path) -> None:
    committed(tmp_path, SMALL_TEXT)
    os.chown(tmp_path / ".git", 1234, 1234)
    os.chown(tmp_path, 1234, 1234)
    _, _, err = run(*command.split(), cwd=tmp_path)
    assert err.endswith(f"call: git config --global --add safe.directory {tmp_path}\n")
    assert err.count("\n") == 1


@pytest.mark.parametrize("text", ["GH-12", "see gh-7", "(GH-1)"])
def test_no_reference_is_made_of_a_title(text: str) -> None:
    from tracker.render.safe import markdown_part

    assert not re.search(r"\bGH-\d", markdown_part(text), re.IGNORECASE)


def test_the_log_is_by_one_clock(tmp_path: Path) -> None:
    """The newest first, also where one who is ahead of UTC wrote before one who is behind."""
    repository = committed(tmp_path, SMALL_TEXT)
    texts = [SMALL_TEXT.replace("nights quiet", f"nights {word}") for word in ("calm", "still", "silent")]
    dates = ["2026-02-02T01:00:00+1300", "2026-02-01T14:00:00-1000", "2026-02-02T09:00:00+0530"]
    for text, date in zip(texts, dates, strict=True):
        (tmp_path / "platform.yaml").write_text(text)
        assert shell("git commit -q -a -m x", tmp_path, GIT_COMMITTER_DATE=date, GIT_AUTHOR_DATE=date)[0] == 0
    told = json.loads(run("log", "--format", "json", cwd=tmp_path, env={"TZ": "Pacific/Auckland"})[1])["entries"]
    days = ["2026-02-02T03:30", "2026-02-02T00:00", "2026-02-01T12:00", "2026-01-01T12:00"]
    assert [entry["date"] for entry in told] == [f"{day}:00+00:00" for day in days]
    for option, count in (
        ("--since 2026-02-02", 2),
        ("--until 2026-02-01", 2),
        ("--since 2026-02-01 --until 2026-02-01", 1),
    ):
        assert len(json.loads(run("log", *option.split(), "--format", "json", cwd=tmp_path)[1])["entries"]) == count
    assert repository.day == 1
