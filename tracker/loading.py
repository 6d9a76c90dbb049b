"""A file or an operand's content → a checked platform, or a saved report."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import NamedTuple

from . import checks
from .document import Document, read
from .model import FORMAT_VERSION, Platform
from .problem import Problem
from .report import Report, build_report, report_sections, summarize
from .revisions import Content, Unreadable, read_file


class Loaded(NamedTuple):
    """A platform, None where the file holds none, and every problem of the file."""

    platform: Platform | None
    problems: tuple[Problem, ...]
    document: Document

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that would make a report wrong."""
        return tuple(problem for problem in self.problems if problem.severity == "error")


def load(path: str) -> Loaded:
    """Reads and checks a platform file. Bad data is in `problems`; Unreadable is raised where no file can be read."""
    return load_content(Content(path, read_file(path)))


def load_content(content: Content, checked: bool = True) -> Loaded:
    """As `load`, for what is read already; unchecked, only the problems of syntax and shape are found."""
    document = replace(read(content.body, content.name), made_from=content.made_from)
    if document.platform is None and (saved := _saved_fields(content)):
        raise Unreadable(f"{content.name}: a saved {saved.get('kind')!s:.40}, and no platform file")
    found = document.checked_by(checks.check) if checked else []
    return Loaded(document.platform, (*document.problems, *found), document)


class Reported(NamedTuple):
    """The report on an operand, None where it holds no platform; `loaded` is None for a saved report."""

    report: Report | None
    loaded: Loaded | None


def report_on(content: Content, as_of: str | None = None, checked: bool = True) -> Reported:
    """The report on a platform file or a saved report, told apart by content; Unreadable for a report of no use."""
    if fields := _saved_fields(content):
        saved = _validated(fields, content.name)
        if as_of is not None and saved.as_of != as_of:
            raise Unreadable(f"{content.name}: a saved report cannot be told as of another day")
        return Reported(saved, None)
    loaded = load_content(content, checked)
    if loaded.platform is None:
        return Reported(None, loaded)
    return Reported(replace(build_report(loaded.platform, as_of), made_from=loaded.document.made_from), loaded)


def _saved_fields(content: Content) -> dict[str, object] | None:
    """The fields of the saved document that the content holds, if it holds one."""
    text = content.body.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not text.startswith(b"{"):
        return None
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError) as error:
        if b'"format_version"' in text:
            why = error if isinstance(error, json.JSONDecodeError) else "it can't be read as JSON"
            raise Unreadable(f"{content.name}: a damaged report: {why}; save it anew") from None
        return None
    return fields if isinstance(fields, dict) and "format_version" in fields else None


def _validated(fields: dict[str, object], name: str) -> Report:
    from pydantic import TypeAdapter, ValidationError

    version, ours = str(fields["format_version"]), FORMAT_VERSION
    if fields.get("kind") != "report":
        raise Unreadable(f"{name}: a saved {fields.get('kind')!s:.40} is no report; make one by `report --format json`")
    if version.partition(".")[0] != ours.partition(".")[0]:
        raise Unreadable(f"{name}: a report of format {version:.40} is unknown here; this tracker reads {ours}")
    try:
        report = TypeAdapter(Report).validate_python(fields, extra="ignore")
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        raise Unreadable(f"{name}: a damaged report: {place}: {first['msg']}") from None
    sections = report_sections(report.sections, report.sources, report.platform.directed_to, report.as_of)
    # As this tracker derives them, of any version.
    return replace(report, sections=sections, summary=summarize(sections))
