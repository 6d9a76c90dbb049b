"""Measures the tracker against named floors and prints each ratio with its target.

    .venv/bin/python tests/benchmarks/run.py [--quick] [WORD ...]

A ratio compares two things timed in turn, A B A B, in one run; what counts is the median of the pairs' ratios. Times in
seconds are there for orientation and mean nothing on another machine. `--quick` takes smaller files and fewer rounds,
so that its verdicts are hints only; with words, only the lines whose names hold one of them are measured.

As in the command itself, the garbage collector is off while something is timed in this process.
"""

from __future__ import annotations

import gc
import os
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple, get_args

from yaml.cyaml import CParser  # type: ignore[attr-defined]

from tracker import document
from tracker.changes import compare
from tracker.console import ReportFormat
from tracker.loading import load_content
from tracker.places import check_document, place_problems
from tracker.render.problems import render_problems
from tracker.render.text import Screen
from tracker.report import Report, build_report
from tracker.revisions import Content

if TYPE_CHECKING:
    from tests.benchmarks import generate
else:
    import generate  # as a script, this file has its neighbours at hand

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "platform.yaml"
YAMLLINT_RULES = "{extends: default, rules: {line-length: disable, comments: {min-spaces-from-content: 1}}}"
NOOP = """import typer

app = typer.Typer(add_completion=False)


@app.command()
def main(name: str) -> None: ...


app()
"""

WATCHER = """import os, sys

silenced = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=silenced)
print(os.wait4(child, 0)[2].ru_maxrss)
"""

Action = Callable[[], object]


class Ratio(NamedTuple):
    """A measured ratio, the least and the greatest of its pairs, and the medians of what was compared."""

    value: float
    least: float
    greatest: float
    measured: float
    floor: float
    unit: str = "s"


@dataclass(frozen=True)
class Target:
    """A line of the table: what is compared with which floor, and the most (or the least) that it may be."""

    name: str
    floor: str
    limit: float
    measure: Callable[[Bench], Ratio]
    at_least: bool = False

    def met(self, ratio: Ratio) -> bool:
        return ratio.value >= self.limit if self.at_least else ratio.value <= self.limit


@dataclass(frozen=True)
class Sizes:
    """How much is measured, and how often."""

    usual: int  # asks of the file that most targets are about
    large: int  # asks of the file that it is to grow to
    revisions: int
    rounds: int  # of what takes a second or so
    startups: int  # of what takes a tenth of a second


FULL = Sizes(usual=10_000, large=100_000, revisions=1_000, rounds=9, startups=31)
QUICK = Sizes(usual=1_000, large=10_000, revisions=100, rounds=5, startups=9)


# --- Files to measure on ---


class Bench:
    """The generated files and repositories, each made in the folder when it is first needed."""

    def __init__(self, folder: Path, sizes: Sizes) -> None:
        self.folder = folder
        self.sizes = sizes

    def file(self, asks: int) -> Path:
        return self._written(f"{asks}.yaml", lambda: generate.text(generate.platform(asks)))

    def edited(self, asks: int) -> Path:
        """The file of so many asks after an edit for every twentieth of them."""
        edited = lambda: generate.text(generate.edited(generate.platform(asks), asks // 20))  # noqa: E731
        return self._written(f"{asks}-edited.yaml", edited)

    def noop(self) -> Path:
        return self._written("noop.py", lambda: NOOP)

    def repository(self, asks: int, revisions: int) -> Path:
        """A repository whose `platform.yaml` has so many asks, and revisions with an edit each."""
        folder = self.folder / f"{asks}-times-{revisions}"
        if not folder.exists():
            generate.history(folder, generate.revisions(asks, revisions))
        return folder

    def content(self, asks: int) -> bytes:
        return self.file(asks).read_bytes()

    def _written(self, name: str, text: Callable[[], str]) -> Path:
        path = self.folder / name
        if not path.exists():
            path.write_text(text(), encoding="utf-8")
        return path


# --- Measuring ---


def paired(measured: Action, floor: Action, rounds: int) -> Ratio:
    """The times of two actions in turn, after one round that does not count."""
    times = [(_seconds(measured), _seconds(floor)) for _ in range(rounds + 1)][1:]
    return _ratio(times)


def once_each(measured: Action, floor: Action, rounds: int = 1) -> Ratio:
    """As `paired`, for what takes so long that no round is for warming up."""
    return _ratio([(_seconds(measured), _seconds(floor)) for _ in range(rounds)])


def _ratio(times: list[tuple[float, float]]) -> Ratio:
    ratios = [measured / floor for measured, floor in times]
    measured, floor = (median(column) for column in zip(*times, strict=True))
    return Ratio(median(ratios), min(ratios), max(ratios), measured, floor)


def _seconds(action: Action) -> float:
    """How long an action takes; what it made is freed afterwards."""
    gc.collect()
    gc.disable()
    start = perf_counter()
    made = action()
    taken = perf_counter() - start
    gc.enable()
    del made
    return taken


def _processor_seconds(action: Action) -> float:
    """How long an action that runs programs keeps the processor busy with them."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    action()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def run(command: Sequence[str | Path], folder: Path | None = None, **environment: str) -> None:
    """Runs a program from its start to its end, its output thrown away. Fails if it could not do its work."""
    nothing = subprocess.DEVNULL
    surroundings = {**os.environ, **environment}
    surroundings.pop("PYTHONDONTWRITEBYTECODE", None)  # else each start would compile our modules, and only ours
    ended = subprocess.run(command, stdin=nothing, stdout=nothing, stderr=nothing, cwd=folder, env=surroundings)
    if ended.returncode not in (0, 1):
        raise RuntimeError(f"exit {ended.returncode}: {' '.join(map(str, command))}")


def tool(name: str, *arguments: str | Path, folder: Path | None = None, **environment: str) -> Action:
    """A run of a program that is installed beside this Python."""
    program = Path(sys.executable).with_name(name)
    if not program.exists():
        raise RuntimeError(f"{name} is not installed: pip install -e '.[dev,bench]'")
    return partial(run, (program, *arguments), folder, **environment)


tracker = partial(tool, "tracker")


def peak_memory(command: Sequence[str | Path]) -> int:
    """The most bytes that a program holds. It is started by a small process, for a child inherits its parent's peak."""
    watcher = [sys.executable, "-c", WATCHER, *command]
    return int(subprocess.run(watcher, stdout=subprocess.PIPE, check=True).stdout) * 1024


# --- What is done in this process ---


def drain(text: str) -> None:
    """The floor of all reading: libyaml's events, and nothing made of them."""
    next_event = CParser(text).get_event
    while next_event() is not None:
        pass


def check(content: bytes) -> str:
    """All that `tracker check` does with a file once it has read it."""
    loaded = load_content(Content("platform.yaml", content))
    placed = place_problems(loaded, loaded.problems)
    texts = {loaded.name: loaded.text}
    return render_problems(check_document(placed, [loaded]), texts, Screen(100, color=False))


def reported(content: bytes) -> Report:
    platform = document.read(content, "platform.yaml").platform
    assert platform is not None
    return build_report(platform)


def drain_history(folder: Path, blobs: Sequence[str]) -> None:
    """The floor of a file's history: its contents through one git process, and the events of each."""
    listed = "".join(f"{blob}\n" for blob in blobs).encode()
    batch = subprocess.run(
        ["git", "-C", folder, "cat-file", "--batch"], input=listed, stdout=subprocess.PIPE, check=True
    ).stdout
    start = 0
    for _ in blobs:
        head = batch.index(b"\n", start)
        end = head + 1 + int(batch[start:head].split()[2])
        drain(batch[head + 1 : end].decode())
        start = end + 1


# --- The targets ---


def loading(bench: Bench) -> Ratio:
    content = bench.content(bench.sizes.usual)
    text = content.decode()
    return paired(lambda: document.read(content, "platform.yaml"), lambda: drain(text), bench.sizes.rounds)


def checking(bench: Bench) -> Ratio:
    content = bench.content(bench.sizes.usual)
    return paired(lambda: check(content), lambda: document.read(content, "platform.yaml"), bench.sizes.rounds)


def comparing(bench: Bench) -> Ratio:
    old, new = (path(bench.sizes.usual).read_bytes() for path in (bench.file, bench.edited))
    return paired(
        lambda: compare(reported(old), reported(new)),
        lambda: document.read(old, "platform.yaml"),
        bench.sizes.rounds,
    )


def against_yamllint(bench: Bench) -> Ratio:
    file = bench.file(bench.sizes.usual)
    return once_each(tool("yamllint", "-d", YAMLLINT_RULES, file), tracker("check", file))


def against_check_jsonschema(bench: Bench) -> Ratio:
    file = bench.file(bench.sizes.usual)
    schema = ROOT / "tracker" / "platform.schema.json"
    return once_each(tool("check-jsonschema", "--schemafile", schema, file), tracker("check", file))


def memory(bench: Bench, asks: int) -> Ratio:
    file = bench.file(asks)
    held = peak_memory([Path(sys.executable).with_name("tracker"), "check", file])
    size = file.stat().st_size
    return Ratio(held / size, held / size, held / size, held / 1e6, size / 1e6, "MB")


def growth(bench: Bench, command: Callable[[Bench, int], Action]) -> Ratio:
    """How much more processor time a command takes on ten times the asks, before and after which the few are timed.

    What runs for long can't be paired often enough to even out what else the machine does; processor time leaves most
    of that out.
    """
    small, large = (command(bench, asks) for asks in (bench.sizes.usual, bench.sizes.large))
    before = [_processor_seconds(small) for _ in range(2)]
    taken = _processor_seconds(large)
    few = [*before, *(_processor_seconds(small) for _ in range(2))]
    return Ratio(taken / median(few), taken / max(few), taken / min(few), taken, median(few))


def startup(bench: Bench, action: Action) -> Ratio:
    return paired(action, partial(run, (sys.executable, bench.noop(), "name")), bench.sizes.startups)


def log(bench: Bench) -> Ratio:
    """The whole process against a floor in this one, which has nothing to start but git."""
    folder = bench.repository(25, bench.sizes.revisions)
    listed = subprocess.run(["git", "-C", folder, "log", "--format=", "--raw", "--no-abbrev"], stdout=subprocess.PIPE)
    blobs = [line.split()[3] for line in listed.stdout.decode().splitlines()]
    return paired(tracker("log", folder=folder), lambda: drain_history(folder, blobs), bench.sizes.rounds)


# --- Commands that are to grow with the file ---


def check_of(bench: Bench, asks: int) -> Action:
    return tracker("check", bench.file(asks))


def report_of(bench: Bench, asks: int, format: str) -> Action:
    return tracker("report", bench.file(asks), "--format", format)


def show_of(bench: Bench, asks: int) -> Action:
    """Of the file's last ask."""
    *_, ask = re.finditer(r"^ {6}- id: (\S+)\n {8}title", bench.content(asks).decode(), re.MULTILINE)
    return tracker("show", ask[1], bench.file(asks))


def diff_of(bench: Bench, asks: int) -> Action:
    return tracker("diff", bench.file(asks), bench.edited(asks))


def log_of(bench: Bench, asks: int) -> Action:
    return tracker("log", folder=bench.repository(asks, 3))


def completing(*words: str) -> Action:
    """What the shell calls when Tab is pressed after the last of the words."""
    place = {"COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1)}
    return tracker(folder=ROOT, _TRACKER_COMPLETE="complete_bash", **place)


GROWING: dict[str, Callable[[Bench, int], Action]] = {
    "check": check_of,
    **{f"report as {format}": partial(report_of, format=format) for format in get_args(ReportFormat)},
    "show": show_of,
    "diff": diff_of,
    "log of 3 revisions": log_of,
}
STARTING: dict[str, tuple[float, Action]] = {
    "report of the shipped file": (1.3, tracker("report", SHIPPED)),
    "tracker --help": (0.6, tracker("--help")),
    "tracker --version": (0.6, tracker("--version")),
    "completion of a command": (0.6, completing("tracker", "re")),
    "completion of an option": (0.6, completing("tracker", "report", "--f")),
}


def targets(sizes: Sizes) -> list[Target]:
    """Every line of the table, the quick ones first."""
    usual, large = (f"{asks:,} asks" for asks in (sizes.usual, sizes.large))
    return [
        *(
            Target(name, "a typer no-op", most, partial(startup, action=action))
            for name, (most, action) in STARTING.items()
        ),
        Target(f"load, {usual}", "bare events", 1.8, loading),
        Target(f"check in process, {usual}", "load", 1.5, checking),
        Target(f"diff in process, {usual}", "load", 2.5, comparing),
        Target(f"log, {sizes.revisions:,} revisions", "cat-file and bare events", 3.0, log),
        Target(f"yamllint, {usual}", "check", 15.0, against_yamllint, at_least=True),
        Target(f"check-jsonschema, {usual}", "check", 15.0, against_check_jsonschema, at_least=True),
        Target(f"memory of check, {usual}", "the file", 20.0, partial(memory, asks=sizes.usual)),
        Target(f"memory of check, {large}", "the file", 20.0, partial(memory, asks=sizes.large)),
        *(
            Target(f"{name}, {large}", f"{usual}", 11.0, partial(growth, command=command))
            for name, command in GROWING.items()
        ),
    ]


# --- The table ---

COLUMNS = "{:<36} {:<25} {:>7} {:>15} {:>8} {:<7} {:>17}"


def line(target: Target, ratio: Ratio) -> str:
    """A target's line of the table."""
    return COLUMNS.format(
        target.name,
        target.floor,
        f"{ratio.value:.2f}",
        f"{ratio.least:.2f} to {ratio.greatest:.2f}",
        f"{'>=' if target.at_least else '<='} {target.limit:g}",
        "met" if target.met(ratio) else "MISSED",
        f"{ratio.measured:.3g} : {ratio.floor:.3g} {ratio.unit}",
    )


def main(arguments: Sequence[str]) -> int:
    """Prints the table, line by line. 1 if a target is missed."""
    sizes = QUICK if "--quick" in arguments else FULL
    words = [word for word in arguments if word != "--quick"]
    wanted = [target for target in targets(sizes) if not words or any(word in target.name for word in words)]
    missed = []
    print(COLUMNS.format("what", "against", "ratio", "pairs from, to", "target", "", "absolute"))
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), sizes)
        for target in wanted:
            ratio = target.measure(bench)
            print(line(target, ratio), flush=True)
            if not target.met(ratio):
                missed.append(target.name)
    print(
        f"\n{len(wanted) - len(missed)} of {len(wanted)} targets are met" + "".join(f"\nmissed: {it}" for it in missed)
    )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
