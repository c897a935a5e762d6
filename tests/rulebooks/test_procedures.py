"""Procedures as their authors write them: what is right is read, what is wrong is named with its line."""

import pytest

from hejie.domain.procedure.rulebook import About
from hejie.rulebooks import calendars, procedures
from hejie.rulebooks.strict import BadRulebook

GOOD = """\
id: procedures/sample
version: 2026-1
zone: Asia/Shanghai
calendar: calendars/cn
stages: [negotiation, closed]
final_stage: negotiation
courts_open: true
waits:
  answer: {who: respondent, within: {business_days: 3}, silence: grant_claim}
  question: {who: other, within: {shift_hours: 4, from: "09:00", to: "18:00"}, silence: lapse_question}
  settle: {who: both, within: {days: 5, start: next_day, roll: true}, silence: lapse_claim}
overrides:
  - when: {reason: [not_received], value_below: {CNY: 5000}}
    waits:
      answer: {within: {hours: 36}}
replacements: 1
acts:
  negotiation:
    claimant: [message, withdraw]
  closed: {}
texts:
  en: {name: Sample, summary: s, final_stage: f, courts: c}
  zh: {name: 样例, summary: s, final_stage: f, courts: c}
  ru: {name: Образец, summary: s, final_stage: f, courts: c}
"""


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


@pytest.mark.parametrize(
    "old, new, line, told",
    [
        ("courts_open: true", "court_open: true", 7, "did you mean courts_open?"),
        ("replacements: 1\n", "", 1, "replacements is missing"),
        ("replacements: 1", "replacements: one", 16, "must be a whole number, and is 'one'"),
        ("replacements: 1", "replacements: true", 16, "must be a whole number, and is True"),
        ("id: procedures/sample", "id: procedures/sample\nid: procedures/other", 2, "id stands here twice"),
        ("final_stage: negotiation", "final_stage: negotiaton", 6, "did you mean negotiation?"),
        ("zone: Asia/Shanghai", "zone: Asia/Beijing", 3, "there is no time zone"),
        ("zone: Asia/Shanghai", "zone: Asia/Shangai", 3, "did you mean Asia/Shanghai?"),
        (
            "calendar: calendars/cn",
            "calendar: calendars/xx",
            4,
            "there is no calendar calendars/xx; it may be calendars/ca",
        ),
        ("calendar: calendars/cn", "calendar: cn", 4, "did you mean calendars/cn?"),
        ("calendar: calendars/cn\n", "", 8, "no calendar says which they are"),
        ("{business_days: 3}", "{busines_days: 3}", 9, "did you mean business_days?"),
        ("{business_days: 3}", "{business_days: 3, hours: 2}", 9, "exactly one of"),
        ("{business_days: 3}", "{business_days: 0}", 9, "a number from 1 to 1000"),
        ("{business_days: 3}", "3 working days", 9, "write {business_days: 3}"),
        ("{business_days: 3}", "36h", 9, "write {hours: 36}"),
        ("{business_days: 3}", "soon", 9, "write it like {days: 5}"),
        ("{business_days: 3}", "at_once", 9, "somebody must have time for this"),
        ("{business_days: 3}", "{business_days: 2.5}", 9, "must be a whole number, and is 2.5"),
        ("{business_days: 3}", "{hours: 3, roll: true}", 9, "only whole days roll on"),
        ("{business_days: 3}", '{hours: 3, from: "09:00"}', 9, "only shift_hours have a shift"),
        ("{business_days: 3}", "{hours: 3, calendar: calendars/cn}", 9, "nothing here asks whether a day is worked"),
        ("{business_days: 3}", "{hours: 3, start: tomorrow}", 9, "'tomorrow' is not known here"),
        ('to: "18:00"', 'to: "08:00"', 10, "a shift ends later on the same day"),
        ('to: "18:00"', 'to: "6 pm"', 10, "must be a time of day"),
        (', to: "18:00"', "", 10, "shift_hours need `to`"),
        ("silence: lapse_question", "silence: lapse_questions", 10, "did you mean lapse_question?"),
        ("who: other", "who: others", 10, "did you mean other?"),
        ("{who: both, within", "{who: both, whithin", 11, "did you mean within?"),
        ("when: {reason: [not_received], value_below: {CNY: 5000}}", "when: {}", 13, "says for which cases it is"),
        ("value_below: {CNY: 5000}", "value_below: 5000", 13, "amounts in minor units by currency"),
        ("      answer: {within: {hours: 36}}", "      anser: {within: {hours: 36}}", 15, "did you mean answer?"),
        ("    claimant: [message", "    claiment: [message", 19, "did you mean claimant?"),
        ("  closed: {}", "  finished: {}", 20, "unknown key"),
        ("  ru: {name: Образец, summary: s, final_stage: f, courts: c}\n", "", 21, "ru is missing"),
        ("summary: s, final_stage: f, courts: c}\n  zh", "final_stage: f, courts: c}\n  zh", 22, "summary is missing"),
        ("who: other", "to: {buyer: {within: {hours: 3}}}, who: other", 10, "counts in shift_hours"),
        ("who: other", "to: {neutral: {}}, who: other", 10, "unknown key"),
        ("who: both, within", "to: {buyer: {}}, who: both, within", 11, "only `offer` and `question` can be another"),
        ("stages: [negotiation, closed]", "stages: [negotiation, closed", 6, "a bracket before this is still open"),
        ("  settle: {", "   settle: {", 11, "begins in the same column"),
        ("  settle: {", "\tsettle: {", 11, "put spaces in place of a tab"),
        ("version:", "version: of: ", 2, "a text that has a colon"),
        ("  settle: {who: both", "  setle: {who: both", 11, "did you mean settle?"),
        ("courts_open: true", "courts_open: 'true'", 7, "write true or false, without quotes"),
        (
            "replacements: 1",
            "replacements: 1\nsteps: {paid: {by: [claimant], stages: [negotiation], during: [setle]}}",
            17,
            "did you mean settle?",
        ),
        ("stages: [negotiation, closed]", "stages: &all [negotiation, closed, *all]", 5, "this contains itself"),
        ("stages: [negotiation, closed]", "stages: [negotiation, closed]\n7: x", 6, "must be text"),
    ],
)
def test_a_mistake_is_named_with_its_line(old, new, line, told):
    with pytest.raises(BadRulebook) as caught:
        procedures.parse(changed(old, new))
    assert told in caught.value.what and caught.value.line == line, str(caught.value)


def test_a_loser_has_no_turn_after_him():
    wait = "  appeal: {who: both, within: {days: 3}, silence: make_final, windows: [loser, buyer]}\noverrides:"
    with pytest.raises(BadRulebook, match="write it alone"):
        procedures.parse(changed("overrides:", wait))


def test_an_override_says_again_what_a_wait_is_for_one_party():
    book = changed("who: other", "to: {seller: {silence: decide_on_file}}, who: other")
    more = '      question: {within: {shift_hours: 2, from: "09:00", to: "18:00"}}\nreplacements: 1'
    with pytest.raises(BadRulebook, match="say `to` again"):
        procedures.parse(book.replace("replacements: 1", more))
    question = procedures.parse(book).waits["question"]
    assert question.for_party("seller", "respondent").silence == "decide_on_file"
    assert question.for_party("buyer", "claimant") is question


def test_the_good_one_is_read():
    found = procedures.parse(GOOD)
    assert found.waits["answer"].within.calendar.id == "calendars/cn"
    assert found.waits["question"].within.zone == "Asia/Shanghai"
    assert found.calendars == {"calendars/cn": calendars.load("calendars/cn").digest}


def test_an_empty_file_is_named():
    with pytest.raises(BadRulebook, match="empty"):
        procedures.parse("")


@pytest.mark.parametrize(
    "about, unit",
    [
        (About("not_received", "refund", 4999, "CNY"), "hours"),
        (About("not_received", "refund", 5000, "CNY"), "business_days"),
        (About("not_received", "refund", 4999, "EUR"), "business_days"),
        (About("late", "refund", 100, "CNY"), "business_days"),
    ],
)
def test_an_override_is_for_the_cases_that_it_names(about, unit):
    waits = procedures.parse(GOOD).for_case(about).waits
    assert waits["answer"].within.unit == unit and waits["answer"].silence == "grant_claim"
    assert waits["settle"].within.unit == "days"


def test_the_last_override_that_fits_counts():
    more = "  - when: {remedy: [refund]}\n    waits:\n      answer: {within: {hours: 12}, silence: lapse_claim}\nreplacements: 1"
    found = procedures.parse(changed("replacements: 1", more))
    wait = found.for_case(About("not_received", "refund", 1, "CNY")).waits["answer"]
    assert (wait.within.amount, wait.silence) == (12, "lapse_claim")


def test_a_procedure_is_another_when_its_calendar_is():
    here = calendars.load("calendars/cn")
    older = calendars.parse(calendars.text("calendars/cn").replace('"2016": [01-01, ', '"2016": [01-04, '))
    assert older.digest != here.digest
    other = procedures.parse(GOOD, find=lambda name, digest: older)
    assert other.digest != procedures.parse(GOOD).digest


def test_what_is_pinned_asks_for_that_very_calendar():
    pinned = f"{GOOD}---\ncalendars: {{calendars/cn: '{'0' * 64}'}}\n"
    asked = []

    def find(name: str, digest: str):
        asked.append((name, digest))
        return calendars.load(name)

    procedures.parse(pinned, find=find)
    assert set(asked) == {("calendars/cn", "0" * 64)}
    older = procedures.parse(GOOD, kept=True)  # kept before there were burden books, which this text does not pin
    assert procedures.parse(pinned, find=lambda name, _: calendars.load(name)).digest == older.digest


@pytest.mark.parametrize(
    "old, new, told",
    [
        ("weekend: [sat, sun]", "weekend: [sat, sunday]", "did you mean sun?"),
        ("published_until: 2026-12-31", "published_until: 2026-13-31", "must be a date"),
        ('"2016": [01-01, ', '"2016": [13-01, ', "must be month-day"),
        ("zone: Asia/Shanghai", "zones: Asia/Shanghai", "did you mean zone?"),
    ],
)
def test_a_mistake_in_a_calendar_is_named(old, new, told):
    text = calendars.text("calendars/cn")
    assert old in text
    with pytest.raises(BadRulebook, match=told):
        calendars.parse(text.replace(old, new, 1))
