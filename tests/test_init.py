"""`init`, and where a folder without a platform leads."""

from __future__ import annotations

from pathlib import Path

from tests.command import run


def test_an_empty_folder_leads_to_init(tmp_path: Path) -> None:
    refused = (2, "", "tracker: platform.yaml: no such file; `tracker init` writes one to start from\n")
    for command in ("check", "report", "show anything"):
        assert run(*command.split(), cwd=tmp_path) == refused


def test_init_names_the_file_to_check(tmp_path: Path) -> None:
    told = "towns.yaml is written; edit it, then run `tracker check towns.yaml`\n"
    assert run("init", "towns.yaml", cwd=tmp_path) == (0, "", told)
    assert run("check", "towns.yaml", "--strict", cwd=tmp_path)[0] == 0
    assert run("init", "-", cwd=tmp_path) == (2, "", "tracker: init: name a file; `-` is none\n")
