"""The page as text: what stands in it, where its links lead, and what it lets in."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tracker.changes import compare
from tracker.document import read
from tracker.model import MadeFrom
from tracker.render.html import render_html
from tracker.render.safe import UNSEEN, visible
from tracker.render.svg import render_svg
from tracker.report import Report, Selection, build_report, select

from .browser import HOSTILE, hostile, many, report_of, sample, source, year_before, years

ROOT = Path(__file__).parent.parent
INLINE = {"a", "abbr", "b", "bdi", "code", "em", "q", "small", "span", "strong", "time"}
EMPTY = {"meta", "link", "input", "br", "img", "rect", "polygon"}
HARMLESS = {"aria-label", "aria-labelledby", "autocomplete", "class", "colspan", "data-directed_to", "data-level",
            "data-scope", "data-section", "data-source", "data-status", "dir", "height", "hidden", "href", "id", "name",
            "open", "overflow", "patterntransform", "patternunits", "points", "rel", "role", "scope", "spellcheck",
            "tabindex", "target", "text-anchor", "transform", "type", "value", "width", "x", "y"}  # fmt: skip


@dataclass
class Node:
    """An element with what it holds."""

    tag: str
    attributes: dict[str, str]
    children: list[Node | str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child

    @property
    def raw(self) -> str:
        return "".join(child if isinstance(child, str) else child.raw for child in self.children)

    @property
    def text(self) -> str:
        return " ".join(self.raw.split())

    def all(self, tag: str, **attributes: str) -> list[Node]:
        return [
            node
            for node in self
            if node.tag == tag and all(node.attributes.get(name) == value for name, value in attributes.items())
        ]

    def by_id(self, identifier: str) -> Node:
        (found,) = (node for node in self if node.attributes.get("id") == identifier)
        return found


class Reader(HTMLParser):
    """Builds the tree, and holds the page to closing what it opens."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.root = Node("", {})
        self.open = [self.root]
        self.feed(page)
        self.close()
        assert self.open == [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs)
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in EMPTY:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag not in EMPTY:
            assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def page_of(report: Report) -> Node:
    return Reader(render_html(report)).root


def shipped() -> Report:
    platform = read((ROOT / "platform.yaml").read_bytes(), "platform.yaml").platform
    assert platform
    return build_report(platform)


REPORTS: dict[str, Callable[[], Report]] = {
    "sample": lambda: report_of(sample()),
    "hostile": lambda: report_of(hostile()),
    "shipped": shipped,
    "selected": lambda: select(report_of(sample()), Selection(status=("cut",))),
    "nothing selected": lambda: select(shipped(), Selection(status=("funded",))),
    "as of a day": lambda: report_of(sample(), as_of="2024-12-31"),
    "years": lambda: report_of(years()),
}
every_report = pytest.mark.parametrize("report", [make() for make in REPORTS.values()], ids=list(REPORTS))


@every_report
def test_every_ask_source_and_statement_has_one_anchor(report: Report) -> None:
    anchors = Counter(node.attributes["id"] for node in page_of(report) if "id" in node.attributes)
    expected = [f"ask-{ask.id}" for ask in report.asks] + [f"ask-{stone.id}" for stone in report.retired]
    expected += [f"source-{source.id}" for source in report.sources]
    expected += [f"statement-{source.id}.{told.id}" for source in report.sources for told in source.statements]
    assert {anchor: anchors[anchor] for anchor in expected} == dict.fromkeys(expected, 1)
    assert max(anchors.values()) == 1


@every_report
def test_every_link_within_the_page_leads_to_something_in_it(report: Report) -> None:
    page = page_of(report)
    anchors = {node.attributes.get("id") for node in page}
    links = [link.attributes["href"] for link in page.all("a") if "href" in link.attributes]
    assert [link for link in links if link.startswith("#") and link[1:] not in anchors] == []
    assert {f"#ask-{ask.id}" for ask in report.asks} <= set(links)


@every_report
def test_the_page_fetches_nothing_and_admits_only_its_own_style_and_script(report: Report) -> None:
    page = page_of(report)
    (style,), (script,) = page.all("style"), page.all("script")
    (policy,) = page.all("meta", **{"http-equiv": "Content-Security-Policy"})
    digests = [b64encode(sha256(node.raw.encode()).digest()).decode() for node in (style, script)]
    assert policy.attributes["content"] == (
        f"default-src 'none'; style-src 'sha256-{digests[0]}'; script-src 'sha256-{digests[1]}'; "
        "base-uri 'none'; form-action 'none'"
    )
    (body,) = page.all("body")
    assert {name for node in body for name in node.attributes} <= HARMLESS
    assert {node.tag for node in page} & {"link", "img", "iframe", "object", "embed", "base", "video", "audio"} == set()
    assert re.findall(r"url\((?!#)|@import", style.raw) == []


@every_report
def test_links_out_of_the_page_are_web_addresses_that_the_sources_bear(report: Report) -> None:
    out = {link.attributes.get("href", "#") for link in page_of(report).all("a")}
    known = {address for source in report.sources for address in (source.url, source.archived) if address}
    assert {link for link in out if not link.startswith("#")} == known


def test_an_address_of_another_scheme_is_text_and_no_link() -> None:
    report = report_of(sample())
    for address in ("javascript:alert(1)", "data:text/html,x", "JAVASCRIPT:x", "https://a b", " https://x", "//x",
                    "https://x/\u202e", "java\nscript:x", "https://x\n"):  # fmt: skip
        update = {"url": address, "archived": address}
        sources = tuple(source.model_copy(update=update) for source in report.sources)
        page = page_of(replace(report, sources=sources))
        assert [link.attributes["href"] for link in page.all("a") if not link.attributes["href"].startswith("#")] == []
        assert page.by_id("source-survey").text.count(" ".join(visible(address).split())) == 2


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_title_is_shown_as_text_everywhere(name: str) -> None:
    page = page_of(report_of(hostile()))
    shown = " ".join(visible(HOSTILE[name]).split())
    (entry,) = (
        details for details in page.all("details") if any(n.attributes.get("id") == f"ask-{name}" for n in details)
    )
    (row,) = (row for row in page.by_id("matrix").all("tr") if row.all("a", href=f"#ask-{name}"))
    assert entry.all("bdi")[0].text == shown
    assert row.all("a")[0].text == shown


def test_hostile_text_adds_no_element_and_no_unseen_character() -> None:
    plain, loud = render_html(report_of(sample())), render_html(report_of(hostile()))
    extra = Counter(node.tag for node in Reader(loud).root) - Counter(node.tag for node in Reader(plain).root)
    assert set(extra) <= {"tr", "th", "td", "a", "details", "summary", "bdi", "span", "dl", "dt", "dd", "ol", "li", "q",
                          "p", "div", "small", "ul"}  # fmt: skip
    assert UNSEEN.findall(loud.replace("\n", "")) == []
    assert "\\u202e" in loud
    assert "\\x1b" in loud


PAGES: dict[str, Callable[[], Report]] = {
    "sample": REPORTS["sample"],
    "part": lambda: select(
        report_of(sample()), Selection(status=("met", "cut"), source=("survey",), level=("federal",))
    ),
    "as-of": REPORTS["as of a day"],
    "long-ago": lambda: report_of(sample(), as_of="1999"),
    "years": REPORTS["years"],
    "years-part": lambda: select(report_of(years()), Selection(status=("cut", "mixed"), directed_to=("federal",))),
}


@pytest.mark.parametrize("name", PAGES)
def test_the_whole_text_of_the_page(name: str) -> None:
    """A line a block, with where each link leads; `OUTPUTS_UPDATE=1` writes the present text."""
    report = PAGES[name]()
    changes = compare(report_of(year_before()), report_of(years()), "last-year.json") if "years" in name else None
    text = "\n".join(lines_of(Reader(render_html(report, changes)).root.all("body")[0])) + "\n"
    kept = Path(__file__).parent / "pages" / f"{name}.txt"
    if os.environ.get("OUTPUTS_UPDATE"):
        kept.write_text(text, encoding="utf-8")
    assert text == kept.read_text(encoding="utf-8")


def lines_of(body: Node) -> list[str]:
    """The text of the page, a line for each block that holds some."""
    written: list[str] = [""]

    def write(node: Node) -> None:
        if node.tag in ("script", "style", "template", "rect", "pattern", "polygon"):
            return
        if node.tag not in INLINE:
            written.append("")
        if (look := node.attributes.get("class", "").split())[:1] == ["s"]:
            written[-1] += f"[{' '.join(look[1:])}] "
        for child in node.children:
            if isinstance(child, Node):
                write(child)
            else:
                written[-1] += child
        if node.tag == "a" and "href" in node.attributes:
            written[-1] += f"<{node.attributes['href']}>"
        if node.tag not in INLINE:
            written.append({"td": "|", "th": "|", "tr": "---"}.get(node.tag, ""))

    write(body)
    joined = "\n".join(" ".join(line.split()) for line in written)
    return [
        line.strip()
        for line in re.sub(r"\n*\|\n*", " | ", joined).replace(" | ---", "").split("\n")
        if line.strip(" -")
    ]


def test_the_bar_is_as_long_as_the_counts_and_says_them() -> None:
    (bar,) = page_of(report_of(sample())).all("svg", **{"class": "bar"})
    parts = [(part.attributes["class"], part.attributes["width"]) for part in bar.all("rect")]
    seventh = "14.286%"
    assert [part for part in parts if part[1].endswith("%")] == [
        ("funded", seventh), ("met", seventh), ("cut", "28.571%"), ("hatched", "28.571%"),
        ("unmet", seventh), ("mixed", seventh), ("unaddressed", seventh)]  # fmt: skip
    assert bar.all("title")[0].text == (
        "7 asks: 1 funded, 1 met, 0 partly, 2 cut (2 in general terms only), 1 unmet, 1 mixed, 1 unaddressed"
    )


@pytest.mark.parametrize(
    ("figure", "incomparable"),
    [
        (None, False),
        ({"what": "Homicides", "value": "-17%", "place": "67 cities", "period": "2025"}, False),
        ({"what": "Homicides", "value": "-17%", "place": "30 cities", "period": "2025"}, True),
    ],
    ids=["one alone", "the same thing", "another place"],
)
def test_figures_are_called_incomparable_where_they_count_another_thing(
    figure: dict[str, str] | None, incomparable: bool
) -> None:
    platform = sample()
    article = next(entry for entry in platform["sources"] if entry["id"] == "article")
    for statement in article["statements"]:
        if statement.pop("figure", None) and figure:
            statement["figure"] = figure
    context = page_of(report_of(platform)).by_id("context").text
    assert ("-17%" in context, "not comparable" in context) == (figure is not None, incomparable)


def test_figures_that_do_not_say_where_and_when_are_called_incomparable() -> None:
    platform = sample()
    for statement in (statement for entry in platform["sources"] for statement in entry["statements"]):
        if "figure" in statement:
            statement["figure"] = {"what": "Homicides", "value": statement["figure"]["value"]}
    assert "not comparable" in page_of(report_of(platform)).by_id("context").text


@pytest.mark.parametrize(("number", "columns"), [(4, 4), (5, 0)])
def test_of_more_than_four_sources_a_row_names_those_that_decide(number: int, columns: int) -> None:
    platform = sample()
    platform["sources"] += [source(f"survey-{n}", "evidence", "survey", "told") for n in range(number - 3)]
    matrix = page_of(report_of(platform)).by_id("matrix")
    heads = [head.text for head in matrix.all("th", scope="col")]
    assert len(heads) - 2 == (columns or 1)
    assert ("Decided by" in heads) == (columns == 0)


def test_a_page_says_what_it_was_made_from() -> None:
    made_from = MadeFrom("HEAD:a\u202eb.yaml", "ab" * 32, "cd" * 20)
    told = page_of(replace(report_of(sample()), made_from=made_from)).by_id("made-from").text
    assert told == (f"Made from HEAD:a\\u202eb.yaml, commit {'cd' * 20}, SHA-256 {'ab' * 32}; newest evidence: 2025.")


@pytest.mark.parametrize("name", ["sample", "part", "years"])
def test_the_whole_chart(name: str) -> None:
    kept = Path(__file__).parent / "pages" / f"{name}.svg"
    chart = render_svg(PAGES[name]())
    if os.environ.get("OUTPUTS_UPDATE"):
        kept.write_text(chart, encoding="utf-8")
    assert chart == kept.read_text(encoding="utf-8")
    assert ElementTree.fromstring(chart).tag == "{http://www.w3.org/2000/svg}svg"


def test_a_chart_of_hostile_words_is_a_chart_of_the_same_elements() -> None:
    plain, loud = (ElementTree.fromstring(render_svg(report_of(make()))) for make in (sample, hostile))
    texts = [element for element in loud.iter() if element.tag.endswith("text")]
    assert {element.tag for element in loud.iter()} == {element.tag for element in plain.iter()}
    assert "</script></style></title><img src=x onerror=alert(1)>" in " ".join(text.text or "" for text in texts)
    assert UNSEEN.findall(render_svg(report_of(hostile())).replace("\n", "")) == []


def test_counts_on_the_page_have_their_commas() -> None:
    page = page_of(report_of(many(2000)))
    counts = [node.text for node in page.all("span", **{"class": "number"})]
    assert [count for count in counts if count != "0"] == ["2,000"]


def test_the_same_report_makes_the_same_page_in_every_process() -> None:
    program = (
        "from tests.browser import report_of, sample; from tracker.render.html import render_html; "
        "print(ascii(render_html(report_of(sample()))))"
    )
    pages = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert pages == {ascii(render_html(report_of(sample()))) + "\n"}


def test_the_page_grows_no_faster_than_its_asks() -> None:
    thousand, two_thousand = (len(render_html(report_of(many(number))).encode()) for number in (1000, 2000))
    assert two_thousand < 2.2 * thousand
