"""The rules of a file's shape: its fields, their types and their words, from pydantic's errors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from . import model
from .problem import Path, Place, Problem, Rule, nearest, one_of, quoted, rule

MODEL_UNDER: dict[str, type[BaseModel]] = {
    "platform": model.Header,
    "sources": model.Source,
    "statements": model.Statement,
    "figure": model.Figure,
    "sections": model.Section,
    "asks": model.Ask,
    "findings": model.Finding,
    "retired": model.Tombstone,
}
LISTS = ("sources", "statements", "sections", "asks", "findings", "retired", "asked_in", "supersedes", "formerly",
         "replaced_by")  # fmt: skip


def problems(error: ValidationError) -> list[Problem]:
    """One problem for each of pydantic's errors, in their order."""
    return [
        problem
        for detail in error.errors(include_url=False)
        for problem in RULE_OF_TYPE[_type(detail)](detail["loc"], detail["input"], detail.get("ctx", {}))
    ]


def _type(detail: Any) -> str:
    """Pydantic's type of the error, made finer by the pattern that failed and by an empty value."""
    if detail["input"] is None and detail["type"].endswith("_type"):
        return "empty"
    if detail["type"] == "string_pattern_mismatch":
        return str(detail["ctx"]["pattern"])
    return str(detail["type"])


def _field(path: Path) -> str:
    """The name of the field that a path ends in, or of the list that holds the entry."""
    return next((step for step in reversed(path) if isinstance(step, str)), "the file")


def _entry(path: Path) -> type[BaseModel]:
    """The model of the mapping at a path."""
    return MODEL_UNDER.get(_field(path), model.Platform)


def slug(text: str) -> str:
    """The id that a text would make."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


@rule("error")
def unknown_field(path: Path, value: object, context: dict[str, Any]) -> Iterator[Problem]:
    """A field has a name that its entry does not have.

    A misspelt name would leave the right field unset, and what was written would go unread.

    Fails:
        titel: Make background checks universal
    Passes:
        title: Make background checks universal
    """
    name, known = str(path[-1]), tuple(_entry(path[:-1]).model_fields)
    close = nearest(name, known)
    remedy = f"write `{close}:`" if close else f"remove it, or use one of the fields {one_of(known)}"
    yield Problem(f"{quoted(name)} is no field here", remedy, Place(path, key=True))


@rule("error")
def missing_field(path: Path, value: object, context: dict[str, Any]) -> Iterator[Problem]:
    """An entry lacks a field that it must have.

    Fails:
        - {id: universal-background-checks, kind: law}
    Passes:
        - {id: universal-background-checks, title: Make background checks universal, kind: law}
    """
    name = str(path[-1])
    described = _entry(path[:-1]).model_fields[name].description
    example = f"{name}: []" if name in LISTS else f"{name}: ..."
    yield Problem(f"`{name}` is missing", f"add `{example}` here ({described})", Place(path[:-1]))


@rule("error")
def wrong_type(path: Path, value: object, context: dict[str, Any]) -> Iterator[Problem]:
    """Text, a list or a mapping stands where another of the three is expected.

    Fails:
        asked_in: platform/background-checks
    Passes:
        asked_in: [platform/background-checks]
    """
    stands = "text" if isinstance(value, str) else "a list" if isinstance(value, list) else "a mapping"
    name = _field(path)
    if path and path[-1] in LISTS:
        expected = "a list"
        remedy = f"write `{name}: [{value}]`" if isinstance(value, str) else f"put `- ` before each entry of `{name}`"
    elif not path or name in MODEL_UNDER:
        expected = "a mapping"
        remedy = f"write its fields as `name: value`, beginning with `{next(iter(_entry(path).model_fields))}:`"
    else:
        expected = "text"
        remedy = f'write `{name}: "..."`, in quotes where the text begins with `[` or `{{`'
    yield Problem(f"{stands} stands where {expected} is expected", remedy, Place(path))


@rule("error")
def empty_value(path: Path, value: object, context: dict[str, Any]) -> Iterator[Problem]:
    """A field is named but nothing stands in it.

    An empty field is as likely forgotten as meant. Text that begins with `#` is a comment unless it is quoted.

    Fails:
        pin: #1 priority
    Passes:
        pin: "#1 priority"
    """
    name = _field(path)
    if name == "asked_in":
        remedy = "name the statements that ask it: `asked_in: [source/statement]`"
    elif name in LISTS:
        remedy = f"write `{name}: []` or remove the line"
    else:
        remedy = f"write a value after `{name}:`, in quotes if it begins with `#`, or remove an optional field"
    yield Problem(f"`{name}` is empty", remedy, Place(path, key=bool(path) and isinstance(path[-1], str)))


@rule("error")
def unknown_word(path: Path, value: object, context: dict[str, Any]) -> Iterator[Problem]:
    """A field of a fixed vocabulary holds a word that is not in it.

    Fails:
        status: partly
    Passes:
        status: mixed
    """
    name, known = str(path[-1]), tuple(re.findall(r"'([^']*)'", context["expected"]))
    close = nearest(str(value), known)
    remedy = f"write `{name}: {close}`" if close else f"write `{name}: ` and one of {one_of(known)}"
    yield Problem(f"{quoted(value)} is no {name} that the tracker knows", remedy, Place(path))


@rule("error")
def malformed_id(path: Path, value: object, context: dict[str, Any]) -> Iterator[Problem]:
    """An id is not a lower-case slug of letters, digits and single hyphens.

    Ids stand in references, links and file names, so they keep to characters that mean nothing in any of these.

    Fails:
        id: Red_Flag_Laws
    Passes:
        id: red-flag-laws
    """
    made = slug(str(value))
    remedy = f"write `{made}`" if made else "write a word of a-z, 0-9 and hyphens"
    yield Problem(f"{quoted(value)} is no id: lower-case letters, digits and single hyphens", remedy, Place(path))


@rule("error")
def malformed_reference(path: Path, value: object, context: dict[str, Any]) -> Iterator[Problem]:
    """A reference to a statement does not have the form source/statement.

    Fails:
        asked_in: [platform red-flag]
    Passes:
        asked_in: [platform/red-flag]
    """
    parts = [slug(part) for part in re.split(r"[/\s:.,#]+", str(value).strip()) if slug(part)]
    form = "write the id of a source, a slash and the id of a statement"
    remedy = f"write `{parts[0]}/{parts[1]}`" if len(parts) == 2 else form
    yield Problem(f"{quoted(value)} is no reference of the form source/statement", remedy, Place(path))


@rule("error")
def malformed_locator(path: Path, value: object, context: dict[str, Any]) -> Iterator[Problem]:
    """A locator does not name a paragraph, or names a range that runs backwards.

    A paragraph is a non-blank line of the source's text, counted from 1.

    Fails:
        locator: paragraph 10
    Passes:
        locator: par. 10
    """
    numbers = sorted(int(digits) for digits in re.findall(r"[0-9]{1,6}", str(value)))[:2]
    made = "-".join(str(number) for number in numbers if number)
    remedy = f"write `locator: par. {made}`" if made else "write `locator: par. N`, the n-th non-blank line of the text"
    yield Problem(f"{quoted(value)} is no locator", remedy, Place(path))


@rule("error")
def malformed_date(path: Path, value: object, context: dict[str, Any]) -> Iterator[Problem]:
    """A date is none of YYYY, YYYY-MM, YYYY-MM-DD and unknown, or is not in the calendar.

    Fails:
        issued: 2025-02-30
    Passes:
        issued: 2025-02
    """
    name = _field(path)
    known = re.match(r"\d{4}(-(0[1-9]|1[0-2]))?(?!\d)", str(value), re.ASCII)
    remedy = f"write `{name}: {known[0]}`" if known else f"write `{name}: ` and YYYY, YYYY-MM, YYYY-MM-DD or unknown"
    yield Problem(f"{quoted(value)} is no date", remedy, Place(path))


@rule("error")
def malformed_digest(path: Path, value: object, context: dict[str, Any]) -> Iterator[Problem]:
    """A sha256 is not 64 lower-case hexadecimal digits.

    Fails:
        sha256: 8E085E93
    Passes:
        sha256: 8e085e9347486b6e27318cc08e62ed2df26d5a4f89be3278dddc503649cbe0cc
    """
    remedy = "write what `sha256sum FILE` prints before the file's name, or remove the field"
    yield Problem(f"{quoted(value)} is no SHA-256 digest of 64 lower-case hexadecimal digits", remedy, Place(path))


@rule("error")
def malformed_url(path: Path, value: object, context: dict[str, Any]) -> Iterator[Problem]:
    """An address is not one of http or https.

    Reports turn addresses into links, and a link of another scheme can run a program.

    Fails:
        url: www.usmayors.org
    Passes:
        url: https://www.usmayors.org
    """
    text = str(value)
    remedy = f"write `https://{text}`" if re.fullmatch(r"[\w-]+(\.[\w-]+)+(/\S*)?", text) else "write the whole address"
    yield Problem(f"{quoted(text)} is no http(s) address", remedy, Place(path))


RULE_OF_TYPE: dict[str, Rule[[Path, object, dict[str, Any]]]] = {
    "extra_forbidden": unknown_field,
    "invalid_key": unknown_field,
    "missing": missing_field,
    "string_type": wrong_type,
    "model_type": wrong_type,
    "tuple_type": wrong_type,
    "empty": empty_value,
    "too_short": empty_value,
    model.TEXT_PATTERN: empty_value,
    "literal_error": unknown_word,
    model.ID_PATTERN: malformed_id,
    model.REFERENCE_PATTERN: malformed_reference,
    model.LOCATOR_PATTERN: malformed_locator,
    "malformed_locator": malformed_locator,
    "malformed_date": malformed_date,
    model.DIGEST_PATTERN: malformed_digest,
    model.URL_PATTERN: malformed_url,
}
RULES = tuple(dict.fromkeys(RULE_OF_TYPE.values()))
