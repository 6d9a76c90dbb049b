"""Random platforms as plain data, and random edits that know what they did."""

from __future__ import annotations

import copy
from dataclasses import replace
from random import Random
from typing import Any

from tracker.changes import CAUSES, KINDS, Cause, Change, ChangeKind, FieldChange
from tracker.model import Figure, Finding, Platform, Source, Statement, Tombstone
from tracker.status import derive, weigh

Data = dict[str, Any]
WORDS = "fund keep adopt share restore local state grants aid police fire red-flag law training homes".split()  # noqa: SIM905
LEVELS = ("federal", "state", "local", "unstated")
CLAIMS = ("funded", "met", "partly", "cut", "unmet", "mentioned")


def words(random: Random) -> str:
    return " ".join(random.choices(WORDS, k=random.randint(1, 6)))


def platform(random: Random) -> Data:
    """A platform of one source of asks, two of evidence and one of context, three sections and up to ten asks."""
    sources = [_source(random, name) for name in ("bullets", "survey", "column", "almanac")]
    sections: list[Data] = [{"id": f"section-{n}", "title": words(random), "asks": []} for n in range(3)]
    for number in range(random.randint(0, 10)):
        random.choice(sections)["asks"].append(_ask(random, f"ask-{number}", sources))
    header = {"id": "p", "title": words(random), "organization": "Org", "directed_to": random.choice(LEVELS[:3])}
    retired = [{"id": f"old-{n}", "title": words(random), "reason": words(random)} for n in range(random.randint(0, 2))]
    return {"format": "1", "platform": header, "sources": sources, "sections": sections, "retired": retired}


def _source(random: Random, name: str) -> Data:
    role = {"bullets": "asks", "almanac": "context"}.get(name, "evidence")
    statements = [_statement(random, f"s-{n}") for n in range(4)]
    return {"id": name, "role": role, "title": words(random), "genre": name, "issued": "2025", "statements": statements}


def _statement(random: Random, name: str) -> Data:
    statement = {"id": name, "locator": f"par. {random.randint(1, 9)}", "pin": words(random)}
    return statement | ({"withdrawn": "2025"} if random.random() < 0.1 else {})


def _ask(random: Random, name: str, sources: list[Data]) -> Data:
    known = [source["id"] for source in sources if source["role"] != "asks"]
    statements = random.sample([f"{source}/s-{n}" for source in known for n in range(4)], k=3)
    ask = {
        "id": name,
        "title": words(random),
        "kind": "funding",
        "asked_in": [f"bullets/s-{random.randrange(4)}"],
        "status": "unaddressed",
        "findings": [_finding(random, statement) for statement in statements[: random.randint(0, 3)]],
    }
    return ask | ({"directed_to": random.choice(LEVELS[:3])} if random.random() < 0.3 else {})


def _finding(random: Random, statement: str) -> Data:
    if (status := random.choice(CLAIMS)) == "mentioned":
        return {"statement": statement, "status": status}
    scope = random.choice(("direct", "general"))
    return {"statement": statement, "status": status, "level": random.choice(LEVELS), "scope": scope}


def shuffle(data: Data, random: Random) -> Data:
    """The same platform with everything in another order."""
    data = copy.deepcopy(data)

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            for value in node.values():
                walk(value)
        if isinstance(node, list):
            random.shuffle(node)
            for value in node:
                walk(value)

    walk(data)
    return data


class Editor:
    """Edits a copy of a platform in every way, each by chance, and notes the changes that a report must show.

    What it adds bears its `serial`, so that edits can follow on edits.
    """

    touched: dict[str, Cause]  # statements whose withdrawal came or went, with what that makes of a status

    def __init__(self, old: Data, random: Random, serial: int = 0) -> None:
        self.serial = serial
        self.old = old
        self.new = copy.deepcopy(old)
        self.random = random
        self.changes: list[Change] = []
        self.touched = {}
        self.default = old["platform"]["directed_to"], ""

    def edit(self) -> tuple[Data, list[Change]]:
        self._edit_header()
        self._edit_sources()
        self._edit_sections()
        self._edit_asks()
        if self._by_chance():
            self._rename_a_source()
        order = sorted(self.changes, key=lambda change: KINDS.index(change.kind))
        return shuffle(self.new, self.random), order

    def _by_chance(self, share: float = 0.25) -> bool:
        return self.random.random() < share

    def _note(self, kind: ChangeKind, name: str, title: str, **told: Any) -> None:
        self.changes.append(Change(kind, name, title, **told))

    def _set(self, entry: Data, name: str, value: Any) -> list[FieldChange]:
        """Sets a field, or unsets it by None; what changed by it, if anything."""
        before = entry.pop(name, None)
        if value is not None:
            entry[name] = value
        return [] if before == value else [FieldChange(name, _as_told(before), _as_told(value))]

    def _edit_header(self) -> None:
        header = self.new["platform"]
        fields = self._set(header, "title", words(self.random)) if self._by_chance() else []
        fields += self._set(header, "directed_to", self.random.choice(LEVELS[:3])) if self._by_chance(0.1) else []
        self.default = self.default[0], header["directed_to"]
        fields += self._edit_tombstones()
        if fields:
            self._note("platform-changed", "p", header["title"], fields=tuple(fields))

    def _edit_tombstones(self) -> list[FieldChange]:
        """Changes a tombstone, removes another, and adds one for an ask that left long ago."""
        fields = []
        for stone in list(self.new["retired"]):
            before = Tombstone.model_validate(stone)
            if self._by_chance() and self._set(stone, "reason", f"{words(self.random)} instead"):
                fields.append(FieldChange(f"retired/{before.id}", before, Tombstone.model_validate(stone)))
            elif self._by_chance():
                self.new["retired"].remove(stone)
                fields.append(FieldChange(f"retired/{before.id}", before))
        if self._by_chance():
            stone = {"id": f"stone-{self.serial}", "title": words(self.random), "reason": words(self.random)}
            self.new["retired"].append(stone)
            fields.append(FieldChange(f"retired/stone-{self.serial}", None, Tombstone.model_validate(stone)))
        return sorted(fields, key=lambda change: change.name)

    def _edit_sources(self) -> None:
        for source in self.new["sources"]:
            fields = self._set(source, "title", words(self.random)) if self._by_chance() else []
            fields += self._set(source, "issued", self.random.choice(("2024", "2025-07"))) if self._by_chance() else []
            fields += self._set(source, "author", words(self.random)) if self._by_chance() else []
            if fields:
                self._note("source-changed", source["id"], source["title"], fields=tuple(fields))
            self._edit_statements(source)
        if self._by_chance():
            self.new["sources"].append(added := _source(self.random, f"budget-{self.serial}"))
            self._note("source-added", added["id"], added["title"], fields=_told(added, but=("statements",)))

    def _edit_statements(self, source: Data) -> None:
        for statement in list(source["statements"]):
            name = f"{source['id']}/{statement['id']}"
            if self._by_chance(0.1):
                source["statements"].remove(statement)
                told = tuple(FieldChange(field.name, field.to) for field in _told(statement, but=("id",)))
                self._note("statement-removed", name, statement["pin"], fields=told)
                self.touched |= {name: "recoded"} if "withdrawn" in statement else {}
                continue
            fields = self._set(statement, "locator", "par. 77") if self._by_chance(0.1) else []
            fields += self._set(statement, "pin", words(self.random)) if self._by_chance(0.1) else []
            fields += self._set(statement, "figure", {"what": "Fires", "value": "3"}) if self._by_chance(0.1) else []
            if self._by_chance(0.2):
                self.touched[name] = "recoded" if "withdrawn" in statement else "evidence-withdrawn"
                fields += self._set(statement, "withdrawn", None if "withdrawn" in statement else "2025-07")
            if fields:
                self._note("statement-changed", name, statement["pin"], fields=tuple(fields))
        if self._by_chance(0.1):
            source["statements"].append(added := _statement(self.random, f"t-{self.serial}"))
            name = f"{source['id']}/{added['id']}"
            self._note("statement-added", name, added["pin"], fields=_told(added, but=("id",)))
            self.touched[name] = "evidence-withdrawn"

    def _edit_sections(self) -> None:
        for section in self.new["sections"]:
            if self._by_chance() and (fields := self._set(section, "title", words(self.random))):
                self._note("section-changed", section["id"], section["title"], fields=tuple(fields))
        if self._by_chance():
            name, title = f"new-{self.serial}", words(self.random)
            self.new["sections"].append({"id": name, "title": title, "asks": []})
            self._note("section-added", name, title, fields=(FieldChange("title", None, title),))

    def _edit_asks(self) -> None:
        placed = [(section, ask) for section in self.new["sections"] for ask in section["asks"]]
        for section, ask in placed:
            if self._by_chance(0.05):
                section["asks"].remove(ask)
                self._part_with(ask)
            else:
                self._edit_ask(section, ask)
        if self._by_chance():
            added = _ask(self.random, f"new-{self.serial}", self.new["sources"])
            self.random.choice(self.new["sections"])["asks"].append(added)
            status, scope, deciding, _ = self._status(added, self.new)
            self._note("ask-added", added["id"], added["title"], to=status, to_scope=scope, because=deciding)

    def _part_with(self, ask: Data) -> None:
        status, scope, deciding, _ = self._status(ask, self.old)
        told: Data = {"from_": status, "from_scope": scope, "because": deciding}
        if self._by_chance(0.5):
            self.new["retired"].append({"id": ask["id"], "title": ask["title"], "reason": "done"})
            told["fields"] = (FieldChange("reason", None, "done"),)
        self._note("ask-retired" if "fields" in told else "ask-removed", ask["id"], ask["title"], **told)

    def _edit_ask(self, section: Data, ask: Data) -> None:
        before, first = copy.deepcopy(ask), len(self.changes)
        if self._by_chance():
            ask |= {"id": f"{ask['id']}-b", "formerly": [*ask.get("formerly", ()), ask["id"]]}
            self._note("ask-renamed", ask["id"], "", from_=before["id"], to=ask["id"])
        if self._by_chance() and self._set(ask, "title", words(self.random)):
            self._note("ask-reworded", ask["id"], "", from_=before["title"], to=ask["title"])
        if self._by_chance():
            self._move(section, ask)
        self._edit_fields(ask)
        causes = self._edit_findings(ask) if self._by_chance(0.5) else {}
        self._note_status(before, ask, causes)
        self.changes[first:] = [replace(change, title=ask["title"]) for change in self.changes[first:]]

    def _move(self, section: Data, ask: Data) -> None:
        target = self.random.choice([other for other in self.new["sections"] if other is not section])
        section["asks"].remove(ask)
        target["asks"].append(ask)
        self._note("ask-moved", ask["id"], "", from_=section["id"], to=target["id"])

    def _edit_fields(self, ask: Data) -> None:
        old_level = ask.get("directed_to", self.default[0])
        fields = self._set(ask, "kind", "practice") if self._by_chance(0.1) else []
        bullets = ["bullets/s-0", f"bullets/t-{self.serial}"]
        fields += self._set(ask, "asked_in", bullets) if self._by_chance(0.1) else []
        if self._by_chance(0.1):
            self._set(ask, "directed_to", self.random.choice(LEVELS[:3]))
        levels = old_level, ask.get("directed_to", self.default[1])
        if levels != self.default and levels[0] != levels[1]:
            fields.append(FieldChange("directed_to", *levels))
        if fields:
            self._note("ask-changed", ask["id"], "", fields=tuple(fields))

    def _edit_findings(self, ask: Data) -> dict[str, Cause]:
        """Removes, changes and adds findings; what it did to each statement on which a status may rest."""
        causes: dict[str, Cause] = {}
        for finding in list(ask["findings"]):
            before, name = dict(finding), finding["statement"]
            if self._by_chance():
                ask["findings"].remove(finding)
                self._note("finding-removed", ask["id"], "", statement=name, fields=_fields(before, {}))
                causes[name] = "evidence-removed"
            elif self._by_chance(0.5):
                finding.clear()
                finding.update(
                    _finding(self.random, name) | ({"note": words(self.random)} if self._by_chance() else {})
                )
                if fields := _fields(before, finding):
                    self._note("finding-changed", ask["id"], "", statement=name, fields=fields)
                if any(field.name != "note" for field in fields):
                    causes[name] = "recoded"
        if self._by_chance(0.5):
            source = self.random.choice([it["id"] for it in self.new["sources"] if it["role"] == "evidence"])
            name = f"{source}/t-{self.serial}"
            ask["findings"].append(added := _finding(self.random, name))
            self._note("finding-added", ask["id"], "", statement=name, fields=_fields({}, added))
            causes[name] = "late-coding" if source in [it["id"] for it in self.old["sources"]] else "new-evidence"
        return causes

    def _note_status(self, before: Data, after: Data, causes: dict[str, Cause]) -> None:
        was, old_scope, old_deciding, said = self._status(before, self.old)
        now, new_scope, new_deciding, says = self._status(after, self.new)
        if (was, old_scope) == (now, new_scope):
            return
        causes = self.touched | causes
        moved = [
            FieldChange(name, said.get(name), says.get(name))
            for name in sorted({*old_deciding, *new_deciding} & {*causes})
            if said.get(name) != says.get(name)
        ]
        found = {causes[field.name] for field in moved}
        if before.get("directed_to", self.default[0]) != after.get("directed_to", self.default[1]):
            found.add("ask-changed")
        told: Data = {
            "from_scope": old_scope,
            "to_scope": new_scope,
            "because": tuple(field.name for field in moved),
            "causes": tuple(cause for cause in CAUSES if cause in found),
            "fields": tuple(moved),
        }
        self._note("status-changed", after["id"], "", from_=was, to=now, **told)

    def _status(self, ask: Data, data: Data) -> tuple[str, str | None, tuple[str, ...], dict[str, str]]:
        """The status and scope that an ask has, the statements that decide it, and what each of its statements says."""
        evidence = weigh([Source.model_validate(source) for source in data["sources"]])
        findings = [Finding.model_validate(finding) for finding in ask["findings"]]
        status, scope, parts = derive(findings, ask.get("directed_to", data["platform"]["directed_to"]), evidence)
        played = {it.statement: part for it, part in zip(findings, parts, strict=True)}
        claims = {
            it.statement: f"not counted: {played[it.statement]}"
            if played[it.statement] in ("withdrawn", "context")
            else ", ".join(filter(None, (it.status, it.level, it.scope)))
            for it in findings
        }
        return status, scope, tuple(name for name in played if played[name] == "decides"), claims

    def _rename_a_source(self) -> None:
        """Gives the column another id, under which every change tells of it, and of its statements."""
        source = next(source for source in self.new["sources"] if source["genre"] == "column")
        old, new = source["id"], f"column-{self.serial}"
        fields = self._set(source, "id", new) + self._set(source, "formerly", [*source.get("formerly", ()), old])
        before = next((change for change in self.changes if change.id == old), None)
        if before:
            self.changes.remove(before)
        told = {field.name: field for field in (*fields, *((before and before.fields) or ()))}
        self._note(
            "source-changed",
            new,
            source["title"],
            fields=tuple(told[name] for name in Source.model_fields if name in told),
        )
        for finding in (
            finding for section in self.new["sections"] for ask in section["asks"] for finding in ask["findings"]
        ):
            finding["statement"] = _renamed(finding["statement"], old, new)
        self.changes = [
            replace(
                change,
                id=_renamed(change.id, old, new),
                statement=change.statement and _renamed(change.statement, old, new),
                because=change.because and tuple(_renamed(name, old, new) for name in change.because),
                fields=change.fields and tuple(replace(it, name=_renamed(it.name, old, new)) for it in change.fields),
            )
            for change in self.changes
        ]


def _renamed(reference: str, old: str, new: str) -> str:
    return f"{new}{reference.removeprefix(old)}" if reference.startswith(f"{old}/") else reference


def _as_told(value: Any) -> Any:
    """A value as a report has it."""
    if isinstance(value, list):
        return tuple(value)
    return Figure.model_validate(value) if isinstance(value, dict) else value


def _told(entry: Data, but: tuple[str, ...]) -> tuple[FieldChange, ...]:
    """What is told of an entry that came."""
    order = [*Source.model_fields, *Statement.model_fields]
    told = sorted((name for name in entry if name not in but), key=order.index)
    return tuple(FieldChange(name, None, _as_told(entry[name])) for name in told)


def _fields(before: Data, after: Data) -> tuple[FieldChange, ...]:
    pairs = [(name, before.get(name), after.get(name)) for name in ("status", "level", "scope", "note")]
    return tuple(FieldChange(name, was, now) for name, was, now in pairs if was != now)


def as_platform(data: Data) -> Platform:
    return Platform.model_validate(data)
