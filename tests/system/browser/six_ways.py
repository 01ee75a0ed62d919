"""An open page in six ways: on a phone, a laptop and a large screen, in light and in dark.

It is loaded once, and the window and the colours change around it. Axe-core asks all of its rules at each width in
light; in dark only what depends on colours.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

WIDTHS = (390, 1366, 1920)
SCHEMES = ("light", "dark")
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
GRAVE = ("serious", "critical")
STILL = "*, *::before, *::after { transition: none !important; animation: none !important; }"
# What observes sizes has seen the new ones by then.
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))"
FAULTS = """([asked, impacts]) => axe.run(document, asked).then((found) => found.violations
    .filter((one) => !impacts || impacts.includes(one.impact))
    .flatMap((one) => one.nodes.slice(0, 3).map((node) => `${one.id}: ${node.html.slice(0, 160)}`)))"""
WIDER = """() => [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
    .filter((one) => !one.closest(".scroll, .unseen, .trap, .skip, .visually-hidden"))
    .slice(0, 2).map((one) => one.outerHTML.slice(0, 100))"""

# In a table that is shown as one, each cell of a row stands under the head of its column.
SHIFTED = """() => [...document.querySelectorAll("#result_list, table.listing")].flatMap((table) => {
    const heads = [...table.querySelectorAll("thead th")];
    return [...table.querySelectorAll("tbody tr")]
        .filter((row) => row.children.length === heads.length && getComputedStyle(row).display === "table-row")
        .filter((row) => [...row.children].some((cell, at) =>
            Math.abs(cell.getBoundingClientRect().left - heads[at].getBoundingClientRect().left) > 2))
        .slice(0, 1).map((row) => row.outerHTML.slice(0, 160)); })"""


def in_six_ways(
    page: Any, axe: str, name: str, *, rules: Sequence[str] = RULES, impacts: Sequence[str] | None = GRAVE
) -> list[str]:
    """What is wrong with the page, as it is and with all folds open; SCREENSHOTS names a folder for its pictures."""
    page.evaluate(axe)
    page.add_style_tag(content=STILL)
    found: list[str] = []
    for width, scheme in _ways(page):
        if folder := os.environ.get("SCREENSHOTS"):
            page.screenshot(path=Path(folder, f"{name.replace(' ', '-')}-{scheme}-{width}.png"))
        found += _laid_out_wrong(page, f"{name} at {width}")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    for width, scheme in _ways(page):
        found += _laid_out_wrong(page, f"{name} unfolded at {width}")
        only = {"type": "tag", "values": list(rules)} if scheme == "light" else ["color-contrast"]
        asked = {"runOnly": only, "resultTypes": ["violations"]}
        faults = page.evaluate(FAULTS, [asked, list(impacts) if impacts else None])
        found += [f"{name}, {scheme}, at {width}: {fault}" for fault in faults]
    return list(dict.fromkeys(found))


def _ways(page: Any) -> Any:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844 if width == 390 else 900})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            page.evaluate(DRAWN)
            yield width, scheme


def _laid_out_wrong(page: Any, where: str) -> list[str]:
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found = [f"{where}: {wider} pixels too wide, {page.evaluate(WIDER)}"] if wider > 0 else []
    return found + [f"{where}: cells beside the heads of their columns, {row}" for row in page.evaluate(SHIFTED)]
