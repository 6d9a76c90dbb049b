"""A file or an operand's content → a checked platform, or a saved report."""

from __future__ import annotations

import json
from dataclasses import replace

from . import checks
from .document import Document, read
from .model import FORMAT_VERSION
from .report import Report, build_report, report_sections, summarize
from .revisions import Content, Unreadable, read_file


def load(path: str) -> Document:
    """Reads and checks a platform file. Bad data is in `problems`; Unreadable is raised where no file can be read."""
    return load_content(Content(path, read_file(path)))


def load_content(content: Content, checked: bool = True) -> Document:
    """As `load`, for what is read already; unchecked, only the problems of syntax and shape are found."""
    document = read(content.body, content.name)
    if document.platform is None and (saved := _saved_fields(content)):
        raise Unreadable(f"{content.name}: a saved {saved.get('kind')!s:.40}, and no platform file")
    found = document.checked_by(checks.check) if checked else []
    return replace(document, problems=(*document.problems, *found), made_from=content.made_from)


def report_on(
    content: Content, as_of: str | None = None, checked: bool = True
) -> tuple[Report | None, Document | None]:
    """The report on a platform file, None where it holds no platform, and the file; or a saved report and no file.

    They are told apart by content; Unreadable is raised for a report of no use.
    """
    if fields := _saved_fields(content):
        saved = _validated(fields, content.name)
        if as_of is not None and saved.as_of != as_of:
            raise Unreadable(f"{content.name}: a saved report cannot be told as of another day")
        return saved, None
    document = load_content(content, checked)
    if document.platform is None:
        return None, document
    return replace(build_report(document.platform, as_of), made_from=document.made_from), document


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
