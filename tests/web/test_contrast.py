"""Every pair of colours that the pages use can be read, in light and in dark (WCAG 2.2: 4.5:1 text, 3:1 borders)."""

import re

import pytest

from hejie.web.build import SOURCES

_TEXTS = ("ink", "ink-2", "ink-3", "accent", "accent-strong", "alert", "buyer", "seller", "neutral", "system")
_GROUNDS = ("paper", "surface", "sunken")
_TINTS = ("accent", "alert", "buyer", "seller", "neutral", "system")
_TEXT_PAIRS = (
    *((text, ground) for text in _TEXTS for ground in _GROUNDS),
    *((text, f"{text}-tint") for text in _TINTS),
    ("accent-strong", "accent-tint"),
    *(("ink", f"{tint}-tint") for tint in _TINTS),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
)
_BORDER_PAIRS = tuple((border, ground) for border in ("line-strong", "focus") for ground in _GROUNDS)


def _colours(scheme: str) -> dict[str, str]:
    text = (SOURCES / "tokens.css").read_text("utf-8")
    light, dark = text.split("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", light))
    return found | dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", dark)) if scheme == "dark" else found


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_all_51_pairs_are_looked_at():
    assert len(_TEXT_PAIRS) + len(_BORDER_PAIRS) == 51


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("pair", _TEXT_PAIRS, ids="-on-".join)
def test_text_can_be_read(scheme, pair):
    colours = _colours(scheme)
    assert _contrast(colours[pair[0]], colours[pair[1]]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("pair", _BORDER_PAIRS, ids="-on-".join)
def test_borders_and_focus_can_be_seen(scheme, pair):
    colours = _colours(scheme)
    assert _contrast(colours[pair[0]], colours[pair[1]]) >= 3


def test_dark_has_every_colour_of_light():
    text = (SOURCES / "tokens.css").read_text("utf-8")
    light, dark = text.split("@media (prefers-color-scheme: dark)")
    names = [set(re.findall(r"--([a-z0-9-]+): #", part)) for part in (light, dark)]
    assert names[0] == names[1]


def test_raw_colours_stand_in_tokens_alone():
    for path in SOURCES.rglob("*.css"):
        if path.name not in ("tokens.css", "print.css"):
            assert not re.search(r"#[0-9a-fA-F]{3,8}\b|\brgb", path.read_text("utf-8")), path.name
