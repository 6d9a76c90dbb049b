"""The command line: each command loads, computes, renders and exits.

Modules are imported in the bodies of the commands, so that each pays only for what it needs.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

import typer

from . import DEFAULT_FILE, operands
from .console import ReportFormat, Target, complain, emit, fail, format_of, in_workflow, screen, warn
from .operands import completion
from .shipped import shipped

if TYPE_CHECKING:
    from .agreement import Agreement
    from .changes import Changes
    from .document import Document
    from .history import Log
    from .places import CheckDocument
    from .problem import Rule
    from .render.outline import Block
    from .report import Report, Selection

    Result = Agreement | Changes | Log | Report

CheckFormat = Literal["text", "concise", "github", "json"]
TextFormat = Literal["text", "markdown"]
OutlineFormat = Literal["text", "markdown", "json"]
Names = list[str] | None
Complete = Callable[[], list[str]] | None  # all names, of which typer takes those that begin as the word does


def _option(metavar: str, help: str, *names: str, complete: Complete = None) -> Any:
    return typer.Option(*names, metavar=metavar, help=help, autocompletion=complete)


def _only(metavar: str, which: str, complete: Complete = None) -> Any:
    return _option(metavar, f"Only {which}; repeatable.", complete=complete)


def _argument(metavar: str, help: str, complete: Complete = None) -> Any:
    return typer.Argument(metavar=metavar, help=help, autocompletion=complete)


def _complete_rule() -> list[str]:
    return [*(rule.name for rule in all_rules()), "coding"]


_complete_ask = completion(lambda reported: [ask.id for ask in reported.asks])
_complete_section = completion(lambda reported: [section.id for section in reported.sections])
_complete_source = completion(lambda reported: reported.source_by_id)
_complete_any = completion(lambda it: [*(ask.id for ask in it.asks), *it.source_by_id, *it.statement_by_reference])
FORMAT = typer.Option(help="Unless named, what the suffix of --output says, else the first.")
Color = Annotated[Literal["auto", "always", "never"], typer.Option(help="Whether to color the output.")]
Output = Annotated[str | None, _option("FILE", "Write to FILE, whole or not at all.", "--output", "-o")]
Texts = Annotated[str | None, _option("DIR", "The folder of the sources' texts.")]
AsOf = Annotated[str | None, _option("DATE", "Tell what was known on that day.")]
OPERANDS = "A file, -, REV, REV:path or a saved report"
Operand = Annotated[str, _argument("OPERAND", f"{OPERANDS}.")]

app = typer.Typer(
    name="tracker",
    help="Track which asks of a policy platform the sources say are funded, cut or unmet.",
    epilog="Exit codes: 0 fine; check 1 errors, diff and agree 1 different; 2 something can't be read or written.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
)


def _version(wanted: bool) -> None:
    if wanted:
        from . import __version__

        emit(f"tracker {__version__}\n")
        raise typer.Exit()


Version = Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Tell the version.")]


@app.callback()
def _root(version: Version = False) -> None: ...


@app.command()
def check(
    files: Annotated[Names, _argument("OPERAND", "Files, -, REV or REV:path; platform.yaml unless named.")] = None,
    texts: Texts = None,
    against: Annotated[str | None, _option("REV", "Also check the change since REV.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Let warnings fail too.")] = False,
    ignore: Annotated[Names, _option("RULE", "Ignore a warning; repeatable.")] = None,
    stdin_filename: Annotated[str | None, _option("FILE", "The name of what - holds.")] = None,
    diff: Annotated[bool, typer.Option("--diff", help="Print the safe remedies as a patch for git apply.")] = False,
    format: Annotated[CheckFormat | None, typer.Option(help="Unless named, github in Actions, else text.")] = None,
    color: Color = "auto",
) -> None:
    """Name every problem of a platform file, with its place and remedy."""
    from . import checking, places

    if ignore:
        _known("warning", ignore, [rule.name for rule in all_rules() if rule.severity == "warning"])
    names = dict.fromkeys(files or [DEFAULT_FILE])
    checked = [checking.check_operand(name, texts, against, stdin_filename, note=warn) for name in names]
    trouble = dict.fromkeys(file.trouble for file in checked if file.trouble)
    for line in trouble:
        warn(line)
    documents = {file.document.name: file.document for file in checked if file.document}
    problems = [problem for file in checked for problem in file.problems if problem.rule not in (ignore or ())]
    found = places.check_document(problems, documents.values(), sum(file.unheld for file in checked), trouble)
    to = Target("diff" if diff else format or ("github" if in_workflow() else "text"), color=color)
    if documents or to.format in ("github", "json"):
        emit(_render_check(found, documents, to), to)
    failed = found.summary.errors or (strict and found.summary.warnings)
    raise typer.Exit(2 if found.trouble else 1 if failed else 0)


def _render_check(found: CheckDocument, files: Mapping[str, Document], to: Target) -> str:
    from .render import documents, problems

    if to.format == "json":
        return documents.render_json(found)
    if to.format == "diff":
        return _patch(found, files)
    if to.format == "github":
        return problems.render_github(found, _path_from_top)
    if to.format == "concise":
        return problems.render_concise(found)
    return problems.render_problems(found, {name: file.text for name, file in files.items()}, screen(to))


def _patch(found: CheckDocument, files: Mapping[str, Document]) -> str:
    """The patch, by paths from the top of the repository: `git apply` takes it in every folder that holds the files."""
    from .messages import counted
    from .render.problems import render_patch

    paths = {name: _path_from_top(os.path.realpath(name) if os.path.lexists(name) else name) for name in files}
    patch = render_patch(found, {paths[name]: file.mark + file.text for name, file in files.items()}, paths)
    left = [problem.level for problem in found.problems if not problem.safe]
    if left or not patch:
        words = f"left to you: {', '.join(counted(left.count(level), level) for level in ('error', 'warning'))}"
        warn(words if patch else f"nothing here is certain to mend; {words}")
    here = _path_from_top(".")
    if patch and any(os.path.relpath(path, here).startswith("..") for path in paths.values()):
        warn('the patch is for the top of the repository: `git -C "$(git rev-parse --show-toplevel)" apply`')
    return patch


def _path_from_top(name: str) -> str:
    """The path from the top of the repository, by which Git and GitHub know a file; elsewhere from this folder."""
    from .revisions import Unreadable, path_of

    try:
        return path_of(name)
    except Unreadable:
        return os.path.relpath(DEFAULT_FILE if name == "-" else name)


@app.command()
def report(
    operand: Operand = DEFAULT_FILE,
    format: Annotated[ReportFormat | None, FORMAT] = None,
    output: Output = None,
    by: Annotated[Literal["section", "status"], typer.Option(help="How the table or Markdown is grouped.")] = "section",
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Add findings, figures and context.")] = False,
    status: Annotated[Names, _only("STATUS", "asks of this status")] = None,
    section: Annotated[Names, _only("ID", "asks of this section", _complete_section)] = None,
    source: Annotated[Names, _only("ID", "asks that this source speaks of", _complete_source)] = None,
    level: Annotated[Names, _only("LEVEL", "asks with findings at this level")] = None,
    directed_to: Annotated[Names, _only("LEVEL", "asks of this level")] = None,
    since: Annotated[str | None, _option("OPERAND", "Mark what changed since.")] = None,
    as_of: AsOf = None,
    color: Color = "auto",
) -> None:
    """Tell where each ask stands, and which sources say so."""
    from .report import Selection, select, with_timelines

    to = _target(ReportFormat, format, output, color, operand, since)
    if by == "status" and to.format not in ("table", "markdown"):
        fail(f"--by: only the table and Markdown are grouped, not {to.format}")
    if since is not None and to.format not in ("table", "markdown", "html"):
        fail(f"--since: {to.format} does not mark what changed; `tracker diff` tells it")
    reported = with_timelines(operands.report_of(operand, _day("--as-of", as_of), whole=since is not None))
    changes = None if since is None else _changes_since(since, operand, reported)
    to_whom = tuple(directed_to or ())
    selection = Selection(tuple(status or ()), tuple(section or ()), tuple(source or ()), tuple(level or ()), to_whom)
    if selection:
        _check_selection(selection, reported)
        reported = select(reported, selection)
    if to.format in ("table", "markdown", "json"):
        from .render.report import report_outline

        width = screen(to).width if to.format == "table" else None
        _emit_outline(report_outline(reported, by, verbose, width, changes), to, reported)
    else:  # `render_csv` of `render/csv.py`, and so on
        render = getattr(import_module(f".render.{to.format}", __package__), f"render_{to.format}")
        emit(render(reported) if changes is None else render(reported, changes), to)


def _changes_since(since: str, operand: str, reported: Report) -> Changes:
    """What changed from another operand, told as of the same day, to a report."""
    from .changes import compare

    return compare(operands.report_to_compare(since, reported.as_of), reported, since, operand)


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
    id: Annotated[str, _argument("ID", "An ask, a source, or a statement as source/statement.", _complete_any)],
    operand: Operand = DEFAULT_FILE,
    texts: Texts = None,
    as_of: AsOf = None,
    format: Annotated[TextFormat | None, FORMAT] = None,
    output: Output = None,
    color: Color = "auto",
) -> None:
    """Tell the whole story of an ask, a source or a statement."""
    from .checking import source_texts
    from .render.show import known_ids, story
    from .report import with_timelines

    to = _target(TextFormat, format, output, color, operand)
    reported = with_timelines(operands.report_of(operand, _day("--as-of", as_of)))
    words = source_texts(reported.sources, texts) if texts is not None else {}
    if not (blocks := story(id, reported, words)):
        _known("ask, source or source/statement", [id], known_ids(reported))
    _emit_outline(blocks, to)


@app.command()
def diff(
    old: Annotated[str | None, _argument("OLD", f"{OPERANDS}; HEAD unless named.")] = None,
    new: Annotated[str, _argument("NEW", "The same; the default file unless named.")] = DEFAULT_FILE,
    only: Annotated[Names, _only("KIND", "changes of this kind, such as status-changed")] = None,
    ask: Annotated[Names, _only("ID", "changes of this ask", _complete_ask)] = None,
    format: Annotated[OutlineFormat | None, FORMAT] = None,
    output: Output = None,
    color: Color = "auto",
) -> None:
    """Tell what changed between two files, revisions or saved reports. Exit 1 if anything did."""
    from . import changes
    from .render.changes import changes_outline
    from .render.markdown import ROOM
    from .revisions import LAST_COMMIT

    _known("kind of change", only or (), changes.KINDS)
    to = _target(OutlineFormat, format, output, color, old, new)
    was, now = operands.report_to_compare(old), operands.report_to_compare(new)
    found = changes.compare(was, now, old or LAST_COMMIT, new)
    if only or ask:
        names = [{it.id, *it.formerly} for reported in (was, now) for it in reported.asks]
        _known("ask", ask or (), sorted(set().union(*names)))
        found = changes.only(found, only or (), changes.linked(ask or (), names))
    _emit_outline(changes_outline(found, (now, was), narrowed=bool(only or ask)), to, found, ROOM)
    raise typer.Exit(1 if found.changes else 0)


@app.command()
def agree(
    first: Annotated[str, _argument("FIRST", f"{OPERANDS}.")],
    second: Annotated[str, _argument("SECOND", "The same, of another coder.")],
    format: Annotated[OutlineFormat | None, FORMAT] = None,
    output: Output = None,
    color: Color = "auto",
) -> None:
    """Tell how far two codings of a platform agree, and where they do not. Exit 1 if anything differs."""
    from . import agreement
    from .render.agreement import agreement_outline

    to = _target(OutlineFormat, format, output, color, first, second)
    one, other = operands.report_to_compare(first), operands.report_to_compare(second)
    found = agreement.agree(one, other, first, second)
    _emit_outline(agreement_outline(found), to, found)
    raise typer.Exit(0 if found.is_complete else 1)


@app.command()
def log(
    id: Annotated[str | None, _argument("ID", "Tell the timeline of this ask.", _complete_ask)] = None,
    file: Annotated[str, _option("FILE", "The file whose history is told.")] = DEFAULT_FILE,
    since: Annotated[str | None, _option("DATE", "Only revisions since YYYY-MM-DD.")] = None,
    until: Annotated[str | None, _option("DATE", "Only revisions until YYYY-MM-DD.")] = None,
    number: Annotated[int | None, typer.Option("-n", metavar="N", min=1, help="Only the newest so many.")] = None,
    format: Annotated[OutlineFormat | None, FORMAT] = None,
    output: Output = None,
    color: Color = "auto",
) -> None:
    """Tell the changes of a file through git's history, newest first."""
    from . import history, model, revisions
    from .render.log import log_outline

    first, last = _day("--since", since, model.first_day), _day("--until", until, model.last_day)
    to = _target(OutlineFormat, format, output, color, file)
    commits = revisions.file_history(file)
    contents = revisions.read_blobs(commit.blob for commit in commits if not commit.absent)
    found = history.build_log(commits, contents)
    if revisions.is_shallow():
        warn("this clone is shallow; what its oldest revision holds may be older than it")
    if id is not None:
        _known("ask", [id], history.ids_ever(found))
        found = history.timeline(found, id)
    found = history.between(found, first, last, number)
    _emit_outline(log_outline(found, id), to, found)


@app.command()
def rules(name: Annotated[str | None, typer.Argument(metavar="RULE", autocompletion=_complete_rule)] = None) -> None:
    """Explain the rules of `check`, each with a failing and a passing example, or those of `coding`."""
    import sys

    from .render.rules import render_rule, render_rules

    if sys.flags.optimize > 1:
        fail("rules: Python was started with -OO, which drops their explanations; start it without")
    by_name = {rule.name: rule for rule in all_rules()}
    if name is None:
        emit(render_rules(rules_by_subject()))
    elif name == "coding":
        emit(shipped("codebook.md"), Target("markdown"))
    else:
        _known("rule", [name], (*by_name, "coding"))
        emit(render_rule(by_name[name]))


@app.command()
def schema(
    document: Annotated[Literal["platform", "report", "diff", "agreement", "log", "check"], typer.Argument()],
) -> None:
    """Print the JSON Schema of a document."""
    from . import agreement, changes, history, places, report
    from .render.documents import document_schema, platform_schema

    types = {
        "report": report.Report, "diff": changes.Changes, "agreement": agreement.Agreement, "log": history.Log,
        "check": places.CheckDocument,
    }  # fmt: skip
    emit(platform_schema() if document == "platform" else document_schema(types[document]), Target("json"))


@app.command()
def init(
    file: Annotated[str, typer.Argument(metavar="FILE")] = DEFAULT_FILE,
    blind: Annotated[str | None, _option("OPERAND", "Write this platform without its coding, to code again.")] = None,
    source: Annotated[str | None, _option("TEXT", "Print the entry of a source with this text; write nothing.")] = None,
) -> None:
    """Write a small commented file to start from. Never overwrites."""
    from .render.safe import visible
    from .revisions import restores

    if source is not None:
        return emit(_source_entry(source))
    if file == "-":
        fail("init: name a file; `-` is none")
    if os.path.lexists(file):
        fail(f"{file} exists already, and is left as it is")
    if command := restores(file):
        fail(f"{file} is in git; `{command}` brings it back")
    emit(shipped("starter.yaml") if blind is None else _without_coding(blind), Target(file=file))
    complain(f"{visible(file)} is written; edit it, then run `tracker check {visible(file)}`\n")


def _without_coding(operand: str) -> str:
    from . import blind, loading, revisions

    document = loading.load_content(revisions.read_operand(operand))
    operands.tell_errors(document, fatal=True)
    assert document.platform is not None
    return blind.blind_copy(document.platform)


def _source_entry(file: str) -> str:
    from . import fields, revisions, texts
    from .render.entry import render_source

    text, name = texts.text_of(revisions.read_file(file)), os.path.basename(file)
    if text.trouble:
        fail(f"{file}: {text.trouble}; {text.remedy}")
    return render_source(shipped("source.yaml"), fields.slug(os.path.splitext(name)[0]) or "source", name, text)


# --- What the commands share ---


def _target(formats: Any, format: str | None, output: str | None, color: str, *reads: str | None) -> Target:
    """Where the result of a command goes; ends one that would replace what it reads, or read `-` twice."""
    if reads.count("-") > 1:
        fail("- and -: standard input can be read only once")
    output = None if output in ("-", "/dev/stdout", "/dev/fd/1") else output
    named = ["/dev/stdin" if name == "-" else name for name in (*reads, DEFAULT_FILE) if name]
    if output and os.path.exists(output) and any(os.path.exists(it) and os.path.samefile(it, output) for it in named):
        fail(f"{output}: the command reads this file, and never writes to it")
    if output and output.endswith((".yaml", ".yml")):
        fail(f"{output}: no command writes to a platform file; name another output")
    return Target(format_of(format, output, get_args(formats)), output, color)


def _emit_outline(outline: Iterable[Block], to: Target, result: Result | None = None, room: int | None = None) -> None:
    """Emits an outline as text or Markdown, or as JSON the result that it is made of."""
    if result and to.format == "json":
        from .render.documents import render_json

        emit(render_json(result, leave_out=result.kind in ("diff", "log")), to)
    elif to.format == "markdown":
        from .render.markdown import write_markdown

        emit(write_markdown(outline, room), to)
    else:
        from .render.text import write_text

        emit(write_text([*outline], screen(to)), to)


def rules_by_subject() -> dict[str, tuple[Rule[Any], ...]]:
    from . import checks, fields, review, syntax, texts
    from .problem import rules_of

    modules = {
        "The file as text and YAML": syntax, "Its fields": fields, "Its sources, asks and findings": checks,
        "The sources' texts, with --texts": texts, "The change since a revision, with --against": review,
    }  # fmt: skip
    return {subject: rules_of(module.__name__) for subject, module in modules.items()}


def all_rules() -> tuple[Rule[Any], ...]:
    return tuple(rule for rules in rules_by_subject().values() for rule in rules)


def _known(what: str, values: Sequence[str], known: Sequence[str]) -> None:
    """Fails for a value that is not known, and names those that are."""
    from .messages import MOST_NAMED, nearest

    for value in values:
        if value not in known:
            close = nearest(value, tuple(known)) or next((it for it in known if it.endswith(f"/{value}")), None)
            if close and len(known) > MOST_NAMED:
                fail(f"there is no {what} `{value}`; did you mean `{close}`?")
            more = f" and {len(known) - MOST_NAMED} more" if len(known) > MOST_NAMED else ""
            fail(f"there is no {what} `{value}`; known are {', '.join(known[:MOST_NAMED]) or 'none'}{more}")


def _day(option: str, day: str | None, bound: Callable[[str], object] = str) -> str | None:
    """The date of an option, or what a bound makes of it: the first or the last day that it can mean, as YYYY-MM-DD."""
    from .model import last_day

    with suppress(ValueError):
        if day is None or last_day(day):
            return None if day is None else f"{bound(day)}"
    fail(f"{option}: `{day}` is no date; write YYYY-MM-DD, YYYY-MM or YYYY")
