"""Whether pages can be used by everybody: looked at in a browser, one page of each kind.

Every page is looked at wide and light in English, and narrow and dark in Chinese: two files of tests, so that they run beside each
other.
"""

from pathlib import Path

import axe_core_python

from tests.browser.tour import Stop, Tour

_AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text()
_RUN_AXE = """async (rules) => {
  const found = await axe.run(document, {resultTypes: ['violations'], ...rules});
  return found.violations.filter(one => ['serious', 'critical'].includes(one.impact))
    .map(one => one.id + ': ' + one.nodes.map(node => node.target.join(' ') + ' ' + node.failureSummary).join(' | '));
}"""
# The size of what is pressed is measured by _SMALL: this axe has no rule for it. What only the Enter key reaches is left out.
_CONTRAST = {"runOnly": ["color-contrast"]}
_SMALL = """() => [...document.querySelectorAll(
    '.button, button, .nav a, .tabs a, .jump a, .crumbs a, .input, select, .choice, summary, .menu__list a')]
  .filter(one => one.offsetParent && !one.closest('[aria-hidden=true]') && Math.round(one.getBoundingClientRect().height) < 44)
  .map(one => one.className + ' ' + one.textContent.trim().slice(0, 30))"""
_TOO_WIDE = """() => document.documentElement.scrollWidth > innerWidth ?
    [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > innerWidth + 1)
      .slice(0, 3).map(one => `${one.tagName}.${one.className} ends at ${one.getBoundingClientRect().right}`) : []"""


def faults(tour: Tour, stops: list[Stop], chromium: object, lang: str) -> dict[str, list[str]]:
    """By name of a page, its address and what is wrong with it; empty where nothing is."""
    found: dict[str, list[str]] = {}
    kinds = sorted({stop.name.partition("-case-")[2] for stop in stops})
    pages = [stop for stop in _once(stops) if stop.found.answer.html and _is_looked_at(stop, lang, kinds)]
    for email in dict.fromkeys(stop.email for stop in pages):
        guest = tour.guest(email)
        guest.speak(lang)
        context = chromium.new_context(reduced_motion="reduce")
        context.add_cookies(guest.cookies())
        page = context.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error, told=complaints: told.append(str(error)))
        page.on("console", lambda said, told=complaints: told.append(said.text) if said.type == "error" else None)
        for stop in (stop for stop in pages if stop.email == email):
            page.goto(tour.market.address + stop.found.path)
            if wrong := wrong_with(page, lang) + complaints:
                found[stop.name] = [stop.found.path, *wrong]
            complaints.clear()
        context.close()
    return found


def _once(stops: list[Stop]) -> list[Stop]:
    """Each page once for those who share it: auditors read the operators' pages, and agents work on those of the shops."""
    shared = {"auditor": "operator", "agent": "seller"}
    found: dict[tuple[str, str], Stop] = {}
    for stop in sorted(stops, key=lambda one: one.role in shared):
        found.setdefault(
            (shared.get(stop.role, stop.role), stop.found.kind if "-case-" not in stop.name else stop.name), stop
        )
    return list(found.values())


def _is_looked_at(stop: Stop, lang: str, kinds: list[str]) -> bool:
    """Every page (lists with their filters narrow alone); but of the kinds of cases, which are many and long, one half wide by
    their buyers and all who work on them, the other half narrow by their sellers."""
    role, case, kind = stop.name.partition("-case-")
    if not case:
        return lang != "en" or "?" not in stop.found.kind  # wide, a list narrowed is built as the list itself
    return role != ("seller" if lang == "en" else "buyer") and kinds.index(kind) % 2 == (lang == "zh")


def wrong_with(page, lang: str) -> list[str]:
    """Wide and light in English, narrow and dark in Chinese; axe whole at one of them, what depends on looks at both."""
    wide = lang == "en"
    page.emulate_media(color_scheme="light" if wide else "dark")
    found: list[str] = []
    for width in (1280,) if wide else (320, 360):
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"wider than {width}: {one}" for one in page.evaluate(_TOO_WIDE)]
    page.evaluate(_AXE)
    found += page.evaluate(_RUN_AXE, {} if wide else _CONTRAST)
    return found + [f"lower than 44: {one}" for one in page.evaluate(_SMALL)]
