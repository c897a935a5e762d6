"""Every procedure that comes with the product, played by the tests beside it: what the platforms' rules say comes out."""

from pathlib import Path

import pytest
import yaml

from hejie.insight import procedure_tests
from hejie.rulebooks import procedures
from hejie.rulebooks.strict import BadRulebook

FOLDER = Path(procedures.__file__).parent / "procedures"
PRESETS = sorted(path.stem for path in FOLDER.glob("*.yaml"))
TESTED = sorted(path.stem for path in (FOLDER / "tests").glob("*.yaml"))


def parsed(name: str) -> tuple:
    """The preset of this file name, and the zone that its times are of."""
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    return procedures.parse(text), yaml.safe_load(text).get("zone", "UTC")


@pytest.mark.parametrize("name", TESTED)
def test_what_the_rules_say_comes_out(name):
    procedure, zone = parsed(name)
    result = procedure_tests.run((FOLDER / "tests" / f"{name}.yaml").read_text(encoding="utf-8"), procedure, zone)
    assert not result.failures, "\n".join(f"{name}.yaml:{row.line} {row.name}: {row.what}" for row in result.failures)
    assert result.tests and all(result.sources), "each test names where its rule is written"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("no_waits: [answer]", "no_waits: [anwser]", "did you mean answer?"),
        ("who: {answer: seller}", "who: {awnser: seller}", "did you mean answer?"),
        ("waits: {answer: 2026-04-06T10:00}", "waits: {answr: 2026-04-06T10:00}", "did you mean answer?"),
        ("reason: damaged_in_transit", "reason: damage_in_transit", "did you mean damaged_in_transit?"),
    ],
)
def test_a_test_that_looks_at_nothing_is_named(old, new, told):
    procedure, zone = parsed("vinted")
    text = (FOLDER / "tests" / "vinted.yaml").read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(BadRulebook) as caught:
        procedure_tests.run(text.replace(old, new), procedure, zone)
    assert told in caught.value.what and caught.value.line


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_says_where_it_comes_from(name):
    procedure, _ = parsed(name)
    assert procedure.id == f"procedures/{name}" and procedure.sources
    assert name in TESTED or name == "standard", "a preset has tests beside it"


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_has_a_word_for_all_that_is_its_own(name):
    procedure, _ = parsed(name)
    for text in procedure.texts.values():
        said = [text["name"], text["summary"], text["final_stage"], text["courts"]]
        said += [word for group in ("waits", "steps", "pauses") for word in text.get(group, {}).values()]
        assert all(word.strip() for word in said)
