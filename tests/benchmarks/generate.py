"""Seeded platform files of any number of asks, as full as real ones, and git histories of a file.

    python tests/benchmarks/generate.py 10000 > platform.yaml

The same number and seed always give the same file. Every file passes `tracker check --strict`: statuses are derived by
the tracker's own rule.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from math import isqrt, prod
from pathlib import Path
from random import Random
from zlib import crc32

from tracker.model import (
    Ask,
    Figure,
    Finding,
    FindingStatus,
    Header,
    Kind,
    Level,
    Platform,
    Scope,
    Section,
    Source,
    Statement,
    Tombstone,
)
from tracker.status import Evidence, derive, weigh

ASK_WORDS = (
    ("Maintain", "Increase", "Restore", "Fund", "Expand", "Establish", "Strengthen", "Require", "Adopt", "Continue"),
    ("hiring grants", "training programs", "body cameras", "background checks", "crime laboratories", "drug courts",
     "trauma centers", "housing assistance", "youth programs", "school safety teams", "data standards",
     "reentry services"),
    ("for police departments", "for fire departments", "for schools", "for hospitals", "for small towns",
     "for county jails", "for community groups", "for victims of crime", "for transit agencies", "for tribal police"),
    ("in rural counties", "in large cities", "along the coast", "in border regions", "near state lines", "on campuses",
     "in disaster areas", "in growing suburbs", "in the old town centers", "on public land"),
)  # fmt: skip
PIN_WORDS = (
    ("federal", "state", "local", "new", "most", "several", "unspent", "emergency", "competitive", "multi-year"),
    ("grants", "programs", "agencies", "awards", "rules", "offices", "contracts", "partnerships", "pilots",
     "task forces"),
    ("were ended", "were cut", "grew this spring", "remain open", "were renewed", "are late", "fell short",
     "were adopted", "lapsed last year", "are under review"),
)  # fmt: skip
NOTES = (
    "The report gives the share of the cities that answered and does not name them, nor the years that it compares.",
    "Officials say so; the amounts are not broken down by program.",
    "Named as a past result of working with an administration; whether it still stands is not said here.",
    "Mayors report that it ended or shrank this year, and which part of it is not said.",
    "Said of the whole class of programs, which holds this one for certain.",
    "Zwölf Städte, one of them Zürich, answered the question.",
)
CAUSES = (
    "a new partnership of city and county",
    "community policing",
    "the federal administration, according to itself",
)
SECTION_WORDS = (
    ("Safe", "Fair", "Open", "Healthy", "Strong", "Ready", "Connected", "Growing", "Trusted", "Equal"),
    ("Streets", "Schools", "Courts", "Homes", "Neighborhoods", "Hospitals", "Borders", "Budgets", "Prisons", "Cities"),
    ("for All", "at Night", "and Work", "and Trust", "in Crisis"),
)
GENRES = ("survey", "budget", "op-ed", "audit", "hearing", "article", "census")
FINDINGS = (0, 1, 2, 3, 4, 5, 6)
FINDINGS_WEIGHTS = (18, 20, 20, 16, 12, 8, 6)
WORDS_OF_KIND: dict[Kind, tuple[FindingStatus, ...]] = {
    "funding": ("funded", "cut", "unmet"),
    "law": ("met", "unmet"),
    "practice": ("met", "unmet"),
}
LEVELS: tuple[Level, ...] = ("federal", "federal", "federal", "state", "local", "unstated")
SCOPES: tuple[Scope, ...] = ("direct", "general")


def platform(asks: int, seed: int = 1) -> Platform:
    """A platform of so many asks, its sources, statements, sections and tombstones in proportion."""
    rng = Random(f"{asks}/{seed}")
    sources = _sources(rng, asks)
    header = Header(
        id=f"register-{asks}-{seed}",
        title=f"Register of {asks} asks",
        organization="Conference of Cities",
        directed_to="federal",
    )
    entries = _Citations(sources)
    titles = _phrases(rng, ASK_WORDS, asks)
    made = [_ask(rng, n, title, header, entries) for n, title in enumerate(titles)]
    return Platform(
        format="1", platform=header, sources=sources, sections=_sections(rng, made), retired=_tombstones(rng, made)
    )


def text(platform: Platform) -> str:
    """The platform as its maintainer would write it: in blocks, what is short in flow style, with comments."""
    return "\n".join(_lines(platform)) + "\n"


def edited(platform: Platform, edits: int, seed: int = 1) -> Platform:
    """The platform after so many small edits, each such as a maintainer makes in one commit."""
    rng = Random(f"edits/{seed}")
    draft = _Draft(platform)
    for _ in range(edits):
        rng.choice(EDITS)(draft, rng)
    return draft.platform()


def revisions(asks: int, count: int, seed: int = 1) -> Iterator[str]:
    """The texts of a file of so many asks through its history, oldest first, an edit between each two."""
    draft = _Draft(platform(asks, seed))
    rng = Random(f"revisions/{seed}")
    last = ""
    for _ in range(count):
        while (written := text(draft.platform())) == last:
            rng.choice(EDITS)(draft, rng)
        yield (last := written)


def history(folder: Path, texts: Iterable[str]) -> None:
    """A git repository in the folder, a commit of `platform.yaml` for each text, and the last of them checked out."""
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main", folder], check=True)
    with subprocess.Popen(["git", "-C", folder, "fast-import", "--quiet"], stdin=subprocess.PIPE) as git:
        assert git.stdin is not None
        for number, content in enumerate(texts):
            git.stdin.write(_commit(number, content.encode()))
        git.stdin.close()
    if git.returncode:
        raise subprocess.CalledProcessError(git.returncode, "git fast-import")
    subprocess.run(["git", "-C", folder, "reset", "--quiet", "--hard"], check=True)


def _commit(number: int, content: bytes) -> bytes:
    subject = f"Revision {number}"
    when = 1_700_000_000 + number * 86_400
    head = f"commit refs/heads/main\ncommitter Analyst <analyst@example.org> {when} +0000\n"
    head += f"data {len(subject)}\n{subject}\nM 100644 inline platform.yaml\ndata {len(content)}\n"
    return head.encode() + content + b"\n"


# --- The parts of a platform ---


def _phrases(rng: Random, words: tuple[tuple[str, ...], ...], count: int) -> list[str]:
    """Different phrases, each with a word from each place; numbered where there are not enough."""
    most = prod(len(choices) for choices in words)
    return [_phrase(number, words) for number in rng.sample(range(max(most, 2 * count)), count)]


def _phrase(number: int, words: tuple[tuple[str, ...], ...]) -> str:
    chosen = []
    for choices in words:
        number, index = divmod(number, len(choices))
        chosen.append(choices[index])
    return " ".join(chosen) + (f" {number + 1}" if number else "")


def _slug(phrase: str) -> str:
    return "-".join(word for word in phrase.lower().split() if word not in ("for", "in", "on", "the", "were", "are"))


def _sources(rng: Random, asks: int) -> tuple[Source, ...]:
    bullets = [
        Statement(id=_slug(pin), locator=f"par. {n + 7}", pin=pin)
        for n, pin in enumerate(_phrases(rng, PIN_WORDS, max(1, asks * 6 // 10)))
    ]
    asking = Source(
        id="platform",
        role="asks",
        title="What the Conference of Cities asks for",
        genre="policy platform",
        issued="2018",
        publisher="Conference of Cities",
        text="platform.txt",
        sha256="8e085e9347486b6e27318cc08e62ed2df26d5a4f89be3278dddc503649cbe0cc",
        statements=tuple(bullets),
    )
    count = 4 + asks // 250
    return (asking, *[_evidence(rng, n, max(5, asks * 5 // 4 // count)) for n in range(count)])


def _evidence(rng: Random, number: int, statements: int) -> Source:
    """The n-th other source: some overtake the one before, every seventh is context only."""
    year = 2019 + number % 7
    genre = GENRES[number // 7 % len(GENRES)]
    return Source(
        id=f"{genre}-{year}-{number}",
        role="context" if number % 7 == 1 else "evidence",
        title=f"{genre.capitalize()} of {rng.randint(20, 90)} cities, number {number}",
        genre=f"{genre} of cities",
        issued=f"{year}-{rng.randint(1, 12):02}" if number % 2 else f"{year}",
        publisher="Institute of Cities",
        url=f"https://example.org/{genre}/{number}",
        accessed="2026-01-15",
        supersedes=(f"{genre}-{year - 1}-{number - 1}",) if number % 7 in (3, 4, 6) else (),
        statements=tuple(_statement(rng, pin) for pin in _phrases(rng, PIN_WORDS, statements)),
    )


def _statement(rng: Random, pin: str) -> Statement:
    start = rng.randint(1, 400)
    return Statement(
        id=_slug(pin),
        locator=f"par. {start}-{start + 1}" if rng.random() < 0.1 else f"par. {start}",
        pin=pin,
        note=rng.choice(NOTES) if rng.random() < 0.7 else None,
        value=f"about {rng.randint(2, 98)}% of the cities" if rng.random() < 0.2 else None,
        figure=_figure(rng) if rng.random() < 0.12 else None,
    )


def _figure(rng: Random) -> Figure:
    return Figure(
        what=rng.choice(("Homicides", "Robberies", "Overdose deaths", "Response time")),
        value=f"{rng.randint(-40, 40):+}%",
        place=f"{rng.randint(2, 90)} cities",
        period="2025 against 2024",
        credits=rng.choice(CAUSES) if rng.random() < 0.5 else None,
    )


class _Citations:
    """What the asks of a file can name: the bullets, the statements of other sources, and which of these count."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.bullets = [f"{sources[0].id}/{bullet.id}" for bullet in sources[0].statements]
        self.statements = [f"{source.id}/{entry.id}" for source in sources[1:] for entry in source.statements]
        self.evidence: Evidence = weigh(sources)


def _ask(rng: Random, number: int, title: str, header: Header, citations: _Citations) -> Ask:
    kind: Kind = rng.choice(("funding", "funding", "law", "practice"))
    bullets = citations.bullets
    asked_in = [bullets[number % len(bullets)]]
    if rng.random() < 0.12 and (second := rng.choice(bullets)) not in asked_in:
        asked_in.append(second)
    ask = Ask(
        id=_slug(title),
        title=title,
        kind=kind,
        asked_in=tuple(asked_in),
        directed_to=rng.choice(("state", "local")) if rng.random() < 0.15 else None,
        status="unaddressed",
        findings=_findings(rng, kind, citations),
        formerly=(f"ask-{number}",) if rng.random() < 0.03 else (),
    )
    return _balanced(ask, header, citations.evidence)


def _findings(rng: Random, kind: Kind, citations: _Citations) -> tuple[Finding, ...]:
    (count,) = rng.choices(FINDINGS, FINDINGS_WEIGHTS)
    return tuple(_finding(rng, statement, kind, citations) for statement in rng.sample(citations.statements, count))


def _finding(rng: Random, statement: str, kind: Kind, citations: _Citations) -> Finding:
    source = statement.partition("/")[0]
    if citations.evidence.part.get(source) != "decides" or rng.random() < 0.25:
        return Finding(statement=statement, status="mentioned")
    return Finding(
        statement=statement, status=rng.choice(WORDS_OF_KIND[kind]), level=rng.choice(LEVELS), scope=rng.choice(SCOPES)
    )


def _balanced(ask: Ask, header: Header, evidence: Evidence) -> Ask:
    """The ask with the status that its findings give."""
    status = derive(ask.findings, ask.directed_to or header.directed_to, evidence).status
    return ask.model_copy(update={"status": status})


def _sections(rng: Random, asks: list[Ask]) -> tuple[Section, ...]:
    count = max(1, min(len(asks), isqrt(len(asks))))
    titles = _phrases(rng, SECTION_WORDS, count)
    rest = iter(asks)
    return tuple(
        Section(id=_slug(title), title=title, asks=tuple(islice(rest, (len(asks) + n) // count)))
        for n, title in enumerate(titles)
    )


def _tombstones(rng: Random, asks: list[Ask]) -> tuple[Tombstone, ...]:
    return tuple(
        Tombstone(
            id=f"retired-{n}",
            title=f"An ask of the year before, number {n}",
            reason="The platform's new edition no longer asks for it.",
            replaced_by=(rng.choice(asks).id,) if n % 2 else (),
        )
        for n in range(len(asks) // 100)
    )


# --- Edits ---


class _Draft:
    """A platform whose asks and statements can be exchanged, in constant time."""

    def __init__(self, platform: Platform) -> None:
        self.original = platform
        self.citations = _Citations(platform.sources)
        self.statements = [list(source.statements) for source in platform.sources]
        self.asks = [list(section.asks) for section in platform.sections]
        self.successors = {name for stone in platform.retired for name in stone.replaced_by}

    def platform(self) -> Platform:
        sources, sections = self.original.sources, self.original.sections
        return self.original.model_copy(
            update={
                "sources": tuple(
                    source.model_copy(update={"statements": tuple(statements)})
                    for source, statements in zip(sources, self.statements, strict=True)
                ),
                "sections": tuple(
                    section.model_copy(update={"asks": tuple(asks)})
                    for section, asks in zip(sections, self.asks, strict=True)
                ),
            }
        )

    def pick(self, rng: Random) -> tuple[list[Ask], int]:
        """The list that holds an ask, and its index there."""
        asks = rng.choice(self.asks)
        return asks, rng.randrange(len(asks))

    def recode(self, rng: Random, change: Callable[[Ask], tuple[Finding, ...]]) -> None:
        """Gives an ask other findings and the status that goes with them."""
        asks, n = self.pick(rng)
        ask = asks[n].model_copy(update={"findings": change(asks[n])})
        asks[n] = _balanced(ask, self.original.platform, self.citations.evidence)


def _add_finding(draft: _Draft, rng: Random) -> None:
    def more(ask: Ask) -> tuple[Finding, ...]:
        new = _finding(rng, rng.choice(draft.citations.statements), ask.kind, draft.citations)
        return (*[finding for finding in ask.findings if finding.statement != new.statement][:5], new)

    draft.recode(rng, more)


def _drop_finding(draft: _Draft, rng: Random) -> None:
    draft.recode(rng, lambda ask: ask.findings[1:])


def _change_finding(draft: _Draft, rng: Random) -> None:
    def changed(ask: Ask) -> tuple[Finding, ...]:
        return tuple(_finding(rng, finding.statement, ask.kind, draft.citations) for finding in ask.findings)

    draft.recode(rng, changed)


def _reword(draft: _Draft, rng: Random) -> None:
    asks, n = draft.pick(rng)
    title = asks[n].title
    shorter = title.removesuffix(", in full")
    asks[n] = asks[n].model_copy(update={"title": shorter if shorter != title else f"{title}, in full"})


def _rename(draft: _Draft, rng: Random) -> None:
    asks, n = draft.pick(rng)
    if not asks[n].formerly and asks[n].id not in draft.successors:
        update = {"id": f"{asks[n].id}-renewed", "formerly": (asks[n].id,)}
        asks[n] = asks[n].model_copy(update=update)


def _swap(draft: _Draft, rng: Random) -> None:
    """Two asks change places, and with that mostly sections."""
    (one, m), (other, n) = draft.pick(rng), draft.pick(rng)
    one[m], other[n] = other[n], one[m]


def _annotate(draft: _Draft, rng: Random) -> None:
    statements = rng.choice(draft.statements[1:])
    n = rng.randrange(len(statements))
    note = f"{rng.choice(NOTES)} Read again on page {rng.randint(1, 99)}."
    statements[n] = statements[n].model_copy(update={"note": note})


EDITS: tuple[Callable[[_Draft, Random], None], ...] = (
    *(_add_finding, _add_finding, _drop_finding, _change_finding, _reword, _rename, _swap, _annotate, _annotate),
)


# --- Text ---


def _lines(platform: Platform) -> Iterator[str]:
    yield "# yaml-language-server: $schema=tracker/platform.schema.json"
    yield "# Findings stand only where the source speaks to the ask; what no source says is unaddressed."
    yield "format: 1"
    yield "platform:"
    yield from _fields(platform.platform, "  ")
    yield "\nsources:"
    for source in platform.sources:
        yield from _source_lines(source)
    yield "\nsections:"
    for section in platform.sections:
        yield f"  - id: {section.id}\n    title: {section.title}\n    asks:"
        for ask in section.asks:
            yield from _ask_lines(ask)
        yield ""
    yield "retired:" if platform.retired else "retired: []"
    for stone in platform.retired:
        yield from _item(_fields(stone, "    "))


def _fields(entry: Header | Source | Statement | Ask | Figure | Tombstone, indent: str) -> Iterator[str]:
    """The fields that are set, other than lists of entries; short lists in flow style."""
    for name in type(entry).model_fields:
        value = getattr(entry, name)
        if isinstance(value, str):
            yield f"{indent}{name}: {_scalar(value)}"
        elif isinstance(value, tuple) and value and isinstance(value[0], str):
            yield f"{indent}{name}: [{', '.join(value)}]"


def _scalar(words: str) -> str:
    return f'"{words}"' if ": " in words or words.startswith(("+", "-")) else words


def _item(lines: Iterable[str]) -> Iterator[str]:
    """The lines of a mapping as an item of a list."""
    for number, line in enumerate(lines):
        yield line if number else f"{line[: len(line) - len(line.lstrip()) - 2]}- {line.lstrip()}"


def _source_lines(source: Source) -> Iterator[str]:
    yield f"  # {source.title}: what it says, in its order."
    yield from _item(_fields(source, "    "))
    yield "    statements:"
    for statement in source.statements:
        if statement.note or statement.figure:
            yield from _item(_fields(statement, "        "))
            if statement.figure:
                yield "        figure:"
                yield from _fields(statement.figure, "          ")
        else:
            yield f"      - {_flow(statement)}"
    yield ""


def _flow(entry: Statement | Finding) -> str:
    pairs = [(name, getattr(entry, name)) for name in type(entry).model_fields]
    return "{" + ", ".join(f"{name}: {value}" for name, value in pairs if value) + "}"


def _ask_lines(ask: Ask) -> Iterator[str]:
    chance = crc32(ask.id.encode())  # the same comments in every revision
    if chance % 5 == 0:
        yield "      # Two readings are possible here; the one that says less is taken, as everywhere."
    yield from _item(_fields(ask, "        "))
    if not ask.findings:
        yield "        findings: []"
        return
    yield "        findings:"
    for number, finding in enumerate(ask.findings):
        remark = " # convention 5" if (chance + number) % 7 == 0 else ""
        yield f"          - {_flow(finding)}{remark}"


if __name__ == "__main__":
    sys.stdout.write(text(platform(int(sys.argv[1]), *map(int, sys.argv[2:3]))))
