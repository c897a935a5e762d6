"""The settlement map drawn: whole, named, and with no letter on another."""

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hejie.web.neutral import plot

WORDS = plot.Words("Map <of> both", "Gain of “A & B”", "Gain of C", "no agreement")
GAIN = st.floats(-100, 100, allow_nan=False).map(lambda value: round(value, 2))
MARKS = st.lists(
    st.builds(
        plot.Mark, st.sampled_from(("buyer", "seller", "neutral", "system")), st.sampled_from(("B1", "S2", "P3", "N", "R1A")),
        GAIN, GAIN, st.booleans(),
    ),
    max_size=12,
)  # fmt: skip


def frontier(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Points above nothing that no other one is better than, ascending by the first."""
    best = [
        one for one in points if not any(other != one and other[0] >= one[0] and other[1] >= one[1] for other in points)
    ]
    return sorted({one for one in best if min(one) >= 0})


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(GAIN, GAIN), max_size=30).map(frontier), MARKS)
def test_whatever_it_shows_it_is_well_formed_and_nothing_lies_outside(points, marks):
    for drawn in plot.drawn(points, marks, WORDS, "map"):
        root = ET.fromstring(drawn)
        wide, high = (float(part) for part in root.get("viewBox").split()[2:])
        for one in root.iter("circle"):
            assert 0 <= float(one.get("cx")) <= wide and 0 <= float(one.get("cy")) <= high
        title = next(one for one in root if one.tag == "title")
        assert title.text == "Map <of> both" and root.get("aria-labelledby") == title.get("id")


@pytest.mark.parametrize("size", [0, 1])
def test_the_line_goes_down_by_steps_and_the_field_is_below_it(size):
    found = plot.drawn([(10.0, 30.0), (20.0, 10.0)], [], WORDS, "map")[size]
    line = re.search(r'plot__frontier" points="([^"]*)"', found)[1]
    (ax, ay), (bx, by), (cx, cy) = (tuple(map(float, one.split(","))) for one in line.split())
    assert ax == bx < cx and ay < by == cy
    assert "plot__zone" in found


def test_without_a_zone_there_is_no_line_and_no_field():
    for found in plot.drawn([], [plot.Mark("buyer", "B1", 30, -5)], WORDS, "map"):
        assert "plot__zone" not in found and "plot__frontier" not in found and ">B1<" in found


def test_letters_that_are_too_wide_for_either_side_stand_above_within_the_frame():
    marks = [plot.Mark("buyer", f"R{number}A", 5, 5) for number in range(1, 8)]
    for found in plot.drawn([], marks, WORDS, "map"):
        assert ">R1A/R2A/R3A/R4A/R5A/…<" in found


def test_packages_on_one_spot_share_their_letters():
    marks = [
        plot.Mark("neutral", "N", 5, 5, True),
        plot.Mark("system", "1", 5, 5, True),
        plot.Mark("buyer", "B1", 5, 5),
    ]
    found = plot.drawn([(5.0, 5.0)], marks, WORDS, "map")[0]
    assert ">N/1/B1<" in found and found.count("plot__dot") == 1
