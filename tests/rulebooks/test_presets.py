"""Every preset keeps to the published rules that the tests beside it write down."""

from pathlib import Path

import pytest

from hejie.insight import procedure_tests
from hejie.rulebooks import procedures
from hejie.rulebooks.strict import Book

_FOLDER = Path(procedures.__file__).parent / "procedures"
_TESTS = sorted((_FOLDER / "tests").glob("*.yaml"))


@pytest.mark.parametrize("path", _TESTS, ids=lambda path: path.stem)
def test_a_preset_does_what_its_platform_publishes(path):
    rulebook = Book((_FOLDER / path.name).read_text(encoding="utf-8"))
    zone = rulebook.at("zone") if "zone" in rulebook.value else "UTC"
    result = procedure_tests.run(path.read_text(encoding="utf-8"), procedures.load(rulebook.at("id")), zone)
    assert not result.failures, "\n".join(f"{path.name}:{one.line} {one.name}: {one.what}" for one in result.failures)
    assert result.tests and all(result.sources), "each test names its source"
