"""The page in Chromium: its filters, its addresses, the keyboard, and what is left without a script or on paper."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tracker.changes import compare
from tracker.render.html import render_html
from tracker.render.safe import visible
from tracker.report import Report

from .browser import HOSTILE, QUIET, axe, chromium, hostile, many, report_of, sample, source, year_before, years

Visit = Callable[..., Page]
ALL = ["police-grants", "fire-grants", "body-cameras", "training", "red-flag", "state-law", "commission"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = chromium()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield started
        started.close()


@pytest.fixture
def visit(browser: Browser, tmp_path: Path) -> Iterator[Visit]:
    """Opens a report's page; afterwards holds it to no word on the console and no request but for the file itself."""
    file = tmp_path / "report.html"
    complaints: list[str] = []
    requests: set[str] = set()
    contexts = []

    def open_page(report: Report, fragment: str = "", since: Report | None = None, **options: Any) -> Page:
        changes = compare(since, report, "last-year.json") if since else None
        file.write_text(render_html(report, changes), encoding="utf-8")
        contexts.append(context := browser.new_context(viewport=options.pop("viewport", None), **options))
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: requests.add(request.url.partition("#")[0]))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.goto(file.as_uri() + fragment)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
    assert requests == {file.as_uri()}


def shown(page: Page) -> list[str]:
    """The asks that the page shows; the matrix and the list must agree."""
    listed = page.locator("details.ask:not([hidden]):visible > dl").evaluate_all("all => all.map(one => one.id)")
    rows = page.locator("#matrix tbody tr:not(.group, [hidden]):visible th a").evaluate_all(
        "all => all.map(one => one.hash)"
    )
    assert rows == [f"#{anchor}" for anchor in listed]
    return [anchor.removeprefix("ask-") for anchor in listed]


def count(page: Page, told: str, unknown: str = "") -> None:
    """Waits until the page tells how many asks fit its filters, which filters, and what no ask can fit."""
    numbers, bracket, filters = told.partition(" (")
    told = f"{numbers} asks shown{bracket}{filters}" + f"; there is no {unknown} on this page" * bool(unknown)
    expect(page.locator("#filters").get_by_role("status")).to_have_text(told)


def fragment(page: Page) -> str:
    return str(page.evaluate("location.hash"))


def choose(page: Page, label: str, value: str) -> None:
    page.get_by_role("combobox", name=label, exact=True).select_option(value)


@pytest.mark.parametrize(
    ("label", "value", "told", "expected"),
    [
        ("Status", "cut", "2 of 7 (status cut)", ["police-grants", "fire-grants"]),
        ("Rests on", "general", "2 of 7 (scope general)", ["police-grants", "fire-grants"]),
        ("Section", "laws", "3 of 7 (section laws)", ["red-flag", "state-law", "commission"]),
        ("Source", "op-ed", "3 of 7 (source op-ed)", ["fire-grants", "body-cameras", "training"]),
        ("Source", "old-survey", "0 of 7 (source old-survey)", []),
        ("Level of a finding", "local", "1 of 7 (level local)", ["fire-grants"]),
        ("Directed to", "state", "1 of 7 (directed to state)", ["state-law"]),
    ],
)
def test_a_filter_shows_what_fits_and_says_how_many(
    visit: Visit, label: str, value: str, told: str, expected: list[str]
) -> None:
    page = visit(report_of(sample()))
    count(page, "7 of 7")
    choose(page, label, value)
    count(page, told)
    assert shown(page) == expected
    page.get_by_role("button", name="Reset").click()
    count(page, "7 of 7")
    assert shown(page) == ALL
    assert fragment(page) == ""


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("GRANTS", ["police-grants", "fire-grants"]),
        ("grants fire", ["fire-grants"]),
        ("30% of the mayors", ["police-grants", "fire-grants"]),
        ("on called-for", ["training"]),
        ("#ask-commission", ["commission"]),
        ("no such words", []),
    ],
)
def test_the_search_finds_titles_ids_and_the_words_of_findings(visit: Visit, query: str, expected: list[str]) -> None:
    page = visit(report_of(sample()))
    page.get_by_role("searchbox", name="Search").fill(query)
    count(page, f"{len(expected)} of 7 (q {query})")
    assert shown(page) == expected


@pytest.mark.parametrize(
    ("title", "queries"),
    [
        (
            "The burghers\u2019 caf\u00e9",
            ["burghers'", "burghers", "\u2018BURGHERS\u2019", "cafe", "cafe\u0301", "caf\u00e9"],
        ),
        ("Co\u2011operatives, co\u2013workers", ["co-operatives", "cooperatives", "co\u2010operatives", "co-workers"]),
        ("Hauptstra\u00dfe", ["strasse", "STRASSE", "STRA\u1e9eE"]),
        (
            "\u00c6r\u00f8 and \u0141\u00f3d\u017a, \u201cd\u2019\u0152uvres\u201d",
            ["aero", "lodz", "d'oeuvres\"", "\u0142\u00f3d\u017a"],
        ),
        ("The o\ufb03ce of No\u00ebl", ["office", "Noel"]),
        ("\u0130stanbul and D\u0131yarbak\u0131r", ["istanbul", "diyarbakir"]),
    ],
)
def test_the_search_finds_words_as_people_type_them(visit: Visit, title: str, queries: list[str]) -> None:
    platform = sample()
    platform["sections"][1]["asks"][2]["title"] = title
    page = visit(report_of(platform))
    for query in queries:
        page.get_by_role("searchbox", name="Search").fill(query)
        count(page, f"1 of 7 (q {query})")
        assert shown(page) == ["commission"]


@pytest.mark.parametrize(
    ("address", "told", "unknown"),
    [
        ("#status=partly", "0 of 7 (status partly)", ""),
        ("#status=gone", "0 of 7 (status gone)", "status gone"),
        ("#section=no-such&q=fire", "0 of 7 (section no-such, q fire)", "section no-such"),
        ("#source=survey-9", "0 of 7 (source survey-9)", "source survey-9"),
        ("#level=lunar", "0 of 7 (level lunar)", "level lunar"),
    ],
)
def test_a_filter_that_fits_nothing_or_is_not_known_is_shown_and_named(
    visit: Visit, address: str, told: str, unknown: str
) -> None:
    page = visit(report_of(sample()), address)
    count(page, told, unknown)
    page.get_by_role("button", name="Reset").click()
    count(page, "7 of 7")
    assert page.locator("option.unknown").count() == 0
    page = visit(report_of(sample()), "#status=cut&nonsense=1")
    expect(page.locator("#filters").get_by_role("status")).to_have_text(
        re.compile(r"2 of 7 .*\(status cut\).* nonsense$")
    )


def test_filters_narrow_each_other_and_empty_sections_go(visit: Visit) -> None:
    page = visit(report_of(sample()))
    choose(page, "Source", "survey")
    choose(page, "Section", "money")
    page.get_by_role("searchbox", name="Search").fill("fire")
    count(page, "1 of 7 (section money, source survey, q fire)")
    assert shown(page) == ["fire-grants"]
    assert fragment(page) == "#section=money&source=survey&q=fire"
    assert page.locator("section.group h3:visible").all_inner_texts() == ["Money"]
    assert page.locator("#matrix tr.group:visible").all_inner_texts() == ["Money"]


def test_an_address_restores_its_filters(visit: Visit) -> None:
    page = visit(report_of(sample()), "#status=cut&q=fire+grants")
    count(page, "1 of 7 (status cut, q fire grants)")
    assert shown(page) == ["fire-grants"]
    assert page.locator("[name=status]").input_value() == "cut"
    assert page.get_by_role("searchbox", name="Search").input_value() == "fire grants"
    assert page.locator("[name=source]").input_value() == ""
    expect(page.locator("#matrix-title")).to_be_in_viewport()


def test_back_and_forward_walk_through_the_filters(visit: Visit) -> None:
    page = visit(report_of(sample()))
    choose(page, "Status", "cut")
    count(page, "2 of 7 (status cut)")
    page.get_by_role("searchbox", name="Search").press_sequentially("fire", delay=150)
    count(page, "1 of 7 (status cut, q fire)")
    page.locator("#matrix").get_by_role("link", name="Fire grants").click()
    assert fragment(page) == "#ask-fire-grants"
    count(page, "1 of 7 (status cut, q fire)")
    page.go_back()
    count(page, "1 of 7 (status cut, q fire)")
    assert fragment(page) == "#status=cut&q=fire"
    page.go_back()
    count(page, "2 of 7 (status cut)")
    page.go_back()
    count(page, "7 of 7")
    assert page.locator("[name=status]").input_value() == ""
    page.go_forward()
    count(page, "2 of 7 (status cut)")
    assert shown(page) == ["police-grants", "fire-grants"]


def test_a_status_of_the_summary_leads_to_its_asks(visit: Visit) -> None:
    page = visit(report_of(sample()))
    page.locator(".tally").get_by_role("link", name="mixed").click()
    count(page, "1 of 7 (status mixed)")
    assert shown(page) == ["training"]


@pytest.mark.parametrize("anchor", ["ask-fire-grants", "ask-fire-money"])
def test_the_address_of_an_ask_opens_it(visit: Visit, anchor: str) -> None:
    page = visit(report_of(sample()), f"#{anchor}")
    expect(page.locator(f"#{anchor}")).to_be_in_viewport()
    assert page.locator("details.ask[open] summary bdi").all_inner_texts() == ["Fire grants"]
    assert shown(page) == ALL


def test_a_link_to_an_ask_that_is_filtered_out_shows_it(visit: Visit) -> None:
    page = visit(report_of(sample()), "#status=cut")
    page.locator("#statement-survey\\.bill").get_by_role("link", name="Red-flag law").click()
    expect(page.locator("#ask-red-flag")).to_be_in_viewport()
    count(page, "7 of 7")


def test_from_a_status_to_the_pin_and_the_paragraph_is_one_step(visit: Visit) -> None:
    page = visit(report_of(sample()))
    row = page.locator("#matrix tr", has_text="Fire grants")
    row.get_by_role("link", name="cut (general)").first.click()
    findings = page.locator("#ask-fire-grants .said").first
    expect(findings).to_be_in_viewport()
    assert "The survey, par. 1" in findings.inner_text()
    assert "the words on grants-cut" in findings.inner_text()
    row.get_by_role("link", name="cut (general)").last.click()
    statement = page.locator("#statement-survey\\.grants-cut")
    expect(statement).to_be_in_viewport()
    assert "par. 1" in statement.inner_text()
    assert "the words on grants-cut" in statement.inner_text()


def tab_to(page: Page, target: str, stops: int = 200) -> None:
    """Presses Tab until the element is focused, and sees the mark of the focus on it."""
    for _ in range(stops):
        page.keyboard.press("Tab")
        if page.evaluate("target => document.activeElement.matches(target)", target):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline == "solid"
            return
    pytest.fail(f"no Tab leads to {target}")


def test_everything_works_from_the_keyboard(visit: Visit) -> None:
    page = visit(report_of(sample()))
    tab_to(page, ".skip", stops=1)
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.wait_for_function("location.hash !== ''")  # the page follows it a moment later, and then starts from no filter
    page.wait_for_timeout(200)
    tab_to(page, "[name=status]", stops=1)
    page.keyboard.press("c")
    count(page, "2 of 7 (status cut)")
    tab_to(page, "[name=q]", stops=6)
    page.keyboard.type("fire")
    count(page, "1 of 7 (status cut, q fire)")
    tab_to(page, "details.ask:not([hidden]) summary")
    page.keyboard.press("Enter")
    expect(page.locator("#ask-fire-grants")).to_be_visible()
    page.keyboard.press("Space")
    expect(page.locator("#ask-fire-grants")).to_be_hidden()
    page.keyboard.press("Space")
    tab_to(page, "#ask-fire-grants .said a", stops=2)
    page.keyboard.press("Enter")
    expect(page.locator("#statement-survey\\.grants-cut")).to_be_in_viewport()
    page.go_back()
    tab_to(page, "button")
    page.keyboard.press("Space")
    count(page, "7 of 7")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("make", [sample, hostile, years])
def test_axe_finds_nothing(visit: Visit, scheme: str, width: int, make: Callable[[], dict[str, Any]]) -> None:
    since = report_of(year_before()) if make is years else None
    page = visit(
        report_of(make()), since=since, color_scheme=scheme, bypass_csp=True, viewport={"width": width, "height": 800}
    )
    page.evaluate(axe())
    assert violations(page) == []
    page.locator("details:not([open])").evaluate_all("all => all.forEach(one => one.open = true)")
    assert violations(page) == []
    choose(page, "Status", "cut")
    expect(page.locator("#filters").get_by_role("status")).to_contain_text(" (status cut)")
    assert violations(page) == []


def violations(page: Page) -> list[str]:
    found = page.evaluate("axe.run().then(result => result.violations)")
    return [f"{rule['id']}: {node['html'][:200]} {node['failureSummary']}" for rule in found for node in rule["nodes"]]


def test_without_a_script_the_page_is_whole(visit: Visit) -> None:
    page = visit(report_of(sample()), java_script_enabled=False)
    expect(page.locator("#filters")).to_be_hidden()
    assert shown(page) == ALL
    page.locator("details.ask summary", has_text="Training").click()
    expect(page.locator("#ask-training")).to_be_visible()
    page.locator("#matrix").get_by_role("link", name="Fire grants").click()
    expect(page.locator("#ask-fire-grants")).to_be_in_viewport()
    page.locator(".tally").get_by_role("link", name="unmet").click()
    expect(page.locator("#matrix tr", has_text="State law")).to_be_in_viewport()


@pytest.mark.parametrize("width", [320, 375, 767])
@pytest.mark.parametrize("make", [sample, hostile, years])
def test_below_the_width_of_a_tablet_no_source_has_a_column(
    visit: Visit, make: Callable[[], dict[str, Any]], width: int
) -> None:
    page = visit(report_of(make()), since=report_of(year_before()), viewport={"width": width, "height": 640})
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    cells = page.locator("#matrix tbody tr > :not(:empty)").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().x)"
    )
    assert len(set(cells)) == 1
    expect(page.locator("#matrix thead")).to_be_hidden()


@pytest.mark.parametrize("number", [2, 4, 5, 12])
@pytest.mark.parametrize("width", [768, 1280, 1920])
def test_all_that_decides_is_in_view_at_once(visit: Visit, number: int, width: int) -> None:
    platform = sample()
    platform["sources"][3:4] = [
        source(f"survey-{n}", "evidence", "survey of mayors", "told") for n in range(number - 2)
    ]
    page = visit(report_of(platform), viewport={"width": width, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.locator("#matrix").evaluate("matrix => matrix.scrollWidth === matrix.clientWidth")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 1000})  # a sheet of A4 between its margins
    edges = page.locator("#matrix td a").evaluate_all("all => all.map(one => one.getBoundingClientRect().right)")
    assert max(edges) <= 718
    assert all(page.locator("#matrix td a").evaluate_all("all => all.map(one => one.checkVisibility())"))


def test_statuses_differ_in_shape_where_colours_are_not_seen(visit: Visit) -> None:
    page = visit(report_of(sample()))
    shapes = page.locator(".word > *").evaluate_all("all => all.map(one => getComputedStyle(one, '::before').clipPath)")
    assert len(set(shapes)) == 7
    out = page.locator("#ask-fire-grants .out > p > .s").evaluate("one => getComputedStyle(one).color")
    assert out != page.locator("#ask-fire-grants .d").evaluate("one => getComputedStyle(one).color")


def test_in_a_frame_the_page_stays_in_it_and_its_links_leave_it(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text(render_html(report_of(sample())), encoding="utf-8")
    frame = '<iframe src="report.html#status=cut" width="600" height="400"></iframe>'
    (tmp_path / "host.html").write_text(f"<div style='height: 3000px'>above</div>{frame}<div style='height: 3000px'>")
    page = browser.new_page()
    page.goto((tmp_path / "host.html").as_uri())
    inner = page.frames[1]
    inner.wait_for_function("() => document.querySelector('.shown').textContent.startsWith('2 of 7')")
    assert (page.evaluate("scrollY"), inner.evaluate("scrollY > 0")) == (0, True)
    for link in (".tally a[href^='#ask']", "nav a", "#ask-fire-grants .said a"):
        before = inner.evaluate("location.hash")
        inner.evaluate("link => document.querySelector(link).click()", link)
        inner.wait_for_function("before => location.hash !== before", arg=before)
        page.wait_for_timeout(100)
        assert page.evaluate("scrollY") == 0
    assert inner.locator("a[href^=http]").evaluate_all("all => all.every(one => one.target === '_top')")
    page.close()


def test_on_paper_every_ask_is_open_and_no_control_is_left(visit: Visit) -> None:
    page = visit(report_of(sample()), "#section=money", color_scheme="dark")
    page.emulate_media(media="print")
    for control in page.locator("select, input, button, nav").all():
        expect(control).to_be_hidden()
    count(page, "4 of 7 (section money)")
    expect(page.get_by_role("status")).to_be_visible()
    for name in ALL[:4]:
        entry = page.locator(f"#ask-{name}")
        assert entry.evaluate("entry => entry.checkVisibility() && entry.getBoundingClientRect().height > 50")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_a_dark_scheme_is_followed(visit: Visit) -> None:
    dark, light = (
        visit(report_of(sample()), color_scheme=scheme).evaluate("getComputedStyle(document.body).backgroundColor")
        for scheme in ("dark", "light")
    )
    assert (dark, light) == ("rgb(22, 22, 21)", "rgb(255, 255, 255)")


def test_hostile_titles_are_text(visit: Visit) -> None:
    page = visit(report_of(hostile()))
    for name, title in HOSTILE.items():
        text = page.locator("details.ask", has=page.locator(f"#ask-{name}")).locator("summary bdi").text_content()
        assert text == visible(title)
    assert page.title() == f"Status report: {HOSTILE['ends-script']}"
    assert page.locator("script").count() == 1
    assert page.locator("img").count() == 0
    page.get_by_role("searchbox", name="Search").fill("المحلية")
    count(page, "1 of 17 (q المحلية)")


def test_ten_thousand_asks_open_and_filter(visit: Visit) -> None:
    page = visit(report_of(many(10_000)), "#ask-ask-9000")
    expect(page.locator("#ask-ask-9000")).to_be_in_viewport()
    count(page, "10,000 of 10,000")
    page.get_by_role("searchbox", name="Search").fill("number 4321")
    count(page, "1 of 10,000 (q number 4321)")
    assert shown(page) == ["ask-4321"]
    choose(page, "Rests on", "direct")
    count(page, "0 of 10,000 (scope direct, q number 4321)")
    page.get_by_role("button", name="Reset").click()
    count(page, "10,000 of 10,000")


def test_the_policy_stops_what_the_page_does_not_bring(visit: Visit, browser: Browser) -> None:
    page = browser.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.set_content(
        render_html(report_of(sample())).replace("</footer>", "<script>document.title = 'x'</script></footer>")
    )
    assert page.title() == "Status report: A sample platform"
    assert json.dumps(refused).count("Content Security Policy") == 1
    page.close()
    visit(report_of(sample()))
