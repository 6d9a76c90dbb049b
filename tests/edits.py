"""Random platforms as plain data, and random edits that know what they did."""

from __future__ import annotations

import copy
from dataclasses import replace
from random import Random
from typing import Any

from tracker.changes import KINDS, Change, ChangeKind, FieldChange
from tracker.model import Ask, Figure, Finding, Platform, Source, Tombstone
from tracker.status import derive, weigh

Data = dict[str, Any]
WORDS = "fund keep adopt share restore local state grants aid police fire red-flag law training homes".split()  # noqa: SIM905
LEVELS = ("federal", "state", "local", "unstated")
CLAIMS = ("funded", "met", "cut", "unmet", "mentioned")


def words(random: Random) -> str:
    return " ".join(random.choices(WORDS, k=random.randint(1, 6)))


def platform(random: Random) -> Data:
    """A platform of one source of asks, two of evidence and one of context, three sections and up to ten asks."""
    sources = [_source(random, name) for name in ("bullets", "survey", "column", "almanac")]
    sections: list[Data] = [{"id": f"section-{n}", "title": words(random), "asks": []} for n in range(3)]
    for number in range(random.randint(0, 10)):
        random.choice(sections)["asks"].append(_ask(random, f"ask-{number}"))
    header = {"id": "p", "title": words(random), "organization": "Org", "directed_to": random.choice(LEVELS[:3])}
    retired = [{"id": f"old-{n}", "title": words(random), "reason": words(random)} for n in range(random.randint(0, 2))]
    return {"format": "1", "platform": header, "sources": sources, "sections": sections, "retired": retired}


def _source(random: Random, name: str) -> Data:
    role = {"bullets": "asks", "almanac": "context"}.get(name, "evidence")
    statements = [_statement(random, f"s-{n}") for n in range(4)]
    return {"id": name, "role": role, "title": words(random), "genre": "g", "issued": "2025", "statements": statements}


def _statement(random: Random, name: str) -> Data:
    return {"id": name, "locator": f"par. {random.randint(1, 9)}", "pin": words(random)}


def _ask(random: Random, name: str) -> Data:
    statements = random.sample([f"{source}/s-{n}" for source in ("survey", "column", "almanac") for n in range(4)], k=3)
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

    def __init__(self, old: Data, random: Random, serial: int = 0) -> None:
        self.serial = serial
        self.old = old
        self.new = copy.deepcopy(old)
        self.random = random
        self.changes: list[Change] = []
        self.default = old["platform"]["directed_to"], ""

    def edit(self) -> tuple[Data, list[Change]]:
        self._edit_header()
        self._edit_sources()
        self._edit_sections()
        self._edit_asks()
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
            fields += self._set(source, "author", words(self.random)) if self._by_chance() else []
            fields += self._set(source, "issued", self.random.choice(("2024", "2025-07"))) if self._by_chance() else []
            if fields:
                self._note("source-changed", source["id"], source["title"], fields=tuple(fields))
            self._edit_statements(source)
        if self._by_chance():
            self.new["sources"].append(added := _source(self.random, f"budget-{self.serial}"))
            self._note("source-added", added["id"], added["title"])

    def _edit_statements(self, source: Data) -> None:
        for statement in list(source["statements"]):
            name = f"{source['id']}/{statement['id']}"
            if self._by_chance(0.1):
                source["statements"].remove(statement)
                self._note("statement-removed", name, statement["pin"])
                continue
            fields = self._set(statement, "locator", "par. 77") if self._by_chance(0.1) else []
            fields += self._set(statement, "pin", words(self.random)) if self._by_chance(0.1) else []
            fields += self._set(statement, "figure", {"what": "Fires", "value": "3"}) if self._by_chance(0.1) else []
            if fields:
                self._note("statement-changed", name, statement["pin"], fields=tuple(fields))
        if self._by_chance(0.1):
            source["statements"].append(added := _statement(self.random, f"t-{self.serial}"))
            self._note("statement-added", f"{source['id']}/{added['id']}", added["pin"])

    def _edit_sections(self) -> None:
        for section in self.new["sections"]:
            if self._by_chance() and (fields := self._set(section, "title", words(self.random))):
                self._note("section-changed", section["id"], section["title"], fields=tuple(fields))
        if self._by_chance():
            name, title = f"new-{self.serial}", words(self.random)
            self.new["sections"].append({"id": name, "title": title, "asks": []})
            self._note("section-added", name, title)

    def _edit_asks(self) -> None:
        placed = [(section, ask) for section in self.new["sections"] for ask in section["asks"]]
        for section, ask in placed:
            if self._by_chance(0.15):
                section["asks"].remove(ask)
                self._part_with(ask)
            else:
                self._edit_ask(section, ask)
        if self._by_chance():
            added = _ask(self.random, f"new-{self.serial}")
            self.random.choice(self.new["sections"])["asks"].append(added)
            status, scope, deciding = self._status(added, self.new)
            self._note("ask-added", added["id"], added["title"], to=status, to_scope=scope, because=deciding)

    def _part_with(self, ask: Data) -> None:
        status, scope, deciding = self._status(ask, self.old)
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
        touched = self._edit_findings(ask) if self._by_chance(0.5) else {}
        self._note_status(before, ask, touched)
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

    def _edit_findings(self, ask: Data) -> dict[str, FieldChange]:
        """Removes, changes and adds findings; what each statement touched said before and says now."""
        touched = {}
        for finding in list(ask["findings"]):
            before, name = dict(finding), finding["statement"]
            if self._by_chance():
                ask["findings"].remove(finding)
                self._note("finding-removed", ask["id"], "", statement=name, fields=_fields(before, {}))
                touched[name] = FieldChange(name, _claim(before))
            elif self._by_chance(0.5) and (after := _finding(self.random, name)) != before:
                finding.clear()
                finding.update(after)
                self._note("finding-changed", ask["id"], "", statement=name, fields=_fields(before, after))
                touched[name] = FieldChange(name, _claim(before), _claim(after))
        if self._by_chance(0.5):
            name = f"survey/t-{self.serial}"
            ask["findings"].append(added := _finding(self.random, name))
            self._note("finding-added", ask["id"], "", statement=name, fields=_fields({}, added))
            touched[name] = FieldChange(name, None, _claim(added))
        return touched

    def _note_status(self, before: Data, after: Data, touched: dict[str, FieldChange]) -> None:
        was, old_scope, old_deciding = self._status(before, self.old)
        now, new_scope, new_deciding = self._status(after, self.new)
        if (was, old_scope) != (now, new_scope):
            because = tuple(sorted({*old_deciding, *new_deciding} & {*touched}))
            told: Data = {
                "from_scope": old_scope,
                "to_scope": new_scope,
                "fields": tuple(touched[name] for name in because),
            }
            self._note("status-changed", after["id"], "", from_=was, to=now, because=because, **told)

    def _status(self, ask: Data, data: Data) -> tuple[str, str | None, tuple[str, ...]]:
        sources = [Source.model_validate(source) for source in data["sources"]]
        level = Ask.model_validate(ask).directed_to or data["platform"]["directed_to"]
        derived = derive([Finding.model_validate(finding) for finding in ask["findings"]], level, weigh(sources))
        return derived.status, derived.scope, derived.deciding


def _as_told(value: Any) -> Any:
    """A value as a report has it."""
    if isinstance(value, list):
        return tuple(value)
    return Figure.model_validate(value) if isinstance(value, dict) else value


def _fields(before: Data, after: Data) -> tuple[FieldChange, ...]:
    pairs = [(name, before.get(name), after.get(name)) for name in ("status", "level", "scope")]
    return tuple(FieldChange(name, was, now) for name, was, now in pairs if was != now)


def _claim(finding: Data) -> str:
    if finding["status"] != "mentioned" and finding["statement"].startswith("almanac/"):
        return "not counted"  # a source of context
    return ", ".join(finding[name] for name in ("status", "level", "scope") if name in finding)


def as_platform(data: Data) -> Platform:
    return Platform.model_validate(data)
