"""What findings say in facts: every point is one of its book, every fact one that can be told."""

from hejie.domain.burden.book import NOT_PROVED, PROVED
from hejie.domain.cases.known import nested
from hejie.domain.entitlements import facts
from hejie.rulebooks import burdens, law, points_as_facts
from tests.domain.cases.scene import START


def test_every_point_is_of_its_book_and_every_fact_can_be_told():
    for name, points in points_as_facts.load().items():
        book = burdens.load(name)
        for point, found in points.items():
            assert point in book.points, f"{name} has no point {point}"
            assert set(found) <= {PROVED, NOT_PROVED}
            for told in found.values():
                others = {path: value for path, value in told.items() if path != "claim"}
                facts.read(nested(others), law.schema(), "UTC", START)
                assert told.get("claim", False) is False
