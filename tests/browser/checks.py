"""What every page must pass in a browser: no finding of axe, no sideways scroll, a visible focus that never hides."""

import json
import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

VENDOR = Path(__file__).parent / "vendor"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "RGAAv4", "EN-301-549"]

# What another width or another theme can change.
LOOK_RULES = [
    "color-contrast",
    "target-size",
    "scrollable-region-focusable",
    "link-in-text-block",
    "css-orientation-lock",
]

_RUN_AXE = """async ([locale, runOnly]) => {
  axe.configure({locale});
  const found = await axe.run(document, {runOnly, resultTypes: ["violations"]});
  return found.violations.map((v) => [v.id, v.help, v.nodes.map((n) => n.target.join(" ") + " " + n.failureSummary)]);
}"""
_SPILLS = """() => {
  const page = document.documentElement;
  if (page.scrollWidth <= window.innerWidth) return [];
  const wide = [...document.querySelectorAll("body *")]
    .filter((e) => e.getBoundingClientRect().right > window.innerWidth + 1 && !e.closest(".scroll"))
    .slice(0, 5)
    .map((e) => e.outerHTML.slice(0, 120));
  return wide.length ? wide : [`something that scrolls widens the page to ${page.scrollWidth} px`];
}"""
# A word longer than its box, or a box that hides what does not fit: tables that scroll by themselves apart.
_CUT = """() => [...document.querySelectorAll("body *")]
  .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()))
  .filter((e) => e.offsetParent && !e.closest(".vh, .skip, .scroll, svg, textarea"))
  .filter((e) => getComputedStyle(e).display !== "inline")
  .filter((e) => {
    const hides = getComputedStyle(e).overflowY !== "visible" && e.scrollHeight > e.clientHeight + 2;
    return e.scrollWidth > e.clientWidth + 2 || hides;
  })
  .slice(0, 5)
  .map((e) => "cut: " + e.outerHTML.slice(0, 120))"""
# The spacing that anybody may ask for (WCAG 1.4.12), with twice the font size of blank after a paragraph.
_SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"
    + "p{margin-bottom:2em!important}");
  document.adoptedStyleSheets = [sheet];
}"""
# Two buttons so near that a finger takes the other.
_CROWDED = """() => {
  const buttons = [...document.querySelectorAll("main button, main .button")].filter((e) => e.checkVisibility());
  const boxes = buttons.map((e) => [e.textContent.trim(), e.getBoundingClientRect()]);
  return boxes.flatMap(([name, box], place) => boxes.slice(place + 1)
    .filter(([, other]) => {
      const across = Math.max(box.left, other.left) - Math.min(box.right, other.right);
      const down = Math.max(box.top, other.top) - Math.min(box.bottom, other.bottom);
      return across < 4 && down < 4;
    })
    .map(([other]) => `${name} / ${other}`));
}"""
# Buttons that send different things under one name: who hears them cannot choose.
_TWINS = """() => {
  const sent = new Map();
  for (const button of document.querySelectorAll("main button")) {
    if (!button.form || button.type !== "submit") continue;
    const hidden = [...button.form.querySelectorAll("[type=hidden]")]
      .filter((field) => !["csrfmiddlewaretoken", "key"].includes(field.name))
      .map((field) => field.name + "=" + field.value);
    const where = button.getAttribute("formaction") || button.form.getAttribute("action");
    const what = [where, button.name, button.value, ...hidden].join(" ");
    const name = button.textContent.trim().replace(/\\s+/g, " ");
    sent.set(name, (sent.get(name) || new Set()).add(what));
  }
  return [...sent].filter(([, ways]) => ways.size > 1).map(([name]) => name);
}"""
_STOP = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const style = getComputedStyle(e);
  const box = e.getBoundingClientRect();
  const top = document.elementFromPoint(
    Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1),
    Math.min(Math.max(box.top + box.height / 2, 0), innerHeight - 1));
  const order = [...document.querySelectorAll("*")].indexOf(e);
  return {
    order,
    name: e.outerHTML.slice(0, 120),
    ring: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    seen: !!top && (e.contains(top) || top.contains(e) || [...(e.labels || [])].some((l) => l.contains(top))),
    onScreen: box.bottom > 0 && box.top < innerHeight,
  };
}"""
_SMALL_TARGETS = """() => [...document.querySelectorAll("button, .button, input, select, summary, nav a")]
  .filter((e) => e.type !== "hidden" && e.offsetParent && !e.closest(".vh"))
  .map((e) => [e.closest("label") || e, e])
  .filter(([box]) => { const r = box.getBoundingClientRect(); return r.height < 43.5 || r.width < 43.5; })
  .map(([, e]) => e.outerHTML.slice(0, 120))
  .concat([...document.querySelectorAll("main a, footer a")]
    .filter((e) => e.offsetParent && !e.closest(".vh") && e.getBoundingClientRect().height < 24)
    .map((e) => "link under 24 px: " + e.outerHTML.slice(0, 120)))"""


@cache
def _axe() -> tuple[str, Any]:
    """The program and its French words."""
    return (VENDOR / "axe.min.js").read_text(), json.loads((VENDOR / "axe.fr.json").read_text())


def press(button: Locator) -> None:
    """Touch what opens another page, and wait until that page is whole.

    A touch alone comes back when the answer begins: title, words and focus may still be missing.
    """
    with button.page.expect_navigation():
        button.click()


def says_error(page: Page) -> None:
    """Fails unless the title begins by saying that something is wrong."""
    expect(page).to_have_title(re.compile(r"^Erreur\s:"))


def axe_faults(page: Page, *, look_only: bool = False) -> list[str]:
    """What axe finds wrong on the page, in French, one line each; at any level, RGAA and good practice too.

    Waits until the page is whole. With ``look_only``, only what the width or the theme can change, for a page
    already judged whole.
    """
    page.wait_for_load_state()
    program, locale = _axe()
    page.evaluate(program)
    rules = {"type": "rule", "values": LOOK_RULES} if look_only else {"type": "tag", "values": AXE_TAGS}
    found = page.evaluate(_RUN_AXE, [locale, rules])
    return [f"{rule}: {help_text} {node}" for rule, help_text, nodes in found for node in nodes]


def axe_clean(page: Page) -> None:
    """Fails with the findings of axe."""
    faults = axe_faults(page)
    assert not faults, f"{page.url}\n" + "\n".join(faults)


def sideways_faults(page: Page) -> list[str]:
    """What passes the right edge or is cut at 320 x 256: as it is, spaced out, with the text twice as large.

    Waits until the page is whole, and leaves it at that size.
    """
    page.wait_for_load_state()
    page.set_viewport_size({"width": 320, "height": 256})
    faults = [f"at 320 px: {fault}" for fault in _does_not_fit(page)]
    page.evaluate(_SPACING)
    faults += [f"at 320 px, spaced out: {fault}" for fault in _does_not_fit(page)]
    page.evaluate("document.adoptedStyleSheets = []")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    faults += [f"at 320 px, 200 %: {fault}" for fault in _does_not_fit(page)]
    page.evaluate("document.documentElement.style.fontSize = ''")
    return faults


def _does_not_fit(page: Page) -> list[str]:
    spills: list[str] = page.evaluate(_SPILLS)
    cut: list[str] = page.evaluate(_CUT)
    return spills + cut


def no_sideways_scroll(page: Page) -> None:
    """Fails with what passes the right edge on a small screen."""
    faults = sideways_faults(page)
    assert not faults, f"{page.url}\n" + "\n".join(faults)


def doubled_ids(page: Page) -> list[str]:
    """Ids that two elements have: a label or a link would find the wrong one."""
    ids: list[str] = page.evaluate("() => [...document.querySelectorAll('[id]')].map((one) => one.id)")
    return sorted({name for name in ids if ids.count(name) > 1})


def twin_buttons(page: Page) -> list[str]:
    """Names that two buttons have which do different things."""
    found: list[str] = page.evaluate(_TWINS)
    return found


def crowded_buttons(page: Page) -> list[str]:
    """Pairs of buttons less than 4 px apart, at the size the page has now."""
    found: list[str] = page.evaluate(_CROWDED)
    return found


def small_targets(page: Page) -> list[str]:
    """Buttons, fields and menu links under 44 x 44 px, other links under 24; a field in a label counts as its label."""
    found: list[str] = page.evaluate(_SMALL_TARGETS)
    return found


def keyboard_walk(page: Page, at_most: int = 200) -> list[str]:
    """Press Tab from the top to the end of the page; fails on a hidden or faint focus, a trap or a jump backwards.

    Waits until the page is whole. Returns the beginning of the HTML of each stop, in order.
    """
    page.wait_for_load_state()
    page.evaluate("window.scrollTo(0, 0); document.activeElement.blur()")
    stops: list[dict[str, Any]] = []
    for _ in range(at_most):
        page.keyboard.press("Tab")
        stop = page.evaluate(_STOP)
        if stop is None or (stops and stop["order"] == stops[0]["order"]):
            break
        stops.append(stop)
    else:
        raise AssertionError(f"{page.url}: the keyboard never leaves the page")
    faults = [f"focus ring of {stop['ring']} px: {stop['name']}" for stop in stops if stop["ring"] < 3]
    faults += [f"focus hidden: {stop['name']}" for stop in stops if not (stop["seen"] and stop["onScreen"])]
    faults += [f"jumps back to: {b['name']}" for a, b in pairwise(stops) if b["order"] < a["order"]]
    assert not faults, f"{page.url}\n" + "\n".join(faults)
    return [str(stop["name"]) for stop in stops]


def count_nodes(page: Page) -> int:
    """Elements of the document."""
    count: int = page.evaluate("document.querySelectorAll('*').length")
    return count
