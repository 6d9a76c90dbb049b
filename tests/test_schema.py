"""The JSON Schema of the platform file: shipped as printed, complete, and right about the files at hand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from jsonschema import Draft7Validator

from tests.command import run_here
from tests.test_check import edited
from tracker import fields as shape_rules
from tracker import model
from tracker.loading import load_content
from tracker.problem import rules_of
from tracker.revisions import Content

ROOT = Path(__file__).parent.parent
ERRORS = ROOT / "tests" / "errors"
MENDED = sorted(ERRORS.glob("*/mended.yaml"))
PRINTED = (ROOT / "tracker" / "platform.schema.json").read_text(encoding="utf-8")
SCHEMA: dict[str, Any] = json.loads(PRINTED)
REFUSED = (
    "unknown-field",
    "look-alike",
    "missing-field",
    "wrong-type",
    "empty-value",
    "unknown-word",
    "malformed-id",
    "malformed-reference",
    "malformed-locator",
    "malformed-digest",
    "malformed-url",
    "yaml-syntax",
    "too-deep",
    "empty-file",
)  # of the others a JSON Schema knows nothing
VOCABULARIES = {
    ("Source", "role"): model.Role,
    ("Ask", "kind"): model.Kind,
    ("Ask", "status"): model.Status,
    ("Finding", "status"): model.FindingStatus,
    ("Finding", "scope"): model.Scope,
}


class EditorLoader(yaml.SafeLoader):
    """Reads YAML 1.2 as editors do: numbers, `true` and `null` have types, and dates and `no` are text."""


EditorLoader.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"|~|null|Null|NULL", ["~", "n", "N", ""]),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    EditorLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(rf"(?:{pattern})$"), list(first))


def accepted(text: str | bytes) -> bool:
    """Whether an editor with the schema would find nothing wrong."""
    try:
        values = yaml.load(text, EditorLoader)
    except yaml.YAMLError:
        return False
    return Draft7Validator(SCHEMA).is_valid(values)


def models() -> Iterator[tuple[str, dict[str, Any]]]:
    yield "Platform", SCHEMA
    yield from SCHEMA["$defs"].items()


def test_the_shipped_schema_is_the_printed_one(tmp_path: Path) -> None:
    assert run_here("schema", "platform", cwd=tmp_path) == (0, PRINTED, "")


def test_it_is_draft_07() -> None:
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"
    Draft7Validator.check_schema(SCHEMA)


def test_everything_is_described_and_every_entry_refuses_other_fields() -> None:
    for _, entry in models():
        assert entry["additionalProperties"] is False
        assert entry["description"].endswith(".")
        for field in entry["properties"].values():
            reference = field.get("$ref", "").rpartition("/")[2]
            assert (field if "description" in field else SCHEMA["$defs"][reference])["description"].endswith(".")


def test_the_vocabularies_are_enums() -> None:
    found = {
        (name, field): set(described["enum"])
        for name, described_model in models()
        for field, described in described_model["properties"].items()
        if "enum" in described
    }
    wanted = {place: set(get_args(words)) for place, words in VOCABULARIES.items()}
    assert found == {**wanted, ("Platform", "format"): {1, "1"}}


def test_the_shipped_file_names_the_schema_in_its_first_line() -> None:
    first = (ROOT / "platform.yaml").read_text(encoding="utf-8").splitlines()[0]
    path = first.removeprefix("# yaml-language-server: $schema=")
    assert (ROOT / path).read_text(encoding="utf-8") == PRINTED


def test_the_shipped_file_and_the_starter_pass() -> None:
    assert accepted((ROOT / "platform.yaml").read_bytes())
    assert accepted((ROOT / "tracker" / "starter.yaml").read_bytes())


@pytest.mark.parametrize("path", MENDED, ids=lambda path: path.parent.name)
def test_every_mended_reproducer_passes(path: Path) -> None:
    assert accepted(path.read_bytes())


@pytest.mark.parametrize("rule", REFUSED)
def test_the_reproducers_of_shape_are_refused(rule: str) -> None:
    assert not accepted((ERRORS / rule / "platform.yaml").read_bytes())


@pytest.mark.parametrize("issued", ["2025", "2025-02", "2025-02-28", "unknown"])
def test_text_that_yaml_takes_for_a_number_or_a_date_passes(issued: str) -> None:
    mended = (ERRORS / "malformed-date" / "mended.yaml").read_text(encoding="utf-8")
    assert accepted(mended.replace("issued: 2025-02", f"issued: {issued}"))


def test_an_empty_field_is_refused_also_where_it_may_be_left_out() -> None:
    mended = (ERRORS / "malformed-url" / "mended.yaml").read_text(encoding="utf-8")
    assert not accepted(mended.replace("url: https://www.usmayors.org", "url:"))


SCALARS = """~|null|Null|NULL||'~'|"null"|nULL|true|False|yes|1|01|-1|+1|1.0|1.5|1e3|0x1F|.inf|2025|2025-01|2025-01-02
12:30|federal|'1'|1_000|20250""".replace("\n", "|").split("|")
FIELDS = {
    "text": ("title: A survey", "title: {}"),
    "text that may be left out": ("    issued: 2025", "    issued: 2025\n    author: {}"),
    "id": ("id: hiring-grants", "id: {}"),
    "list of ids": ("    issued: 2025", "    issued: 2025\n    formerly: [{}]"),
    "list": ("asked_in: [platform/grants]", "asked_in: {}"),
    "list of references": ("[platform/grants]", "[{}]"),
    "word": ("kind: funding", "kind: {}"),
    "level": ("level: federal", "level: {}"),
    "date": ("issued: 2025", "issued: {}"),
    "locator": ("locator: par. 7,", "locator: {},"),
    "address": ("    issued: 2025", "    issued: 2025\n    url: {}"),
    "digest": ("    issued: 2025", "    issued: 2025\n    sha256: {}"),
    "format": ("format: 1", "format: {}"),
}
# Where they differ: the editor sees a number or a truth value, and not how that is written.
SPELLINGS = {"id": {"False", "+1", "1.0"}, "list of ids": {"False", "+1", "1.0"}, "level": {"False", "+1", "1.0"}}
SPELLINGS |= {"format": {"01", "+1", "1.0"}, "date": {"1e3"}, "locator": {"+1", "1.0", "1e3"}}


@pytest.mark.parametrize("field", FIELDS)
def test_editor_and_command_agree_on_every_plain_scalar(field: str) -> None:
    shape = {rule.name for rule in rules_of(shape_rules.__name__)}
    differing = set()
    for scalar in SCALARS:
        text = edited((FIELDS[field][0], FIELDS[field][1].format(scalar)))
        found = {problem.rule for problem in load_content(Content("f", text.encode())).problems}
        if accepted(text) != found.isdisjoint(shape):
            differing.add(scalar)
    assert differing == SPELLINGS.get(field, set())
