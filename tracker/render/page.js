"use strict";
// Shows the asks that fit the form, and keeps the form in the address: #status=cut&q=grants. Nothing is fetched or made.
(() => {
  const form = document.getElementById("filters");
  const fields = [...form.elements].filter((field) => field.name);
  const bodies = [...document.querySelectorAll("#matrix tbody")];
  const asks = [...document.querySelectorAll("#matrix tbody tr:not(.group)")].map((row) => ({
    row,
    details: null, // until the rest of the page is read
    status: [row.dataset.status],
    scope: [row.dataset.scope],
    section: [row.dataset.section],
    source: row.dataset.source.split(" "),
    level: row.dataset.level.split(" "),
    directed_to: [row.dataset.directed_to],
  }));
  let unknown = []; // what the address asks for that this page does not have, in words
  let wait = 0; // for a pause in typing
  let typing = 0; // searches since the last entry of the history

  const LETTERS = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i" };

  /** The text as people type it: without case, accents, quotation marks and hyphens. */
  const fold = (text) =>
    text
      .toLowerCase()
      .normalize("NFKD")
      .replace(/[\p{M}\p{Pd}\p{Pi}\p{Pf}'"`´‚„ʼʹ\xad]/gu, "")
      .replace(/[ßæœøłđðþı]/g, (letter) => LETTERS[letter]);

  /** What can be searched of an ask: its title, where it is asked, its findings, its ids. Read once, when first asked. */
  const text = (ask) => {
    if (!ask.details) return fold(ask.row.textContent);
    const parts = [...ask.details.querySelectorAll("summary > bdi, .asked, .said, .ids")];
    return (ask.text ??= fold(parts.map((part) => part.textContent).join(" ")));
  };

  const fits = (ask, wanted) =>
    wanted.every(([name, value]) =>
      name === "q" ? fold(value).split(/\s+/).every((word) => text(ask).includes(word)) : ask[name].includes(value),
    );

  const wanted = () => fields.map((field) => [field.name, field.value.trim()]).filter(([, value]) => value);

  function show() {
    const chosen = wanted();
    let count = 0;
    for (const ask of asks) {
      const fit = fits(ask, chosen);
      count += fit;
      if (ask.row.hidden === fit) ask.row.hidden = !fit;
      if (ask.details && ask.details.hidden === fit) ask.details.hidden = !fit;
    }
    const sections = document.querySelectorAll("section.group");
    bodies.forEach((body, n) => {
      body.hidden = !body.querySelector("tr:not(.group, [hidden])");
      if (sections[n]) sections[n].hidden = body.hidden;
    });
    const told = `${count.toLocaleString("en")} of ${asks.length.toLocaleString("en")} ${asks.length === 1 ? "ask" : "asks"} shown`;
    const by = chosen.map(([name, value]) => `${name.replace("_", " ")} ${value}`).join(", ");
    for (const teller of document.querySelectorAll(".shown")) teller.textContent = [by ? `${told} (${by})` : told, ...unknown].join("; ");
  }

  /** The form's state as an address, in a new entry of the history or in place of the last one. */
  function record(replace) {
    const state = new URLSearchParams(wanted()).toString();
    if (state === location.hash.slice(1)) return;
    const address = state ? `#${state}` : location.pathname + location.search;
    history[replace ? "replaceState" : "pushState"](null, "", address);
  }

  function fill(state) {
    unknown = [...state.keys()].filter((name) => !form.elements[name]).map((name) => `there is no filter ${name}`);
    for (const field of fields) {
      const value = state.get(field.name) ?? "";
      form.querySelectorAll(`[name=${field.name}] > .unknown`).forEach((option) => option.remove());
      field.value = value;
      if (field.selectedIndex < 0) {
        // A filter that fits nothing is shown all the same: to drop it would show asks that were not asked for.
        const option = field.appendChild(new Option(value, value, true, true));
        option.className = "unknown";
        unknown.push(`there is no ${field.name.replace("_", " ")} ${value} on this page`);
      }
    }
    show();
  }

  function reveal(target) {
    if (target.closest("[hidden]")) fill(new URLSearchParams());
    for (let part = target; part; part = part.parentElement) {
      if (part.matches("details")) part.open = true;
    }
    scroll(target);
  }

  /** Brings an element to the top of this page; scrollIntoView would scroll the page around a frame too. */
  function scroll(target) {
    const gap = parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0;
    scrollTo(0, target.getBoundingClientRect().top + scrollY - gap);
  }

  /** Does what the address says: a state of the form, a place in the page, or the whole page. */
  function follow() {
    clearTimeout(wait);
    const fragment = location.hash.slice(1);
    if (fragment.includes("=")) {
      fill(new URLSearchParams(fragment));
      scroll(form.parentElement);
    } else if (fragment) {
      const target = document.getElementById(fragment);
      if (target) reveal(target);
    } else {
      fill(new URLSearchParams());
    }
  }

  form.addEventListener("input", (event) => {
    const search = event.target.name === "q";
    clearTimeout(wait);
    wait = setTimeout(() => {
      show();
      record(search && typing++);
    }, search ? 120 : 0);
    if (!search) typing = 0;
  });
  form.addEventListener("focusout", () => (typing = 0));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    clearTimeout(wait);
    fill(new URLSearchParams());
    record(false);
  });
  addEventListener("hashchange", follow);
  if (self !== top) {
    // In a frame the browser's own way to a place in the page scrolls the page around it as well.
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[href^='#']");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      history.pushState(null, "", link.hash);
      follow();
    });
    addEventListener("popstate", follow);
  }
  if (!CSS.supports("selector(::details-content)")) {
    let closed = [];
    addEventListener("beforeprint", () => {
      closed = [...document.querySelectorAll("details:not([open])")];
      closed.forEach((details) => (details.open = true));
    });
    addEventListener("afterprint", () => closed.forEach((details) => (details.open = false)));
  }
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("details.ask").forEach((details, n) => (asks[n].details = details));
    show();
    if (location.hash && !location.hash.includes("=")) follow();
  });

  // Where a link such as #status=cut leads without a script.
  document.querySelectorAll("[id^='status=']").forEach((row) => row.removeAttribute("id"));
  form.hidden = false;
  show();
  follow();
})();
