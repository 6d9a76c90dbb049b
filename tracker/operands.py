"""What the operands of a command hold, with what is wrong told on stderr; completion of the names in the default file.

Modules are imported in the bodies of the functions, as in `cli.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from .console import SCREEN, complain, fail, screen

if TYPE_CHECKING:
    from .loading import Loaded
    from .report import Report
    from .revisions import Content

DEFAULT_FILE = "platform.yaml"
LAST_COMMIT = "HEAD"


def read(operand: str | None) -> Content:
    """The content of an operand; of the default file at the last commit where none is named."""
    from .revisions import read_operand, read_revision

    return read_revision(LAST_COMMIT, DEFAULT_FILE) if operand is None else read_operand(operand, DEFAULT_FILE)


def report_of(content: Content, as_of: str | None = None, strict: bool = True) -> Report:
    """The report on a content; errors are told on stderr, and end a command that is strict or has no platform."""
    from .loading import report_on

    reported, loaded = report_on(content, as_of)
    if loaded:
        tell_errors(loaded, fatal=strict or reported is None)
    assert reported is not None
    return reported


def reports_to_compare(*operands: str | None, as_of: str | None = None) -> list[Report]:
    """The reports on operands, the last commit's where one is None; errors are told, and end nothing."""
    if operands.count("-") > 1:
        fail("- and -: standard input can be read only once")
    contents = [read(operand) for operand in operands]
    reports = [report_of(content, as_of, strict=False) for content in contents]
    for operand, reported in zip(operands, reports, strict=True):
        refuse_filtered(operand or LAST_COMMIT, reported)
    return reports


def refuse_filtered(operand: str, reported: Report) -> None:
    """Ends a command that would take what a selection left out for a change."""
    if reported.selection:
        fail(f"{operand}: a filtered report cannot be compared; save the whole one")


def tell_errors(loaded: Loaded, fatal: bool) -> None:
    """Tells the errors of a file on stderr: in a line each, or where they end the command, on their source lines."""
    if not loaded.errors:
        return
    from .places import check_document, place_problems
    from .render.problems import render_concise, render_problems

    document = check_document(place_problems(loaded.document, loaded.errors), [loaded.document])
    if not fatal:
        complain(render_concise(document))
        return
    complain(render_problems(document, {loaded.document.name: loaded.document.text}, screen(SCREEN, "stderr")))
    raise SystemExit(2)


def completion(names: Callable[[Report], Iterable[str]]) -> Callable[[str], list[str]]:
    """Completes a word to the names that the default file holds; to none where it can't be read."""

    def complete(incomplete: str) -> list[str]:
        from .loading import report_on
        from .revisions import read_operand

        with suppress(OSError):
            if reported := report_on(read_operand(DEFAULT_FILE, DEFAULT_FILE), checked=False).report:
                return [name for name in names(reported) if name.startswith(incomplete)]
        return []

    return complete
