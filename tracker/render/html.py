"""Report → one HTML page that needs nothing else: no request, no server, and no script to be read."""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter, defaultdict
from hashlib import sha256

from markupsafe import Markup, escape

from ..changes import Change, Changes
from ..report import FindingReport, Report
from ..shipped import shipped
from . import words
from .changes import groups
from .svg import segments, spans, templates

WRAPPED = re.compile(r"(?<!\n)\n(?![\n#|]|- |\d\. ) *")  # a line's end inside a paragraph of Markdown


def render_html(report: Report, changes: Changes | None = None) -> str:
    """The report as a page, with marks on what changed. Its style and script are let in by their digests, only they."""
    # Evidence that is not counted has a column too, and the legend says why it is not.
    shown = [source for source in report.sources if source.role == "evidence"]
    columns = shown if len(shown) <= words.MOST_COLUMNS else []
    whole = words.whole(report)
    style = templates().get_template("page.css").render(columns=len(columns) or 1)
    script = shipped("render/page.js")
    return (
        templates()
        .get_template("page.html")
        .render(
            report=report,
            style=Markup(style),
            script=Markup(script),
            policy=_policy(style, script),
            segments=list(segments(report.summary.by_status, report.summary.general, whole)),
            spans=list(spans(report.summary, whole)),
            also_said=_also_said(report),
            stones={stone.id: stone for stone in report.retired},
            columns=columns,
            decides=Counter(reference for ask in report.asks for reference in ask.deciding),
            decides_alone=Counter(ask.deciding[0] for ask in report.asks if len(ask.deciding) == 1),
            changes=changes,
            groups=groups,
            codebook=Markup(WRAPPED.sub(" ", escape(shipped("codebook.md")))),
            changed=_by_ask(changes),
        )
    )


def _policy(style: str, script: str) -> str:
    """The content security policy that admits this style and this script, and nothing else."""
    admitted = f"style-src '{_digest(style)}'; script-src '{_digest(script)}'"
    return f"default-src 'none'; {admitted}; base-uri 'none'; form-action 'none'"


def _digest(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _also_said(report: Report) -> dict[str, dict[str, FindingReport]]:
    """By status the asks of another status of which a finding says it, each with the finding that weighs most."""
    also: defaultdict[str, dict[str, FindingReport]] = defaultdict(dict)
    for ask in report.asks:
        for finding in words.in_order(ask, report):
            if finding.status != ask.status and finding.part not in ("mention", "context"):
                also[finding.status].setdefault(ask.id, finding)
    return dict(also)


def _by_ask(changes: Changes | None) -> dict[str, list[Change]]:
    """The changes of each ask and of the statements that bear on it, but for what a changed status tells already."""
    by_ask: defaultdict[str, list[Change]] = defaultdict(list)
    for _, group in groups(changes.changes) if changes else ():
        for change in group:
            for ask in change.asks or (change.id,):
                by_ask[ask].append(change)
    return dict(by_ask)
