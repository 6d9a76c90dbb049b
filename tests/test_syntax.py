"""The rule `yaml-syntax`: each slip of the hand is named where it was made, and its remedy mends the file."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker import repairs
from tracker.document import Document, read
from tracker.problem import MOST_PROBLEMS, Problem

Row = tuple[str, str, str, int, str]
RESOLVED = (
    "keep what both versions add, choose where they differ, and remove the lines `<<<<<<<`, `=======` and `>>>>>>>`"
)

# By message: an id, the broken text, the characters that are marked, their line, the remedy.
# fmt: off
TABLE: dict[str, list[Row]] = {
    "a tab stands in the indentation": [
        ("tab below a name", "platform:\n\tid: mayors\n", "\t", 2, "replace it by 2 spaces, two more than line 1 has"),
        ("tab among fields", "platform:\n  id: mayors\n\ttitle: Asks\n", "\t", 3,
         "replace it by 2 spaces, to line up with line 2"),
        ("tab after spaces", 'platform:\n  id: "mayors"\n  \ttitle: Asks\n', "  \t", 3,
         "replace it by 2 spaces, to line up with line 2"),
        ("tab at the top", "format: 1\n\tplatform: {}\n", "\t", 2, "remove it"),
        ("tab before an entry", "asks:\n  - id: cops\n    kind: law\n\t- id: jag\n", "\t", 4,
         "replace it by 2 spaces, to line up with line 2"),
        ("tab before an entry below a name", "asks:\n\t- id: cops\n", "\t", 2,
         "replace it by 2 spaces, two more than line 1 has"),
        ("tab in a field of an entry", "asks:\n  - id: cops\n\t  kind: law\n", "\t  ", 3,
         "replace it by 4 spaces, to line up with line 2"),
        ("tab with CRLF", "platform:\r\n  id: mayors\r\n\ttitle: Asks\r\n", "\t", 3,
         "replace it by 2 spaces, to line up with line 2"),
        ("tab in an empty line", "platform:\n  id: mayors\n\t\n  title: Asks\n", "\t", 3,
         "replace it by 2 spaces, to line up with line 2"),
    ],
    "a tab stands after the `-`": [
        ("tab after a dash", "asks:\n  -\tid: cops\n    kind: law\n", "\t", 2, "replace it by 1 space"),
    ],
    "text with a colon and a space in it needs quotes": [
        ("colon", "title: COPS: hire\n", "COPS: hire", 1, 'write `title: "COPS: hire"`'),
        ("colon in an entry", "asks:\n  - title: COPS: hire\n    kind: law\n", "COPS: hire", 2,
         'write `title: "COPS: hire"`'),
        ("colon between braces", "- {id: a, title: COPS: hire, kind: law}\n", "COPS: hire", 1,
         'write `title: "COPS: hire"`'),
        ("colon before the brace", "- {id: a, title: COPS: hire} # two\n", "COPS: hire", 1,
         'write `title: "COPS: hire"`'),
        ("colon between inner braces", "- {id: a, figure: {what: Rates: all, value: 1}, note: b}\n", "Rates: all", 1,
         'write `what: "Rates: all"`'),
        ("colon between brackets", "terms: [COPS: hire: now, JAG]\n", "COPS: hire: now", 1,
         'write `"COPS: hire: now"`'),
        ("colon of a field that lost its line", "note: Hire more. value: 97%\n", "Hire more. value: 97%", 1,
         'begin a line with `value:` if it is a field, or write `note: "Hire more. value: 97%"`'),
        ("colon with quotes and backslashes", 'title: The "COPS" path C:\\x: hire\n', 'The "COPS" path C:\\x: hire', 1,
         'write `title: "The \\"COPS\\" path C:\\\\x: hire"`'),
        ("colon before a comment", "title: COPS: hire # why\nkind: law\n", "COPS: hire", 1,
         'write `title: "COPS: hire"`'),
        ("colon before a number sign", "title: COPS: issue #5\nkind: law\n", "COPS: issue #5", 1,
         'write `title: "COPS: issue #5"`'),
        ("colon at the end", "title: COPS:\n", "COPS:", 1, 'write `title: "COPS:"`'),
        ("colon at the beginning", "title: : hire\n", ": hire", 1, 'write `title: ": hire"`'),
        ("colon twice", "title: COPS: hire: now\n", "COPS: hire: now", 1, 'write `title: "COPS: hire: now"`'),
        ("colon with CRLF", "kind: law\r\ntitle: COPS: hire\r\n", "COPS: hire", 2, 'write `title: "COPS: hire"`'),
        ("colon and another field", "- kind: law\n  title: Hire kind: law\n", "Hire kind: law", 2,
         'begin a line with `kind:` if it is a field, or write `title: "Hire kind: law"`'),
        ("colon between braces over lines", "- {id: a,\n   title: COPS: hire,\n   kind: law}\n", "COPS: hire", 2,
         'write `title: "COPS: hire"`'),
    ],
    "the ` #` begins a comment, so that the closing bracket is not read": [
        ("comment between braces", "- {id: a, title: issue #5}\n- {id: b}\n", "issue #5", 1,
         'write `title: "issue #5"`'),
        ("comment between brackets", "terms: [a, issue #5]\nkind: law\n", "issue #5", 1, 'write `"issue #5"`'),
        ("comment at the end of the file", "- {id: a, title: issue #5}", "issue #5", 1, 'write `title: "issue #5"`'),
    ],
    "an apostrophe inside the quoted text ends it": [
        ("apostrophe inside", "title: 'Mayors' asks'\nkind: law\n", "'Mayors' asks'", 1,
         'write `title: "Mayors\' asks"`'),
        ("apostrophe in a word", "title: 'Mayor's asks'\n", "'Mayor's asks'", 1, 'write `title: "Mayor\'s asks"`'),
        ("apostrophe inside in an entry", "- 'Mayors' asks'\n- b\n", "'Mayors' asks'", 1, 'write `"Mayors\' asks"`'),
        ("apostrophe inside braces", "- {title: 'Mayors' asks', kind: law}\n", "'Mayors' asks'", 1,
         'write `title: "Mayors\' asks"`'),
        ("apostrophe and an escaped one", "title: 'It''s the mayors' ask'\n", "'It''s the mayors' ask'", 1,
         'write `title: "It\'s the mayors\' ask"`'),
    ],
    "this quote is not closed": [
        ("unclosed quote before a quoted field", '{id: a, pin: "hire, note: "more"}\n', '"', 1,
         'write `pin: "hire"`'),
        ("apostrophe at the beginning", "title: 'tis the season\nkind: law\n", "'", 1,
         'write `title: "tis the season"`, or `title: "\'tis the season"` where the apostrophe belongs to the text'),
        ("apostrophe first, and one later", "title: '90s crime bill\nkind: law\nnote: the mayors' asks\n", "'", 1,
         'write `title: "90s crime bill"`, or `title: "\'90s crime bill"` where the apostrophe belongs to the text'),
        ("apostrophe or quote", "title: 'Mayors\nkind: law\n", "'", 1,
         'write `title: "Mayors"`, or `title: "\'Mayors"` where the apostrophe belongs to the text'),
        ("apostrophe at the beginning, in braces", "- {title: 'til then, kind: law}\n- {title: x}\n", "'", 1,
         'write `title: "til then"`, or `title: "\'til then"` where the apostrophe belongs to the text'),
        ("unclosed quote", 'title: "Hire\nkind: law\n', '"', 1, 'write `title: "Hire"`'),
        ("unclosed quote, ended by the next", 'title: "Hire\nkind: law\nnote: "more"\n', '"', 1,
         'write `title: "Hire"`'),
        ("unclosed quote, ended by an empty one", 'title: "Hire\nnote: ""\n', '"', 1, 'write `title: "Hire"`'),
        ("unclosed quote in an entry", '- title: "Hire\n  kind: law\n- title: "Fire"\n', '"', 1,
         'write `title: "Hire"`'),
        ("unclosed quote between braces", '- {title: "Hire, kind: law}\n- {title: "Fire"}\n', '"', 1,
         'write `title: "Hire"`'),
        ("unclosed quote between brackets", '- ["a, b]\n- ["c"]\n', '"', 1, 'write `"a"`'),
        ("quotes of two kinds", 'title: "Hire\'\nkind: law\n', '"', 1, 'write `title: "Hire"`'),
        ("unclosed quote over lines", 'note: "Hire\n  and train\nkind: law\n', '"', 1,
         'write `"` at the end of line 2'),
        ("unclosed quote before a document", 'title: "Hire\n---\nkind: law\n', '"', 1, 'write `title: "Hire"`'),
        ("unclosed quote with CRLF", 'title: "Hire\r\nkind: law\r\n', '"', 1, 'write `title: "Hire"`'),
    ],
    "text stands after the closing quote": [
        ("text after a quote", 'title: "Hire" more\nkind: law\n', '"Hire" more', 1, 'write `title: "\\"Hire\\" more"`'),
        ("text after a quote, and a comment", 'title: "Hire" more # why\nkind: law\n', '"Hire" more', 1,
         'write `title: "\\"Hire\\" more"`'),
        ("two quotes", 'title: "Hire" and "train"\n', '"Hire" and "train"', 1,
         'write `title: "\\"Hire\\" and \\"train\\""`'),
        ("colon after a quote", 'title: "COPS": hire\n', '"COPS": hire', 1, 'write `title: "\\"COPS\\": hire"`'),
        ("field after a quote", '- id: "cops" kind: law\n  status: cut\n', '"cops" kind: law', 1,
         'write `id: "\\"cops\\" kind: law"`'),
        ("text after a quote, in braces", '- {title: "Hire" more, kind: law}\n', '"Hire" more', 1,
         'write `title: "\\"Hire\\" more"`'),
        ("comma after a quote", 'title: "Hire",\nkind: law\n', ",", 1, "remove it"),
    ],
    "a quote inside the quoted text ends it": [
        ("quotes inside quotes", 'title: "The "COPS" grants"\n', '"The "COPS" grants"', 1,
         'write `title: "The \\"COPS\\" grants"`'),
    ],
    "text stands after the closing `]`": [
        ("text after a bracket", "title: [COPS] grants\nkind: law\n", "[COPS] grants", 1,
         'write `title: "[COPS] grants"`'),
        ("text after a bracket, in braces", "- {title: [COPS] grants, kind: law}\n", "[COPS] grants", 1,
         'write `title: "[COPS] grants"`'),
        ("text after a bracket, in an entry", "- [COPS] grants\n- b\n", "[COPS] grants", 1, 'write `"[COPS] grants"`'),
    ],
    "text stands after the closing `}`": [
        ("text after a brace", "- {id: a} more\n- {id: b}\n", "more", 1,
         "write ` # ` before it if it is a comment, or move it to where it belongs"),
        ("two entries in a line", "- {id: a}, {id: b}\n", ", {id: b}", 1,
         "write it in a line of its own, behind `- `"),
        ("two entries in a line, with dashes", "- {id: a} - {id: b}\n", "- {id: b}", 1,
         "write it in a line of its own, behind `- `"),
        ("field after a brace", "- {id: a}, scope: direct\n- {id: b}\n", ", scope: direct", 1,
         "move it before the `}`"),
        ("comma after a brace", "- {id: a},\n- {id: b}\n", ",", 1, "remove it"),
        ("closing brace too many", "- {id: a}} # one\n- {id: b}\n", "}", 1, "remove it"),
    ],
    "an entry of a list begins with a hyphen and a space": [
        ("no space after a dash", "- id: a\n  kind: law\n-id: b\n  kind: law\n", "-id: b", 3, "write `- id: b`"),
        ("no space before a brace", "a:\n  - {id: a}\n  -{id: b}\n", "-{id: b}", 3, "write `- {id: b}`"),
        ("dash of a word processor", "a:\n  - {id: b}\n  \u2013 {id: a}\n", "\u2013 {id: a}", 3, "write `- {id: a}`"),
        ("bullet", "a:\n  - {id: a}\n  \u2022 {id: b}\n", "\u2022 {id: b}", 3, "write `- {id: b}`"),
        ("asterisk", "- id: a\n* id: b\n", "* id: b", 2, "write `- id: b`"),
    ],
    "an entry of a list stands below `status: cut`": [
        ("list without a name", "a:\n  - id: a\n    status: cut\n      - {statement: b/c}\n", "- {statement: b/c}", 4,
         "write the name of the list in a line below line 3: `asks:`, `statements:` or `findings:`"),
        ("list without a name, in blocks", "id: a\nstatus: cut # why\n  - statement: b/c\n", "- statement: b/c", 3,
         "write the name of the list in a line below line 2: `asks:`, `statements:` or `findings:`"),
    ],
    "an entry of a list stands below `supersedes: [survey]`": [
        ("list without a name, below a list", "sources:\n  - id: a\n    supersedes: [survey]\n      - {id: b}\n",
         "- {id: b}", 4, "write the name of the list in a line below line 3: `asks:`, `statements:` or `findings:`"),
    ],
    "an entry of a list stands in the line of its name": [
        ("entry in the line of its list", "findings: - {id: a}\nkind: law\n", "- {id: a}", 1,
         "write it in a line of its own below `findings:`"),
        ("entry in the line of its list, in blocks", "findings: - id: a\nkind: law\n", "- id: a", 1,
         "write it in a line of its own below `findings:`"),
    ],
    "a second list stands after the first": [
        ("two lists, one empty", "supersedes: [] [a]\n", "[] [a]", 1, "write `supersedes: [a]`"),
        ("two lists", "asked_in: [a/b], [c/d, e/f]\nkind: law\n", "[a/b], [c/d, e/f]", 1,
         "write `asked_in: [a/b, c/d, e/f]`"),
    ],
    "fields in one line stand in braces": [
        ("finding without braces", "findings:\n  - statement: s/a, status: cut, level: federal\n  - {statement: s/b}\n",
         "- statement: s/a, status: cut, level: federal", 2,
         "write `- {statement: s/a, status: cut, level: federal}`"),
    ],
    "text with a `[` in it needs quotes between braces": [
        ("bracket at the end", "- {id: a, note: Lost grants [sic]}\n", "Lost grants [sic]", 1,
         'write `note: "Lost grants [sic]"`'),
        ("bracket inside", "- {id: a, note: Lost [federal] grants, and [more]., value: 1}\n",
         "Lost [federal] grants, and [more].", 1, 'write `note: "Lost [federal] grants, and [more]."`'),
        ("bracket before a field", "- {id: a, pin: the [COPS], note: b}\n", "the [COPS]", 1,
         'write `pin: "the [COPS]"`'),
        ("link", "- {id: a, note: See [it](https://x.org/a)}\n", "See [it](https://x.org/a)", 1,
         'write `note: "See [it](https://x.org/a)"`'),
    ],
    "text with a `{` in it needs quotes between braces": [
        ("brace inside", "- {id: a, note: Lost {all} grants}\n", "Lost {all} grants", 1,
         'write `note: "Lost {all} grants"`'),
    ],
    "fields stand in braces": [
        ("parentheses for braces", "a:\n  - (id: a, kind: law)\n", "(id: a, kind: law)", 2,
         "write `{id: a, kind: law}`"),
    ],
    "a no-break space, as word processors write it, stands in the indentation": [
        ("no-break spaces before a name", "- id: a\n\u00a0\u00a0kind: law\n  status: cut\n", "\u00a0\u00a0", 2,
         "replace the indentation by 2 spaces"),
        ("a no-break space among others", "- id: a\n \u00a0kind: law\n  status: cut\n", " \u00a0", 2,
         "replace the indentation by 2 spaces"),
    ],
    "a `{` is missing here": [
        ("missing brace", "- id: a, kind: law}\n- {id: b}\n", "id", 1, "write `{` before `id:`"),
        ("missing brace, with a comment", "- id: a, kind: law} # one\n- {id: b}\n", "id", 1, "write `{` before `id:`"),
    ],
    "the indentation of 2 spaces does not fit the lines around it": [
        ("ask at the fields of the one above", "- id: a\n  findings: []\n  - id: b\n  kind: law\n", "- id", 3,
         "remove the indentation, to line up with line 1"),
        ("field below its dash", "status: cut\nfindings:\n  - statement: a/b\n  status: cut\n", "status", 4,
         "indent it by 4 spaces, to line up with line 3"),
        ("deeper after text", "title: Hire\n  kind: law\n", "kind", 2,
         "remove the indentation, to line up with line 1"),
        ("fields below the dash", "asks:\n  - id: a\n  title: b\n", "title", 3,
         "indent it by 4 spaces, to line up with line 2"),
    ],
    "the indentation of 3 spaces does not fit the lines around it": [
        ("deeper after quotes", 'platform:\n  id: "a"\n   title: b\n', "title", 3,
         "indent it by 2 spaces, to line up with line 2"),
        ("shallower than the name in an entry", "asks:\n  - id: a\n   title: b\n    kind: law\n", "title", 3,
         "indent it by 4 spaces, to line up with line 2"),
        ("entry deeper", "asks:\n  - id: a\n   - id: b\n", "- id", 3, "indent it by 2 spaces, to line up with line 2"),
        ("entry above deeper", "asks:\n  - id: a\n    kind: law\n   - id: b\n    kind: law\n", "- id", 4,
         "indent it by 2 spaces, to line up with line 2"),
        ("indentation with CRLF", 'platform:\r\n  id: a\r\n   title: "b"\r\n  kind: "c"\r\n', "title", 3,
         "indent it by 2 spaces, to line up with line 2"),
    ],
    "the indentation of 4 spaces does not fit the lines around it": [
        ("ask too deep below an empty list", "- id: a\n  findings: []\n    - id: b\n  kind: law\n", "- id", 3,
         "remove the indentation, to line up with line 1"),
        ("entry between two lists",
         "s:\n  - id: a\n    role: b\n    t:\n      - id: c\n        d: e\n    - id: f\n      role: g\n", "- id", 7,
         "indent it by 2 spaces, to line up with line 2"),
        ("deeper in an entry", "- id: a\n  title: b\n    kind: law\n", "kind", 3,
         "indent it by 2 spaces, to line up with line 2"),
        ("first field deeper", "platform:\n    id: a\n  title: b\n  organization: c\n", "id", 2,
         "indent it by 2 spaces, to line up with line 3"),
    ],
    "the indentation of 1 space does not fit the lines around it": [
        ("shallower", "platform:\n  id: a\n title: b\n", "title", 3, "indent it by 2 spaces, to line up with line 2"),
        ("shallower in an entry", "- id: a\n  title: b\n kind: law\n", "kind", 3,
         "indent it by 2 spaces, to line up with line 2"),
        ("entry shallower", "asks:\n  - id: a\n - id: b\n", "- id", 3, "indent it by 2 spaces, to line up with line 2"),
        ("first line deeper", " format: 1\nplatform: {}\n", "format", 1,
         "remove the indentation, to line up with line 2"),
    ],
    "the indentation of 0 spaces does not fit the lines around it": [
        ("entry at the margin", "asks:\n  - a\n- b\n", "- b", 3, "indent it by 2 spaces, to line up with line 2"),
        ("line above shallower", "platform:\n  id: a\ntitle: b\n  organization: c\n", "title", 3,
         "indent it by 2 spaces, to line up with line 4"),
    ],
    "an entry stands below `findings: []`, which is an empty list": [
        ("entry below an empty list", "- id: a\n  findings: []\n    - {statement: x/y}\n  kind: law\n", "[]", 2,
         "write `findings:` in line 2, without the `[]`"),
        ("entry below an empty list, lined up", "- id: a\n  findings: []\n  - {statement: x/y}\n", "[]", 2,
         "write `findings:` in line 2, without the `[]`"),
        ("entry below an empty list, with comments", "- id: a\n  findings: [ ] # none\n  # one\n    - b\n", "[ ]", 2,
         "write `findings:` in line 2, without the `[]`"),
        ("entry below an empty list, with CRLF", "id: a\r\nfindings: []\r\n  - b\r\n", "[]", 2,
         "write `findings:` in line 2, without the `[]`"),
        ("entry without a dash below an empty list", "- id: a\n  findings: []\n    {statement: x/y}\n", "[]", 2,
         "write `findings:` in line 2, without the `[]`, and `- ` before the entry"),
        ("entry without a dash below an empty list, lined up", "- id: a\n  findings: []\n  {statement: x/y}\n", "[]", 2,
         "write `findings:` in line 2, without the `[]`, and `- ` before the entry"),
    ],
    "an entry stands below `asks: []`, which is an empty list": [
        ("fields below an empty list", "- id: s\n  asks: []\n    - id: x\n      kind: law\n", "[]", 2,
         "write `asks:` in line 2, without the `[]`"),
    ],
    "this entry of the list lacks its `- `": [
        ("no dash", "s:\n  - {id: a}\n  {id: b, pin: c}\n  - {id: d}\n", "{id: b, pin: c}", 3,
         "write `- {id: b, pin: c}`, indented by 2 spaces, to line up with line 2"),
        ("no dash, deeper", "s:\n  - {id: a}\n    {id: b}\n  - {id: d}\n", "{id: b}", 3,
         "write `- {id: b}`, indented by 2 spaces, to line up with line 2"),
        ("no dash, shallower", "s:\n  - id: k\n    t:\n      - {id: a}\n    {id: b}\n", "{id: b}", 5,
         "write `- {id: b}`, indented by 6 spaces, to line up with line 4"),
        ("no dash, at the margin", "- {id: a}\n{id: b}\n", "{id: b}", 2,
         "write `- {id: b}`, without indentation, to line up with line 1"),
        ("no dash, last", "- id: k\n  t:\n    - {id: a}\n    {id: b}\n- id: l\n", "{id: b}", 4,
         "write `- {id: b}`, indented by 4 spaces, to line up with line 3"),
        ("no dash, first", "s:\n  {id: a}\n  - {id: b}\n", "{id: a}", 2,
         "write `- {id: a}`, indented by 2 spaces, to line up with line 3"),
        ("no dash, below a text", "- plain\n  {id: a}\n- {id: b}\n", "{id: a}", 2,
         "write `- {id: a}`, without indentation, to line up with line 3"),
        ("no dash before fields", "s:\n  - id: a\n    pin: b\n  id: c\n    pin: d\n", "id: c", 4,
         "write `- id: c`, indented by 2 spaces, to line up with line 2"),
        ("no dash, with CRLF", "s:\r\n  - {id: a}\r\n  {id: b}\r\n", "{id: b}", 3,
         "write `- {id: b}`, indented by 2 spaces, to line up with line 2"),
    ],
    "a space is missing after the colon": [
        ("no-break space after the colon", "id: a\nkind:\u00a0law\n", "kind:\u00a0law", 2, "write `kind: law`"),
        ("no space after the colon", "id: a\ntitle:Hire\nkind: law\n", "title:Hire", 2, "write `title: Hire`"),
        ("no space, first line", "title:Hire\nkind: law\n", "title:Hire", 1, "write `title: Hire`"),
        ("no space, first in an entry", "- title:Hire\n  kind: law\n", "title:Hire", 1, "write `title: Hire`"),
        ("no space, last line", "- id: a\n  title:Hire more", "title:Hire more", 2, "write `title: Hire more`"),
        ("no space before quotes", 'id: a\ntitle:"Hire"\nkind: law\n', 'title:"Hire"', 2, 'write `title: "Hire"`'),
        ("no space before a number", "id: a\nvalue:-17%\nkind: law\n", "value:-17%", 2, 'write `value: "-17%"`'),
        ("no space, before a comment", "- id:a # one\n  kind: law\n", "id:a", 1, "write `id: a`"),
    ],
    "a colon is missing after the name": [
        ("no colon", "- id: a\n  title Hire\n  kind: law\n- title: b\n", "title Hire", 2,
         "write `title: Hire`, or indent the line by 4 spaces where it goes on from line 1"),
        ("no colon, or text that goes on", "note: Hire\nand train\nkind: law\n", "and train", 2,
         "indent the line by 2 spaces where it goes on from line 1, or write `and: train`"),
        ("no colon, first in an entry", "- id a\n  kind: law\n", "id a", 1, "write `id: a`"),
        ("no colon, before a comment", "- id a # one\n  kind: law\n", "id a", 1, "write `id: a`"),
        ("no colon after a name", "platform:\n  id: a\nsources\n  - id: b\n", "sources", 3, "write `sources:`"),
        ("no colon after the first name", "platform\n  id: a\n", "platform", 1, "write `platform:`"),
        ("no colon before brackets", "- {statement: s/a, supersedes [b], note: c}\n", "supersedes", 1,
         "write `supersedes:`"),
        ("equals sign", "id: a\ntitle = Hire\nkind: law\n", "title = Hire", 2, "write `title: Hire`"),
    ],
    "a value that begins with `@` needs quotes": [
        ("at sign", "title: @mayors\nkind: law\n", "@mayors", 1, 'write `title: "@mayors"`'),
        ("at sign in an entry", "- @mayors\n- b\n", "@mayors", 1, 'write `"@mayors"`'),
        ("at sign between braces", "- {id: a, title: @mayors, kind: law}\n", "@mayors", 1, 'write `title: "@mayors"`'),
        ("at sign between brackets", "terms: [a, @b, c]\n", "@b", 1, 'write `"@b"`'),
    ],
    "a value that begins with a backtick needs quotes": [
        ("backtick", "title: `mayors`\nkind: law\n", "`mayors`", 1, 'write `title: "`mayors`"`'),
    ],
    "a value that begins with `%` needs quotes": [
        ("percent sign", "title: %mayors\n", "%mayors", 1, 'write `title: "%mayors"`'),
    ],
    "a value that begins with `*` needs quotes": [
        ("asterisk", "title: * mayors\n", "* mayors", 1, 'write `title: "* mayors"`'),
        ("asterisks", "title: **mayors** ask\n", "**mayors** ask", 1, 'write `title: "**mayors** ask"`'),
    ],
    "a value that begins with `&` needs quotes": [
        ("ampersand", "title: & mayors\n", "& mayors", 1, 'write `title: "& mayors"`'),
        ("ampersand alone", "title: &\nkind: law\n", "&", 1, 'write `title: "&"`'),
    ],
    "a value that begins with `!` needs quotes": [
        ("exclamation mark", "title: !mayors! ask\n", "!mayors! ask", 1, 'write `title: "!mayors! ask"`'),
    ],
    "a value that begins with `>` needs quotes": [
        ("greater than", "value: >30% of mayors\nkind: law\n", ">30% of mayors", 1, 'write `value: ">30% of mayors"`'),
        ("greater than between braces", "- {id: a, value: > 30%}\n", "> 30%", 1, 'write `value: "> 30%"`'),
    ],
    "a value that begins with `|` needs quotes": [
        ("bar", "value: | mayors\nkind: law\n", "| mayors", 1, 'write `value: "| mayors"`'),
    ],
    "a value that begins with `-` needs quotes": [
        ("dash", "title: - mayors ask\nkind: law\n", "- mayors ask", 1, 'write `title: "- mayors ask"`'),
    ],
    "a value that begins with `?` needs quotes": [
        ("question mark", "title: ? mayors\n", "? mayors", 1, 'write `title: "? mayors"`'),
    ],
    "a value that begins with `,` needs quotes": [
        ("comma", "title: , mayors\n", ", mayors", 1, 'write `title: ", mayors"`'),
    ],
    "a value that begins with `]` needs quotes": [
        ("closing bracket", "title: ] mayors\n", "] mayors", 1, 'write `title: "] mayors"`'),
    ],
    "this `[` is not closed": [
        ("unclosed bracket", "asked_in: [a, b\nkind: law\n", "[", 1, "write `asked_in: [a, b]`"),
        ("unclosed bracket with one word", "title: [mayors\nkind: law\n", "[", 1,
         "write `title: [mayors]`"),
        ("unclosed bracket at the end of the file", "asked_in: [a, b", "[", 1, "write `asked_in: [a, b]`"),
        ("unclosed bracket over lines", "asks: [\n  {id: a},\n  {id: b}\nkind: law\n", "[", 1,
         "write `]` at the end of line 3"),
    ],
    "this `{` is not closed": [
        ("unclosed brace", "- {id: a, kind: law\n- {id: b}\n", "{", 1, "write `{id: a, kind: law}`"),
        ("unclosed brace before a field", 'figure: {what: a, value: "b"\nkind: law\n', "{", 1,
         'write `figure: {what: a, value: "b"}`'),
        ("unclosed brackets, nested", "- {id: a, figure: {what: b\n- {id: c}\n", "{", 1,
         "write `{id: a, figure: {what: b}}`"),
        ("comment after quotes", '- {id: a, title: "five" # 5}\n- {id: b}\n', "{", 1,
         'write `{id: a, title: "five"}`'),
    ],
    "a comma is missing here": [
        ("semicolon", "- {id: a; kind: law}\n- {id: b, kind: law}\n", ";", 1, "write a comma in place of the `;`"),
        ("missing comma after quotes", '- {id: "a" title: b}\n', '"', 1, 'write a comma after `"a"`'),
        ("missing comma", "- {id: a title: b}\n- {id: c, title: d}\n", "a", 1, "write a comma after `a`"),
        ("missing comma in a list", 'asked_in: ["a" "b"]\n', '"', 1, 'write a comma after `["a"`'),
        ("missing comma at the end of a line", "asks: [\n  {id: a}\n  {id: b}\n]\n", "}", 2,
         "write a comma after `a}`"),
    ],
    "`\\p` means nothing in double quotes": [
        ("escape", 'path: "C:\\path\\new"\n', "\\p", 1, 'write `path: "C:\\\\path\\\\new"`'),
        ("escape between braces", '- {path: "C:\\path, or", kind: law}\n', "\\p", 1, 'write `path: "C:\\\\path, or"`'),
        ("escape over lines", 'note: "C:\\path\n  and more"\n', "\\p", 1, "write `\\\\` for each backslash"),
    ],
    "`\\'` means nothing in double quotes": [
        ("escape of an apostrophe", 'title: "The mayor\\\'s \\"ask\\""\n', "\\'", 1,
         'write `title: "The mayor\'s \\"ask\\""`'),
    ],
    "`\\x` means nothing in double quotes": [
        ("escape of a number", 'title: "\\xZZ"\n', "\\x", 1, 'write `title: "\\\\xZZ"`'),
    ],
    "a conflict that Git marked is not resolved": [
        ("conflict",
         "id: a\n<<<<<<< HEAD\ntitle: b\n=======\ntitle: c\n>>>>>>> theirs\nkind: law\n",
         "<<<<<<< HEAD", 2, RESOLVED),
        ("conflict in a list", "- id: a\n<<<<<<< HEAD\n- id: b\n=======\n- id: c\n>>>>>>> theirs\n", "<<<<<<< HEAD", 2,
         RESOLVED),
        ("conflict half resolved", "id: a\n=======\ntitle: c\n>>>>>>> theirs\n", "=======", 2,
         RESOLVED),
        ("end of a conflict", "id: a\ntitle: c\n>>>>>>> theirs\n", ">>>>>>> theirs", 3,
         RESOLVED),
    ],
    "this is no field `name: value`": [
        ("something else: text between fields", 'title: "Hire"\n  more\nkind: law\n', "m", 2,
         "compare this line and the one above with others like them: indentation, quotes, brackets, commas, colons"),
        ("something else: a name with spaces", "platform:\n  id: a\n(what it is)\n  title: b\n", "(", 3,
         "compare this line and the one above with others like them: indentation, quotes, brackets, commas, colons"),
        ("something else: no name", "id: a\n: b\n", ":", 2,
         "compare this line and the one above with others like them: indentation, quotes, brackets, commas, colons"),
        ("something else: text below an indicator", "note: |\n    Hire\n  more\nkind: law\n", "m", 3,
         "compare this line and the one above with others like them: indentation, quotes, brackets, commas, colons"),
        ("something else: a list among fields", "platform:\n  id: a\n  - b\n", "-", 3,
         "compare this line and the one above with others like them: indentation, quotes, brackets, commas, colons"),
        ("something else: a closing bracket alone", "asked_in: [a]\n]\nkind: law\n", "]", 2,
         "compare this line and the one above with others like them: indentation, quotes, brackets, commas, colons"),
    ],
    "this is no entry `- value` of the list": [
    ],
    "an entry of a list cannot begin here": [
        ("something else: a list in the line of its name", "asked_in: - a\n          - b\nkind: law\n", "-", 1,
         "compare this line and the one above with others like them: indentation, quotes, brackets, commas, colons"),
        ("something else: an entry in the line of its name", "asked_in: - platform/cops\nkind: law\n", "-", 1,
         "compare this line and the one above with others like them: indentation, quotes, brackets, commas, colons"),
    ],
    "the text of a `|` or `>` begins in the line below it": [
        ("something else: text in the line of its indicator", "note: > The mayors\n  ask\nkind: law\n", "T", 1,
         "compare this line and the one above with others like them: indentation, quotes, brackets, commas, colons"),
    ],
    "a colon and a space cannot stand here": [
        ("something else: a colon in a further line", "note: The mayors say\n  that this: is cut\nkind: law\n", ":", 2,
         "compare this line and the one above with others like them: indentation, quotes, brackets, commas, colons"),
    ],
    "a comma or `]` is expected here": [
        ("something else: a bracket closed by a brace", "- {id: a, asked_in: [b, kind: law}\n", "}", 1,
         "compare this line and the one above with others like them: indentation, quotes, brackets, commas, colons"),
    ],
    "a comma or `}` is expected here": [
        ("something else: a closing bracket too many", "- {id: a, title: b], kind: law}\n", "]", 1,
         "compare this line and the one above with others like them: indentation, quotes, brackets, commas, colons"),
    ],
    "this is no value": [
        ("something else: a comma too many", "asked_in: [a,, b]\n", ",", 1,
         "compare this line and the one above with others like them: indentation, quotes, brackets, commas, colons"),
        ("something else: a bracket with nothing in it", "asks:\n  - findings: [\n  - id: b\n", "-", 3,
         "compare this line and the one above with others like them: indentation, quotes, brackets, commas, colons"),
        ("something else: a list of dashes between brackets", "asks: [\n  - a\n  - b\n]\n", "-", 2,
         "compare this line and the one above with others like them: indentation, quotes, brackets, commas, colons"),
    ],
    "this stands outside of the fields of the file": [
        ("something else: a second end", "id: a\n...\nkind: law\n", "k", 3,
         "compare this line and the one above with others like them: indentation, quotes, brackets, commas, colons"),
    ],
    "neither a name nor a value can begin with this": [
        ("something else: a sign at the margin", "id: a\n@title: b\n", "@", 2,
         "compare this line and the one above with others like them: indentation, quotes, brackets, commas, colons"),
    ],
}
# fmt: on
CASES = [pytest.param(message, *row[1:], id=row[0]) for message, rows in TABLE.items() for row in rows]
TEXTS = [pytest.param(row[0], row[1], id=row[0]) for rows in TABLE.values() for row in rows]

# What `write ...` replaces, where that is more than the field's name with the marked characters behind it.
REPLACED = {
    "apostrophe at the beginning": "title: 'tis the season",
    "apostrophe first, and one later": "title: '90s crime bill",
    "apostrophe or quote": "title: 'Mayors",
    "apostrophe at the beginning, in braces": "title: 'til then",
    "unclosed quote": 'title: "Hire',
    "unclosed quote, ended by the next": 'title: "Hire',
    "unclosed quote, ended by an empty one": 'title: "Hire',
    "unclosed quote in an entry": 'title: "Hire',
    "unclosed quote between braces": 'title: "Hire',
    "unclosed quote before a quoted field": 'pin: "hire',
    "unclosed quote between brackets": '"a',
    "quotes of two kinds": "title: \"Hire'",
    "unclosed quote before a document": 'title: "Hire',
    "unclosed quote with CRLF": 'title: "Hire',
    "unclosed bracket": "asked_in: [a, b",
    "unclosed bracket with one word": "title: [mayors",
    "unclosed bracket at the end of the file": "asked_in: [a, b",
    "unclosed brace": "{id: a, kind: law",
    "unclosed brace before a field": 'figure: {what: a, value: "b"',
    "unclosed brackets, nested": "{id: a, figure: {what: b",
    "comment after quotes": '{id: a, title: "five" # 5}',
    "escape": r'path: "C:\path\new"',
    "escape between braces": r'path: "C:\path, or"',
    "escape of an apostrophe": r'title: "The mayor\'s \"ask\""',
    "escape of a number": r'title: "\xZZ"',
}

# The text as a person mends it by a remedy that leaves that to them.
BY_HAND = {
    "entry between two lists": "s:\n  - id: a\n    role: b\n    t: [{id: c, d: e}]\n  - id: f\n    role: g\n",
    "escape over lines": 'note: "C:\\\\path\n  and more"\n',
    "conflict": "id: a\ntitle: b\nkind: law\n",
    "conflict in a list": "- id: a\n- id: b\n",
    "conflict half resolved": "id: a\ntitle: c\n",
    "end of a conflict": "id: a\ntitle: c\n",
}

PLATFORM = """\
format: 1
platform: {id: mayors, title: Public Safety, organization: Mayors, directed_to: federal}
sources:
  - id: platform
    role: asks
    title: "Our \\"platform\\""
    genre: platform
    issued: 2024
    statements:
      - {id: grants, locator: par. 7, pin: increase the grants} # the first
  - id: survey
    role: evidence
    title: 'The mayors'' survey'
    genre: survey
    issued: 2025
    statements:
      - id: cuts
        locator: par. 10
        pin: were cut
        note: >-
          Many of them
          were cut.
        figure: {what: Homicides, value: -17%, place: 30 cities}
sections:
  - id: policing
    title: Policing
    asks:
      - id: hiring-grants
        title: Hire more officers
        kind: funding
        asked_in: [platform/grants]
        status: cut
        findings:
          - {statement: survey/cuts, status: cut, level: federal, scope: general}
"""


def syntax_problems(document: Document) -> list[Problem]:
    return [problem for problem in document.problems if problem.rule == "yaml-syntax"]


@pytest.mark.parametrize(("message", "text", "marked", "line", "remedy"), CASES)
def test_a_slip_is_named_where_it_was_made(message: str, text: str, marked: str, line: int, remedy: str) -> None:
    (problem,) = syntax_problems(read(text.encode(), "f"))
    start, end = problem.place.span or (0, 0)
    assert (text[start:end], text.count("\n", 0, start) + 1) == (marked, line)
    assert (problem.message, problem.remedy, problem.severity) == (message, remedy, "error")


def rewritten(name: str, text: str, span: tuple[int, int], written: str) -> str:
    """The text with `written` in the place of what the remedy means by it."""
    if name in REPLACED:
        start = text.index(REPLACED[name])
        assert start <= span[0] < start + len(REPLACED[name])
        return text.replace(REPLACED[name], written, 1)
    named = re.match(r"[\w-]+(?=:)", written)
    start = text.rfind(named[0], text.rfind("\n", 0, span[0]) + 1, span[0] + len(named[0])) if named else span[0]
    return text[:start] + written + text[span[1] :]


def in_words(text: str, start: int, end: int) -> dict[str, list[str]]:
    """The text after each way to mend it, by the words in which the remedy begins, the longer ones first."""
    line = text.rfind("\n", 0, start) + 1
    above = text[text.rfind("\n", 0, max(line - 1, 0)) + 1 : line].replace("- ", "  ")
    indent = " " * (len(above) - len(above.lstrip()))
    return {
        "write ` # ` before it": [text[:start] + " # " + text[start:]],
        "write it in a line of its own below": [text[:start] + "\n  " + text[start:]],
        "write it in a line of its own, behind": [text[:start] + "\n- " + text[start:].lstrip(",- ")],
        "move it before the `}`": [text[: start - 1] + text[start:end] + "}" + text[end:]],
        "remove it": [text[:start] + text[end:]],
        "write a comma after": [text[:end] + "," + text[end:]],
        "write a comma in place": [text[: end - 1] + "," + text[end:]],
        "write `{` before": [text[:start] + "{" + text[start:]],
        "write the name of the list": [text[:line] + indent + "findings:\n" + text[line:]],
    }


def mended(name: str, text: str, problem: Problem) -> list[str]:
    """The text after each of the ways to mend it that the remedy gives word for word."""
    start, end = problem.place.span or (0, 0)
    remedy, line = problem.remedy, text.rfind("\n", 0, start) + 1
    lines = text.split("\n")
    if found := re.match(r"replace (?:it|the indentation) by (\d+) spaces?", remedy):
        return [text[:start] + " " * int(found[1]) + text[end:]]
    if found := re.match(r"(?:remove the indentation|indent it by (\d+) spaces?), to line up", remedy):
        return [text[:line] + " " * int(found[1] or 0) + text[line:].lstrip(" ")]
    if found := re.fullmatch(r"write `\w+:` in line \d+, without the `\[\]`(, and `- ` before the entry)?", remedy):
        without = text[: start - 1] + text[end:]
        return [without.replace("{", "- {") if found[1] else without]
    if found := re.fullmatch(r"write `(- .*)`, (?:indented by (\d+) spaces|without indentation), to .*", remedy):
        return [text[:line] + " " * int(found[2] or 0) + found[1] + text[end:]]
    for words, ways in in_words(text, start, end).items():
        if remedy.startswith(words):
            return ways
    if found := re.fullmatch(r"write `(.)` at the end of line (\d+)", remedy):
        lines[int(found[2]) - 1] += found[1]
        return ["\n".join(lines)]
    ways = re.findall(r"(?:^write|, or|, or write) `(.*?)`(?=$|, or | where)", remedy)
    return [rewritten(name, text, (start, end), way) for way in ways]


@pytest.mark.parametrize(("name", "text"), TEXTS)
def test_the_remedy_mends_the_text(name: str, text: str) -> None:
    document = read(text.encode(), "f")
    (problem,) = syntax_problems(document)
    ways = [BY_HAND[name]] if name in BY_HAND else mended(name, text, problem)
    assert [syntax_problems(read(way.encode(), "f")) for way in ways] == [[] for _ in ways]
    assert ways or name.startswith("something else")


def test_where_the_parser_sees_the_quote_end_is_shown_too() -> None:
    text = 'title: "Hire\nkind: law\nnote: "more"\n'
    (problem,) = syntax_problems(read(text.encode(), "f"))
    (related,) = problem.related
    assert related.place.span == (text.index('"more'), text.index('"more') + 1)
    assert related.message == "the parser takes this for its end"


def test_the_end_of_a_conflict_is_shown_too() -> None:
    text = "id: a\n<<<<<<< HEAD\ntitle: b\n=======\ntitle: c\n>>>>>>> theirs\n"
    (problem,) = syntax_problems(read(text.encode(), "f"))
    (related,) = problem.related
    assert related.place.span == (text.index(">"), len(text) - 1)
    assert related.message == "it ends here"


def test_a_very_long_line_is_not_pasted() -> None:
    text = f"title: {'x' * 5000}: hire\n"
    (problem,) = syntax_problems(read(text.encode(), "f"))
    assert problem.message == "a colon and a space cannot stand here"
    assert problem.place.span == (5007, 5008)


def test_the_file_of_the_examples_is_valid() -> None:
    assert read(PLATFORM.encode(), "f").problems == ()
    assert read(PLATFORM.replace("\n", "\r\n").encode(), "f").problems == ()


CUT = [
    ("note: Named as the #1 past result.\nkind: law\n", "#1 past result.", "Named as the",
     'write `note: "Named as the #1 past result."`'),
    ("- a\n- The mayors' #1 ask \t\n", "#1 ask", "The mayors'", "write `\"The mayors' #1 ask\"`"),
    ("- title: b\t#1\n", "#1", "b", 'write `title: "b\\t#1"`'),
    ("- {id: a,\n   note: the #1 ask\n  }\n", "#1 ask", "the", 'write `note: "the #1 ask"`'),
    ("- {id: a, note: the #1 ask\n  }\n", "#1 ask", "the", 'write `note: "the #1 ask"`'),
    ("- {id: a, note: the #1 ask,\n  }\n", "#1 ask,", "the", "put the text in double quotes"),
    ("note: Named\n  as the #1 ask\n", "#1 ask", "as the", "put the text in double quotes"),
    (f"note: {'x ' * 300}#1\n", "#1", "..." + ("x " * 39).strip(), "put the text in double quotes"),
    ('a: "the #1"\nb: |\n  c: the #1\nd: the #2\n', "#2", "the", 'write `d: "the #2"`'),
    ("title: the #1 ask\nkind: a: b\n", "#1 ask", "the", 'write `title: "the #1 ask"`'),
]  # fmt: skip


def cut_texts(text: str) -> list[Problem]:
    return [problem for problem in read(text.encode(), "f").problems if problem.rule == "text-cut-by-comment"]


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
@pytest.mark.parametrize(("text", "marked", "kept", "remedy"), CUT)
def test_a_text_that_a_comment_cuts_is_named(text: str, marked: str, kept: str, remedy: str, line_break: str) -> None:
    text = text.replace("\n", line_break)
    (problem,) = cut_texts(text)
    start, end = problem.place.span or (0, 0)
    assert text[start:end] == marked
    assert problem.message == f"` #` begins a comment, so the text ends at `{kept}`"
    assert problem.remedy == f"{remedy}, or put a space after the `#` if it is a comment"
    assert problem.severity == "warning"


@pytest.mark.parametrize(
    "text",
    [
        "note: the # why\n",
        "note: the ## why\n",
        "note: the #\n",
        "note: C#1\n",
        'note: "the #1 ask"\n',
        "note: 'the #1 ask' # why\n",
        'note: "over\n  lines: the #1 ask"\n',
        "#note: the #1 ask\n#kind #law\na: b\n",
        "note: the # why, as the #1\n",
        "note: |\n  title: the #1 ask\n  - the #2\nkind: >-\n  a: the #1\n",
        "note: | #1\n  title: the ask\n",
        "note: the ask\n  #kind: law\n",
        "findings: #none\nkind: law\n",
        "findings: [] #none\n",
        "- {id: a} #none\n- b\n",
        "- {id: a, title: issue #5}\n- {id: b}\n",
        "%TAG ! x #1\n---\nnote: the #1 ask\n",
    ],
)
def test_no_other_comment_is_named(text: str) -> None:
    for line_break in ("\n", "\r\n"):
        assert cut_texts(text.replace("\n", line_break)) == []


def test_cut_texts_are_bounded_and_come_last() -> None:
    problems = read(b"note: the #1 ask\nsources:\n" + b"  - the #1\n" * 20_000, "f").problems
    cut = [problem for problem in problems if problem.rule == "text-cut-by-comment"]
    assert len(cut) == MOST_PROBLEMS
    assert problems[-MOST_PROBLEMS:] == tuple(cut)


def test_cut_texts_of_an_undecodable_file_are_not_named() -> None:
    assert [problem.rule for problem in read(b"note: the #1 ask\xff\n", "f").problems] == ["encoding"]


PIECES = st.one_of(
    st.sampled_from(["\t", " ", "  ", ": ", ":", "#", " #", "'", '"', "{", "}", "[", "]", ",", "- ", "-", "\\", "\n"]),
    st.sampled_from(
        ["*", " #1", "&", "!", "|", ">", "@", "`", "%", "?", "=======", "<<<<<<< HEAD", "---", "...", "\r", "\x85"]
    ),
    st.characters(codec="utf-8"),
)
EDITS = st.tuples(st.sampled_from(["insert", "delete", "replace"]), st.booleans(), st.floats(0, 0.999), PIECES)


def edited(text: str, edit: tuple[str, bool, float, str]) -> str:
    """The text with a character or a line inserted, deleted or replaced."""
    kind, by_line, where, piece = edit
    units = text.split("\n") if by_line else list(text)
    at = int(where * len(units))
    units[at : at + (kind != "insert")] = [] if kind == "delete" else [piece]
    return ("\n" if by_line else "").join(units)


def assert_shown(text: str, problem: Problem) -> None:
    """A problem can be shown: it has words, and marks something in one line of the text."""
    start, end = problem.place.span or (-1, -1)
    assert 0 <= start < end <= len(text) or start == end == len(text)
    assert not set("\n") & set(text[start:end])
    assert problem.message
    assert problem.remedy
    for related in problem.related:
        start, end = related.place.span or (-1, -1)
        assert 0 <= start < end <= len(text)


@settings(max_examples=500, deadline=None)
@given(st.lists(EDITS, min_size=1, max_size=4), st.booleans())
def test_any_edit_is_survived(edits: list[tuple[str, bool, float, str]], windows: bool) -> None:
    text = PLATFORM.replace("\n", "\r\n") if windows else PLATFORM
    for edit in edits:
        text = edited(text, edit)
    document = read(text.encode(), "f")
    for problem in syntax_problems(document):
        assert_shown(document.text, problem)


CONTEXTS = ("", "a simple key", "a quoted scalar", "an alias", "a tag", "a block scalar", "a block mapping",
            "a flow mapping", "a flow sequence", "a flow node", "a plain scalar", "a block collection")  # fmt: skip
SAID = ("found unexpected end of stream", "could not find expected ':'", "mapping values are not allowed here",
        "did not find expected key", "found unknown escape character", "did not find expected ',' or '}'")  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(st.data())
def test_whatever_the_parser_says_is_survived(data: st.DataObject) -> None:
    text = "".join(data.draw(st.lists(PIECES | st.sampled_from(["a", "title", "\r\n", "\n  "]), max_size=30)))
    offset = data.draw(st.integers(0, len(text)))
    opened = data.draw(st.none() | st.integers(0, len(text)))
    problem, context = data.draw(st.sampled_from(SAID)), data.draw(st.sampled_from(CONTEXTS))
    if text.strip():
        assert_shown(text, repairs.explain(text, problem, offset, f"while parsing {context}", opened))


@pytest.mark.parametrize(
    "line", ["x", "- ", "[", "{", '"', "'", "\\", " ", "\t", "a, ", "a: ", "#", '\\"', "''", "- a: "]
)
@pytest.mark.parametrize("end", ["", "\n"])
def test_hostile_text_is_survived(line: str, end: str) -> None:
    text = "title: " + (line + end) * 30_000
    for context in CONTEXTS:
        for problem in SAID:
            assert_shown(text, repairs.explain(text, problem, len(text) - 2, f"while parsing {context}", 7))
