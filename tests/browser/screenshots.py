"""`make screenshots`: every page of every role, wide and narrow, in three languages, into `screenshots/`.

    python -m tests.browser.screenshots [--again] [--keep] [--lang zh] [--only case]

The market is made once and kept in `var/screenshots`; a few pictures are kept in `docs/` when asked.
"""

import argparse
import io
import shutil
import sys
import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser.market import Market, market_of
from tests.browser.tour import Stop, Tour
from tests.support.still_pages import browser

_ROOT = Path(__file__).resolve().parents[2]
_FOLDER, _HOME, _DOCS = _ROOT / "screenshots", _ROOT / "var" / "screenshots", _ROOT / "docs"
WIDTHS = (1280, 360)
_SIZE = 130
_LONGEST = 12_000
# Name of a picture in docs/: the page, its width, and how much of its height is shown.
_KEPT = {
    "case": ("buyer-case-mediation-both-offer", 1280, 1400),
    "case-phone": ("buyer-case-mediation-both-offer", 360, 1400),
    "table": ("neutral-table-CASE", 1280, 1400),
    "overview": ("operator-overview", 1280, 1400),
}


def main() -> int:
    """Take them all; names what did not answer with a page."""
    asked = _asked()
    if asked.again:
        shutil.rmtree(_HOME, ignore_errors=True)
    _HOME.mkdir(parents=True, exist_ok=True)
    began, count = time.monotonic(), 0
    market = market_of(_HOME, _SIZE)
    try:
        with browser() as chromium:
            stops = [stop for stop in Tour(market).stops() if asked.only in stop.name and stop.found.answer.html]
            for lang in asked.lang or ("zh", "en", "ru"):
                count += _language(chromium, market, stops, lang, asked.keep)
    finally:
        market.end()
    print(f"{count} pictures in {_FOLDER.relative_to(_ROOT)}/ after {time.monotonic() - began:.0f} s")
    return 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--again", action="store_true", help="make the market anew")
    parser.add_argument("--keep", action="store_true", help="put the chosen English pictures into docs/ too")
    parser.add_argument("--lang", action="append", choices=("zh", "en", "ru"), help="these languages only")
    parser.add_argument("--only", default="", help="pages whose name holds this word")
    return parser.parse_args()


def _language(chromium: Browser, market: Market, stops: list[Stop], lang: str, keep: bool) -> int:
    """All pages in one language; every guest has a window of his own."""
    tour = Tour(market)
    for email in dict.fromkeys(stop.email for stop in stops):
        guest = tour.guest(email)
        guest.speak(lang)
        context = chromium.new_context(locale=lang, reduced_motion="reduce")
        context.add_cookies(guest.cookies())
        page = context.new_page()
        for stop in (stop for stop in stops if stop.email == email):
            _take(page, market.address, stop, lang, keep)
        context.close()
    return len(stops) * len(WIDTHS)


def _take(page: Page, address: str, stop: Stop, lang: str, keep: bool) -> None:
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    answered = page.goto(address + stop.found.path, wait_until="load")
    if not answered or answered.status != 200:
        print(f"{stop.name}: {stop.found.path} answers {answered and answered.status}", file=sys.stderr)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900 if width > 800 else 740})
        folder = _FOLDER / lang / str(width)
        folder.mkdir(parents=True, exist_ok=True)
        height = min(page.evaluate("document.documentElement.scrollHeight"), _LONGEST)
        picture = page.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height})
        (folder / f"{stop.name}.png").write_bytes(picture)
        if keep and lang == "en":
            _keep(picture, stop.name, width)


def _keep(picture: bytes, name: str, width: int) -> None:
    """Put the upper part of a chosen picture into docs/, in few colours so that it stays small."""
    for kept, (page, at, height) in _KEPT.items():
        if (page, at) == (name, width):
            whole = Image.open(io.BytesIO(picture)).convert("RGB")
            upper = whole.crop((0, 0, whole.width, min(height, whole.height)))
            upper.quantize(128, dither=Image.Dither.NONE).save(_DOCS / f"{kept}.png", optimize=True)


if __name__ == "__main__":
    sys.exit(main())
