"""The command line: each command loads, computes, renders and exits.

Modules are imported in the bodies of the commands, so that each pays only for what it needs.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from .console import complain, emit, fail, format_of, in_workflow, one_clear_line, screen, warn

if TYPE_CHECKING:
    from datetime import date

    from .agreement import Agreement
    from .changes import Changes
    from .checking import Checked
    from .document import Document
    from .history import Log
    from .loading import Loaded
    from .places import CheckDocument, PlacedProblem
    from .problem import Rule
    from .render.outline import Block
    from .render.words import Grouping
    from .report import Report, Selection
    from .revisions import Content

DEFAULT_FILE = "platform.yaml"
LAST_COMMIT = "HEAD"
FORMAT_HELP = "Unless named, what the suffix of --output says, else the first."

Color = Annotated[Literal["auto", "always", "never"], typer.Option(help="Whether to color the output.")]
Output = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write to FILE, whole or not at all.",
        callback=lambda name: None if name in ("-", "/dev/stdout", "/dev/fd/1") else name,
    ),
]
TextsFolder = Annotated[str | None, typer.Option("--texts", metavar="DIR", help="The folder of the sources' texts.")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="Tell what was known on that day.")]
Names = list[str] | None
OnlyStatus = Annotated[Names, typer.Option(metavar="STATUS", help="Only asks of this status; repeatable.")]
OnlySection = Annotated[Names, typer.Option(metavar="ID", help="Only asks of this section; repeatable.")]
OnlySource = Annotated[Names, typer.Option(metavar="ID", help="Only asks that this source speaks of; repeatable.")]
OnlyLevel = Annotated[Names, typer.Option(metavar="LEVEL", help="Only asks with findings at this level; repeatable.")]
OnlyDirectedTo = Annotated[Names, typer.Option(metavar="LEVEL", help="Only asks of this level; repeatable.")]
Since = Annotated[str | None, typer.Option(metavar="OPERAND", help="Mark what changed since; only on the page.")]
Operand = Annotated[
    str, typer.Argument(metavar="OPERAND", help="A file, -, REV, REV:path or a saved report.", show_default=True)
]

app = typer.Typer(
    name="tracker",
    help="Track which asks of a policy platform the sources say are funded, cut or unmet.",
    epilog="Exit codes: 0 fine; check 1 errors, diff 1 different; 2 something can't be read or written.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
)


def main() -> None:
    """The command."""
    import gc

    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for them takes longer than a small report
    gc.disable()  # a command ends before the collector would find anything to free
    try:
        with one_clear_line():
            app(prog_name="tracker")
    finally:
        gc.freeze()  # nor does it look for anything at the end


def _version(wanted: bool) -> None:
    if wanted:
        from . import __version__

        emit(f"tracker {__version__}\n")
        raise typer.Exit()


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Tell the version.")
    ] = False,
) -> None: ...


@app.command()
def check(
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="OPERAND", help="Files, -, REV or REV:path; platform.yaml unless named."),
    ] = None,
    texts: TextsFolder = None,
    against: Annotated[str | None, typer.Option(metavar="REV", help="Also check the change since REV.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Let warnings fail too.")] = False,
    ignore: Annotated[list[str] | None, typer.Option(metavar="RULE", help="Ignore a warning; repeatable.")] = None,
    stdin_filename: Annotated[str | None, typer.Option(metavar="FILE", help="The name of what - holds.")] = None,
    diff: Annotated[bool, typer.Option("--diff", help="Print the safe remedies as a patch for git apply.")] = False,
    format: Annotated[
        Literal["text", "concise", "github", "json"] | None,
        typer.Option(help="Unless named, github in GitHub Actions, else text."),
    ] = None,
    color: Color = "auto",
) -> None:
    """Name every problem of a platform file, with its place and remedy."""
    ignored = _ignorable(ignore or ())
    found, sources = _check_files(files or [DEFAULT_FILE], texts, against, stdin_filename, ignored)
    chosen = "diff" if diff else format or ("github" if in_workflow() else "text")
    if sources or chosen in ("github", "json"):
        emit(_render_check(found, sources, chosen, color), format=chosen)
    failed = found.summary.errors or (strict and found.summary.warnings)
    raise typer.Exit(2 if found.trouble else 1 if failed else 0)


def _check_files(
    names: Iterable[str], texts: str | None, against: str | None, stdin_filename: str | None, ignored: set[str]
) -> tuple[CheckDocument, dict[str, Document]]:
    """What is found in all files, and each that could be read, by name."""
    from .places import check_document, place_problems
    from .revisions import Unreadable

    placed: list[PlacedProblem] = []
    sources: dict[str, Document] = {}
    notes: list[str] = []
    trouble: list[str] = []
    unheld = 0
    for name in dict.fromkeys(names):
        try:
            checked = _check_operand(name, texts, against, stdin_filename)
        except Unreadable as error:
            trouble.append(str(error))
            continue
        notes += checked.notes
        trouble += checked.trouble
        document = checked.document
        placed += place_problems(document, [problem for problem in checked.problems if problem.rule not in ignored])
        sources[document.name] = document
        unheld += checked.unheld
    for line in dict.fromkeys((*notes, *trouble)):
        warn(line)
    return check_document(placed, len(sources), unheld, dict.fromkeys(trouble)), sources


def _check_operand(name: str, texts: str | None, against: str | None, stdin_filename: str | None) -> Checked:
    from .checking import check_content
    from .revisions import Content

    content = _read(name)
    if name == "-" and stdin_filename:
        content = Content(stdin_filename, content.body)
    _warn_of_slow_parser()
    return check_content(content, DEFAULT_FILE, texts, against)


def _ignorable(names: Iterable[str]) -> set[str]:
    severity = {rule.name: rule.severity for rule in all_rules()} if names else {}
    for name in names:
        _known("rule", [name], tuple(severity))
        if severity[name] == "error":
            fail(f"--ignore: `{name}` is an error, and only warnings can be ignored")
    return set(names)


def _render_check(document: CheckDocument, sources: dict[str, Document], format: str, color: str) -> str:
    from .render import documents, problems

    if format == "json":
        return documents.render_json(document)
    if format == "diff":
        paths = {name: DEFAULT_FILE if name == "-" else os.path.relpath(name) for name in sources}
        return problems.render_patch(document, {name: file.mark + file.text for name, file in sources.items()}, paths)
    if format == "github":
        return problems.render_github(document, _path_of_annotation)
    if format == "concise":
        return problems.render_concise(document)
    return problems.render_problems(document, {name: file.text for name, file in sources.items()}, screen(color))


def _path_of_annotation(name: str) -> str:
    """The path from the top of the repository, by which GitHub knows a file; elsewhere the name as it is."""
    from .revisions import Unreadable, path_of

    try:
        return name if name == "-" else path_of(name, DEFAULT_FILE)
    except Unreadable:
        return os.path.normpath(name)


@app.command()
def report(
    operand: Operand = DEFAULT_FILE,
    format: Annotated[
        Literal["table", "markdown", "csv", "json", "html", "svg"] | None, typer.Option(help=FORMAT_HELP)
    ] = None,
    output: Output = None,
    by: Annotated[Literal["section", "status"], typer.Option(help="How the table or Markdown is grouped.")] = "section",
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Add findings, figures and context.")] = False,
    status: OnlyStatus = None,
    section: OnlySection = None,
    source: OnlySource = None,
    level: OnlyLevel = None,
    directed_to: OnlyDirectedTo = None,
    since: Since = None,
    as_of: AsOf = None,
    color: Color = "auto",
) -> None:
    """Tell where each ask stands, and which sources say so."""
    from dataclasses import replace

    from .report import Selection, select, with_timelines

    chosen = format_of(format, output, ("table", "markdown", "csv", "json", "html", "svg"))
    if by == "status" and chosen not in ("table", "markdown"):
        fail(f"--by: only the table and Markdown are grouped, not {chosen}")
    if since is not None and chosen != "html":
        fail(f"--since: only the page marks what changed, not {chosen}; `tracker diff` tells it")
    _refuse_to_replace(output, operand, since)
    reported = with_timelines(_report_on(_read(operand), _day("--as-of", as_of)))
    changes = None if since is None else _changes_since(since, operand, reported)
    selection = Selection(tuple(status or ()), tuple(section or ()), tuple(source or ()), tuple(level or ()))
    selection = replace(selection, directed_to=tuple(directed_to or ()))
    if selection:
        _check_selection(selection, reported)
        reported = select(reported, selection)
    if chosen in ("table", "markdown"):
        emit(_render_text(reported, chosen, by, verbose, color, output), output, chosen)
    else:
        emit(_render_document(reported, chosen, changes, output), output, chosen)


def _changes_since(since: str, operand: str, reported: Report) -> Changes:
    """What changed from another operand, told as of the same day, to a report."""
    from .changes import compare

    if since == operand == "-":
        fail("- and --since -: standard input can be read only once")
    old = _report_on(_read(since), reported.as_of, strict=False)
    for name, side in ((since, old), (operand, reported)):
        if side.selection:
            fail(f"{name}: a filtered report cannot be compared; save the whole one")
    return compare(old, reported, since, operand)


def _render_text(reported: Report, format: str, by: Grouping, verbose: bool, color: str, output: str | None) -> str:
    if format == "table":
        from .render.report import render_table

        return render_table(reported, screen(color, output), by, verbose)
    from .render.report import render_markdown

    return render_markdown(reported, by)


def _render_document(reported: Report, format: str, changes: Changes | None, output: str | None) -> str:
    if format == "csv":
        from .render.csv import render_csv

        mark = "\ufeff" if output else ""  # without it, spreadsheets take a file for Latin-1
        return mark + render_csv(reported)
    if format == "html":
        from .render.html import render_html

        return render_html(reported, changes)
    if format == "svg":
        from .render.svg import render_svg

        return render_svg(reported)
    from .render.documents import render_json

    return render_json(reported)


def _check_selection(selection: Selection, reported: Report) -> None:
    from .model import STATUSES, UNSTATED

    if reported.selection:
        fail("a filtered report cannot be filtered again; start from the whole one")
    _known("status", selection.status, STATUSES)
    _known("section", selection.section, [section.id for section in reported.sections])
    _known("source", selection.source, [source.id for source in reported.sources])
    _known("level", selection.level, [*reported.platform.levels, UNSTATED])
    _known("level", selection.directed_to, reported.platform.levels)


@app.command()
def show(
    id: Annotated[str, typer.Argument(metavar="ID", help="An ask, a source, or a statement as source/statement.")],
    operand: Operand = DEFAULT_FILE,
    texts: TextsFolder = None,
    as_of: AsOf = None,
    format: Annotated[Literal["text", "markdown"] | None, typer.Option(help=FORMAT_HELP)] = None,
    output: Output = None,
    color: Color = "auto",
) -> None:
    """Tell the whole story of an ask, a source or a statement."""
    from .checking import source_texts
    from .messages import nearest
    from .render.show import known_ids, story

    _refuse_to_replace(output, operand)
    reported = _report_on(_read(operand), _day("--as-of", as_of))
    words = source_texts(reported.sources, texts) if texts is not None else {}
    blocks = story(id, reported, words)
    if not blocks:
        if id in [section.id for section in reported.sections]:
            fail(f"`{id}` is a section; `tracker report --section {id}` tells of its asks")
        ends = [name for name in known_ids(reported) if name.endswith(f"/{id}")]
        close = ends[0] if ends else nearest(id, known_ids(reported))
        fail(f"{operand} has no ask, source or statement `{id}`" + (f"; did you mean `{close}`?" if close else ""))
    _emit_outline(blocks, format, output, color)


@app.command()
def diff(
    old: Annotated[
        str | None, typer.Argument(metavar="OLD", help="A file, -, REV, REV:path or a saved report; HEAD unless named.")
    ] = None,
    new: Annotated[str, typer.Argument(metavar="NEW", help="The same; the default file unless named.")] = DEFAULT_FILE,
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND", help="Only changes of this kind, such as status-changed; repeatable."),
    ] = None,
    ask: Annotated[list[str] | None, typer.Option(metavar="ID", help="Only changes of this ask; repeatable.")] = None,
    format: Annotated[Literal["text", "markdown", "json"] | None, typer.Option(help=FORMAT_HELP)] = None,
    output: Output = None,
    color: Color = "auto",
) -> None:
    """Tell what changed between two files, revisions or saved reports. Exit 1 if anything did."""
    from . import changes
    from .render.changes import changes_outline
    from .render.markdown import ROOM

    _known("kind of change", only or (), changes.KINDS)
    _refuse_to_replace(output, old, new)
    reports = _two_reports(old, new)
    old = LAST_COMMIT if old is None else old
    found = changes.compare(reports[0], reports[1], old, new)
    if only or ask:
        names = [{it.id, *it.formerly} for reported in reports for it in reported.asks]
        _known("ask", ask or (), sorted(set().union(*names)))
        found = changes.only(found, only or (), changes.linked(ask or (), names))
    outline = changes_outline(found, reports[::-1], narrowed=bool(only or ask))
    _emit_outline([*outline], format, output, color, found, ROOM)
    raise typer.Exit(1 if found.changes else 0)


@app.command()
def agree(
    first: Annotated[str, typer.Argument(metavar="FIRST", help="A file, -, REV, REV:path or a saved report.")],
    second: Annotated[str, typer.Argument(metavar="SECOND", help="The same, of another coder.")],
    format: Annotated[Literal["text", "markdown", "json"] | None, typer.Option(help=FORMAT_HELP)] = None,
    output: Output = None,
    color: Color = "auto",
) -> None:
    """Tell how far two codings of a platform agree, and where they do not. Exit 1 if anything differs."""
    from . import agreement
    from .render.agreement import agreement_outline

    _refuse_to_replace(output, first, second)
    found = agreement.agree(*_two_reports(first, second), first, second)
    _emit_outline([*agreement_outline(found)], format, output, color, found)
    raise typer.Exit(0 if found.is_complete else 1)


@app.command()
def log(
    id: Annotated[str | None, typer.Argument(metavar="ID", help="Tell the timeline of this ask.")] = None,
    file: Annotated[str, typer.Option(metavar="FILE", help="The file whose history is told.")] = DEFAULT_FILE,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Only revisions since YYYY-MM-DD.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Only revisions until YYYY-MM-DD.")] = None,
    number: Annotated[int | None, typer.Option("-n", metavar="N", min=1, help="Only the newest so many.")] = None,
    format: Annotated[Literal["text", "markdown", "json"] | None, typer.Option(help=FORMAT_HELP)] = None,
    output: Output = None,
    color: Color = "auto",
) -> None:
    """Tell the changes of a file through git's history, newest first."""
    from . import history
    from .model import first_day, last_day
    from .render.log import log_outline
    from .revisions import file_history, is_shallow, read_blobs

    first, last = _bound("--since", since, first_day), _bound("--until", until, last_day)
    _refuse_to_replace(output, file)
    revisions = file_history(file)
    found = history.build_log(revisions, read_blobs(history.blobs_of(revisions)))
    _warn_of_slow_parser()
    if is_shallow():
        warn("this clone is shallow; what its oldest revision holds may be older than it")
    if id is not None:
        _known("ask", [id], history.ids_ever(found))
        found = history.timeline(found, id)
    found = history.between(found, first, last, number)
    _emit_outline([*log_outline(found, id)], format, output, color, found)


@app.command()
def rules(name: Annotated[str | None, typer.Argument(metavar="RULE")] = None) -> None:
    """Explain the rules of `check`, each with a failing and a passing example, or those of `coding`."""
    import sys

    from .render.rules import render_rule, render_rules

    if sys.flags.optimize > 1:
        fail("rules: Python was started with -OO, which drops their explanations; start it without")
    if name is None:
        emit(render_rules(rules_by_subject()))
        return
    if name == "coding":
        emit(_shipped("codebook.md"), format="markdown")
        return
    by_name = {rule.name: rule for rule in all_rules()}
    _known("rule", [name], (*by_name, "coding"))
    emit(render_rule(by_name[name]))


@app.command()
def schema(
    document: Annotated[Literal["platform", "report", "diff", "agreement", "log", "check"], typer.Argument()],
) -> None:
    """Print the JSON Schema of a document."""
    from .agreement import Agreement
    from .changes import Changes
    from .history import Log
    from .places import CheckDocument
    from .render.documents import document_schema, platform_schema
    from .report import Report

    types = {"report": Report, "diff": Changes, "agreement": Agreement, "log": Log, "check": CheckDocument}
    emit(platform_schema() if document == "platform" else document_schema(types[document]), format="json")


@app.command()
def init(
    file: Annotated[str, typer.Argument(metavar="FILE")] = DEFAULT_FILE,
    blind: Annotated[
        str | None, typer.Option(metavar="OPERAND", help="Write this platform without its coding, for a second coder.")
    ] = None,
    source: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Print the entry of a source with this text, and write nothing.")
    ] = None,
) -> None:
    """Write a small commented file to start from. Never overwrites."""
    from .render.safe import visible
    from .revisions import restores

    if source is not None:
        emit(_source_entry(source))
        return
    if file == "-":
        fail("init: name a file; `-` is none")
    if os.path.lexists(file):
        fail(f"{file} exists already, and is left as it is")
    if command := restores(file):
        fail(f"{file} is in git; `{command}` brings it back")
    emit(_shipped("starter.yaml") if blind is None else _without_coding(blind), file)
    named = "" if file == DEFAULT_FILE else f" {visible(file)}"
    complain(f"{visible(file)} is written; edit it, then run `tracker check{named}`\n")


def _without_coding(operand: str) -> str:
    from .blind import blind_copy
    from .loading import load_content

    loaded = load_content(_read(operand))
    _warn_of_slow_parser()
    if loaded.errors:
        _tell_errors(loaded, fatal=True)
    assert loaded.platform is not None
    return blind_copy(loaded.platform)


def _source_entry(file: str) -> str:
    from .fields import slug
    from .render.entry import render_source
    from .revisions import read_file
    from .texts import text_of

    text, name = text_of(read_file(file)), os.path.basename(file)
    if text.trouble:
        fail(f"{file}: {text.trouble}; {text.remedy}")
    return render_source(_shipped("source.yaml"), slug(os.path.splitext(name)[0]) or "source", name, text)


# --- What the commands share ---


def _shipped(name: str) -> str:
    """The text of a file that comes with the package."""
    from importlib.resources import files

    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _read(operand: str) -> Content:
    from .revisions import PATH_STARTS, is_revision, read_operand

    forced = operand == DEFAULT_FILE or operand.startswith(PATH_STARTS)
    if not forced and os.path.lexists(operand) and is_revision(operand):
        warn(f"{operand} is a file and a revision; the file is read, and {operand}:./{DEFAULT_FILE} is the revision's")
    return read_operand(operand, DEFAULT_FILE)


def _refuse_to_replace(output: str | None, *operands: str | None) -> None:
    """Ends a command whose output would take the place of what it reads, or of the default file."""
    if output is None or not os.path.exists(output):
        return
    named = [name for name in operands if name]
    behind = ["/dev/stdin" if name == "-" else name.partition(":")[2] for name in named]  # the path of REV:path
    for name in (*named, *behind, DEFAULT_FILE):
        if os.path.exists(name) and os.path.samefile(name, output):
            fail(f"{output}: the command reads this file, and never writes to it")


def _emit_outline(
    blocks: Sequence[Block],
    format: str | None,
    output: str | None,
    color: str,
    document: Agreement | Changes | Log | None = None,
    room: int | None = None,
) -> None:
    """Emits an outline as text unless Markdown is chosen, or as JSON the document that it is made of."""
    chosen = format_of(format, output, ("text", "markdown", *(("json",) if document else ())))
    if document and chosen == "json":
        from .render.documents import render_json

        emit(render_json(document, leave_out=document.kind != "agreement"), output, chosen)
    elif chosen == "markdown":
        from .render.markdown import write_markdown

        emit(write_markdown(blocks, room), output, chosen)
    else:
        from .render.text import write_text

        emit(write_text(blocks, screen(color, output)), output, chosen)


def _report_on(content: Content, as_of: str | None = None, strict: bool = True) -> Report:
    """The report on what an operand names; errors are told on stderr, and end a command that is strict."""
    from .loading import report_on

    reported, loaded = report_on(content, as_of)
    if loaded:
        _warn_of_slow_parser()
    if loaded and loaded.errors:
        _tell_errors(loaded, fatal=strict or reported is None)
    assert reported is not None
    return reported


def _two_reports(old: str | None, new: str) -> tuple[Report, Report]:
    """The reports on two operands that are compared, the first of which is the last commit's file unless named."""
    from .revisions import read_revision

    if old == new == "-":
        fail("- and -: standard input can be read only once")
    contents = (read_revision(LAST_COMMIT, DEFAULT_FILE) if old is None else _read(old), _read(new))
    reports = [_report_on(content, strict=False) for content in contents]
    for operand, reported in zip((old or LAST_COMMIT, new), reports, strict=True):
        if reported.selection:
            fail(f"{operand}: a filtered report cannot be compared; save the whole one")
    return reports[0], reports[1]


@cache
def _warn_of_slow_parser() -> None:
    from .document import PARSER_IS_SLOW

    if PARSER_IS_SLOW:
        warn("PyYAML has no libyaml here and reads some twenty times slower; `pip install PyYAML` from a wheel has it")


def _tell_errors(loaded: Loaded, fatal: bool) -> None:
    from .places import check_document, place_problems
    from .render.problems import render_concise, render_problems

    document = check_document(place_problems(loaded.document, loaded.errors), 1)
    if not fatal:
        complain(render_concise(document))
        return
    texts = {loaded.document.name: loaded.document.text}
    complain(render_problems(document, texts, screen("auto", stream="stderr")))
    raise typer.Exit(2)


def rules_by_subject() -> dict[str, tuple[Rule[Any], ...]]:
    from . import checks, fields, review, syntax, texts
    from .problem import rules_of

    return {
        "The file as text and YAML": rules_of(syntax.__name__),
        "Its fields": rules_of(fields.__name__),
        "Its sources, asks and findings": rules_of(checks.__name__),
        "The sources' texts, with --texts": rules_of(texts.__name__),
        "The change since a revision, with --against": rules_of(review.__name__),
    }


def all_rules() -> tuple[Rule[Any], ...]:
    return tuple(rule for rules in rules_by_subject().values() for rule in rules)


def _known(what: str, values: Sequence[str], known: Sequence[str]) -> None:
    """Fails for a value that is not known, and names those that are."""
    from .messages import MOST_NAMED, nearest

    for value in values:
        if value not in known:
            close = nearest(value, tuple(known))
            if close and len(known) > MOST_NAMED:
                fail(f"there is no {what} `{value}`; did you mean `{close}`?")
            more = f" and {len(known) - MOST_NAMED} more" if len(known) > MOST_NAMED else ""
            fail(f"there is no {what} `{value}`; known are {', '.join(known[:MOST_NAMED]) or 'none'}{more}")


def _bound(option: str, day: str | None, bound: Callable[[str], date | None]) -> str | None:
    """The first or the last day that a date of an option can mean, as YYYY-MM-DD."""
    known = _day(option, day)
    return None if known is None else f"{bound(known)}"


def _day(option: str, day: str | None) -> str | None:
    from .model import last_day

    try:
        if day is None or last_day(day):
            return day
    except ValueError:
        pass
    fail(f"{option}: `{day}` is no date; write YYYY-MM-DD, YYYY-MM or YYYY")
