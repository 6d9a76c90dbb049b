"""A file or an operand's content → a checked platform, or a saved report."""

from __future__ import annotations

import json
from dataclasses import replace

from . import checks
from .document import Document, read
from .model import FORMAT_VERSION
from .report import Report, build_report, report_sections, summarize
from .revisions import Content, Unreadable, itself, read_file


def load(path: str) -> Document:
    """Reads and checks a platform file. Bad data is in `problems`; Unreadable is raised where no file can be read."""
    return load_content(Content(path, read_file(path)))


def load_content(content: Content, checked: bool = True) -> Document:
    """As `load`, for what is read already; unchecked, only the problems of syntax and shape are found."""
    if _is_saved(content):
        raise Unreadable(f"{content.name}: a document that the tracker saved, and no platform file")
    document = read(itself(content.body, content.name), content.name)
    found = document.checked_by(checks.check) if checked else []
    return replace(document, problems=(*document.problems, *found), made_from=content.made_from)


def report_on(
    content: Content, as_of: str | None = None, checked: bool = True
) -> tuple[Report | None, Document | None]:
    """The report on a platform file, None where it holds no platform, and the file; or a saved report and no file.

    They are told apart by content; Unreadable is raised for a report of no use.
    """
    if _is_saved(content):
        saved = _saved_report(content)
        if as_of is not None and saved.as_of != as_of:
            raise Unreadable(f"{content.name}: a saved report cannot be told as of another day")
        return saved, None
    document = load_content(content, checked)
    if document.platform is None:
        return None, document
    return replace(build_report(document.platform, as_of), made_from=document.made_from), document


def _is_saved(content: Content) -> bool:
    """Whether it holds a document that the tracker wrote as JSON, whole or not."""
    begins = content.body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    return begins and b'"format_version"' in content.body


def _saved_report(content: Content) -> Report:
    from pydantic import TypeAdapter

    try:
        fields = json.loads(content.body.lstrip(b"\xef\xbb\xbf"))
        kind, version = str(fields.get("kind")), str(fields.get("format_version"))
        if kind != "report":
            raise Unreadable(f"{content.name}: a saved {kind:.40} is no report; make one by `report --format json`")
        if version.partition(".")[0] != FORMAT_VERSION.partition(".")[0]:
            ours = f"this tracker reads {FORMAT_VERSION}"
            raise Unreadable(f"{content.name}: a report of format {version:.40} is unknown here; {ours}")
        report = TypeAdapter(Report).validate_python(fields, extra="ignore")
    except (ValueError, RecursionError):  # of JSON, or of its fields
        raise Unreadable(f"{content.name}: a damaged report; save it anew") from None
    sections = report_sections(report.sections, report.sources, report.platform.directed_to, report.as_of)
    # As this tracker derives them, of any version.
    return replace(report, sections=sections, summary=summarize(sections))
