"""The page in Chromium: its filters, its addresses, the keyboard, and what is left without a script or on paper."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tracker.render.html import render_html
from tracker.render.safe import visible
from tracker.report import Report

from .browser import HOSTILE, QUIET, axe, chromium, hostile, many, report_of, sample, source

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

    def open_page(report: Report, fragment: str = "", **options: Any) -> Page:
        file.write_text(render_html(report), encoding="utf-8")
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
    listed = page.locator("details.ask:not([hidden]):visible dl").evaluate_all("all => all.map(one => one.id)")
    rows = page.locator("#matrix tbody tr:not(.group, [hidden]):visible th a").evaluate_all(
        "all => all.map(one => one.hash)"
    )
    assert rows == [f"#{anchor}" for anchor in listed]
    return [anchor.removeprefix("ask-") for anchor in listed]


def count(page: Page, text: str) -> None:
    expect(page.locator("#filters").get_by_role("status")).to_have_text(text)


def fragment(page: Page) -> str:
    return str(page.evaluate("location.hash"))


def choose(page: Page, label: str, value: str) -> None:
    page.get_by_role("combobox", name=label, exact=True).select_option(value)


@pytest.mark.parametrize(
    ("label", "value", "told", "expected"),
    [
        ("Status", "cut", "2 of 7 asks shown (status cut)", ["police-grants", "fire-grants"]),
        ("Rests on", "general", "2 of 7 asks shown (scope general)", ["police-grants", "fire-grants"]),
        ("Section", "laws", "3 of 7 asks shown (section laws)", ["red-flag", "state-law", "commission"]),
        ("Source", "op-ed", "3 of 7 asks shown (source op-ed)", ["fire-grants", "body-cameras", "training"]),
        ("Source", "old-survey", "0 of 7 asks shown (source old-survey)", []),
    ],
)
def test_a_filter_shows_what_fits_and_says_how_many(
    visit: Visit, label: str, value: str, told: str, expected: list[str]
) -> None:
    page = visit(report_of(sample()))
    count(page, "7 of 7 asks shown")
    choose(page, label, value)
    count(page, told)
    assert shown(page) == expected
    page.get_by_role("button", name="Reset").click()
    count(page, "7 of 7 asks shown")
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
    count(page, f"{len(expected)} of 7 asks shown (q {query})")
    assert shown(page) == expected


def test_filters_narrow_each_other_and_empty_sections_go(visit: Visit) -> None:
    page = visit(report_of(sample()))
    choose(page, "Source", "survey")
    choose(page, "Section", "money")
    page.get_by_role("searchbox", name="Search").fill("fire")
    count(page, "1 of 7 asks shown (section money, source survey, q fire)")
    assert shown(page) == ["fire-grants"]
    assert fragment(page) == "#section=money&source=survey&q=fire"
    assert page.locator("section.group h3:visible").all_inner_texts() == ["Money"]
    assert page.locator("#matrix tr.group:visible").all_inner_texts() == ["Money"]


def test_an_address_restores_its_filters(visit: Visit) -> None:
    page = visit(report_of(sample()), "#status=cut&q=fire+grants&source=no-such&nonsense=1")
    count(page, "1 of 7 asks shown (status cut, q fire grants)")
    assert shown(page) == ["fire-grants"]
    assert page.locator("[name=status]").input_value() == "cut"
    assert page.get_by_role("searchbox", name="Search").input_value() == "fire grants"
    assert page.locator("[name=source]").input_value() == ""
    expect(page.locator("#matrix-title")).to_be_in_viewport()


def test_back_and_forward_walk_through_the_filters(visit: Visit) -> None:
    page = visit(report_of(sample()))
    choose(page, "Status", "cut")
    count(page, "2 of 7 asks shown (status cut)")
    page.get_by_role("searchbox", name="Search").press_sequentially("fire", delay=150)
    count(page, "1 of 7 asks shown (status cut, q fire)")
    page.locator("#matrix").get_by_role("link", name="Fire grants").click()
    assert fragment(page) == "#ask-fire-grants"
    count(page, "1 of 7 asks shown (status cut, q fire)")
    page.go_back()
    count(page, "1 of 7 asks shown (status cut, q fire)")
    assert fragment(page) == "#status=cut&q=fire"
    page.go_back()
    count(page, "2 of 7 asks shown (status cut)")
    page.go_back()
    count(page, "7 of 7 asks shown")
    assert page.locator("[name=status]").input_value() == ""
    page.go_forward()
    count(page, "2 of 7 asks shown (status cut)")
    assert shown(page) == ["police-grants", "fire-grants"]


def test_a_status_of_the_summary_leads_to_its_asks(visit: Visit) -> None:
    page = visit(report_of(sample()))
    page.locator(".tally").get_by_role("link", name="mixed").click()
    count(page, "1 of 7 asks shown (status mixed)")
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
    count(page, "7 of 7 asks shown")


def test_from_a_status_to_the_pin_and_the_paragraph_is_one_step(visit: Visit) -> None:
    page = visit(report_of(sample()))
    row = page.locator("#matrix tr", has_text="Fire grants")
    row.get_by_role("link", name="cut (general)").first.click()
    findings = page.locator("#ask-fire-grants .said").first
    expect(findings).to_be_in_viewport()
    assert "survey, par. 1" in findings.inner_text()
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
    count(page, "2 of 7 asks shown (status cut)")
    tab_to(page, "[name=q]", stops=4)
    page.keyboard.type("fire")
    count(page, "1 of 7 asks shown (status cut, q fire)")
    tab_to(page, "details.ask:not([hidden]) summary")
    page.keyboard.press("Enter")
    expect(page.locator("#ask-fire-grants")).to_be_visible()
    page.keyboard.press("Space")
    expect(page.locator("#ask-fire-grants")).to_be_hidden()
    page.keyboard.press("Space")
    tab_to(page, "#ask-fire-grants .said a", stops=1)
    page.keyboard.press("Enter")
    expect(page.locator("#statement-survey\\.grants-cut")).to_be_in_viewport()
    page.go_back()
    tab_to(page, "button")
    page.keyboard.press("Space")
    count(page, "7 of 7 asks shown")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("make", [sample, hostile])
def test_axe_finds_nothing(visit: Visit, scheme: str, width: int, make: Callable[[], dict[str, Any]]) -> None:
    page = visit(report_of(make()), color_scheme=scheme, bypass_csp=True, viewport={"width": width, "height": 800})
    page.evaluate(axe())
    assert violations(page) == []
    page.locator("details:not([open])").evaluate_all("all => all.forEach(one => one.open = true)")
    assert violations(page) == []
    choose(page, "Status", "cut")
    count(page, "2 of 7 asks shown (status cut)" if make is sample else "2 of 17 asks shown (status cut)")
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


@pytest.mark.parametrize("make", [sample, hostile])
def test_the_page_fits_a_width_of_320_pixels(visit: Visit, make: Callable[[], dict[str, Any]]) -> None:
    page = visit(report_of(make()), viewport={"width": 320, "height": 640})
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    table = page.locator("#matrix .scroll")
    assert table.evaluate("region => region.scrollWidth > region.clientWidth && region.tabIndex === 0")


@pytest.mark.parametrize("number", [2, 3, 4, 6])
@pytest.mark.parametrize("width", [960, 1000, 1280, 1920])
def test_a_table_wider_than_the_screen_says_so_and_the_page_never_is(visit: Visit, number: int, width: int) -> None:
    platform = sample()
    platform["sources"] += [source(f"survey-{n}", "evidence", "survey of mayors", "told") for n in range(number - 2)]
    page = visit(report_of(platform), viewport={"width": width, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == width
    scrolls = page.locator("#matrix .scroll").evaluate("region => region.scrollWidth > region.clientWidth")
    assert page.get_by_text("the table scrolls sideways").is_visible() or not scrolls
    assert scrolls or number < 6


def test_on_paper_every_ask_is_open_and_no_control_is_left(visit: Visit) -> None:
    page = visit(report_of(sample()), "#section=money", color_scheme="dark")
    page.emulate_media(media="print")
    for control in page.locator("select, input, button, nav").all():
        expect(control).to_be_hidden()
    count(page, "4 of 7 asks shown (section money)")
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
    count(page, "1 of 17 asks shown (q المحلية)")


def test_ten_thousand_asks_open_and_filter(visit: Visit) -> None:
    page = visit(report_of(many(10_000)), "#ask-ask-9000")
    expect(page.locator("#ask-ask-9000")).to_be_in_viewport()
    count(page, "10,000 of 10,000 asks shown")
    page.get_by_role("searchbox", name="Search").fill("number 4321")
    count(page, "1 of 10,000 asks shown (q number 4321)")
    assert shown(page) == ["ask-4321"]
    choose(page, "Rests on", "direct")
    count(page, "0 of 10,000 asks shown (scope direct, q number 4321)")
    page.get_by_role("button", name="Reset").click()
    count(page, "10,000 of 10,000 asks shown")


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
