"""What `check` proves of a procedure: a good one holds, and each property has a bad file that it alone catches."""

import random

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from hejie.domain.procedure.findings import ERRORS, UNFAIRNESS
from hejie.insight import procedure_check
from hejie.rulebooks import procedures
from tests.domain.procedure import written

GOOD = """\
id: procedures/small
version: 2026-1
stages: [negotiation, decision, appeal, closed]
final_stage: appeal
courts_open: true
replacements: 0
waits:
  answer:         {who: respondent, within: {days: 3}, silence: enter_next}
  reply:          {who: claimant,   within: {days: 3}, silence: enter_next}
  settle:         {who: both,       within: {days: 9}, silence: enter_next}
  offer:          {who: other,      within: {days: 3}, silence: lapse_offer}
  sign:           {who: unsigned,   within: {days: 3}, silence: lapse_agreement}
  assign:         {who: platform,   within: {days: 2}, silence: platform_pays}
  decide:         {who: neutral,    within: {days: 7}, silence: replace_neutral}
  appeal:         {who: both,       within: {days: 7}, silence: make_final}
  appeal_answer:  {who: other,      within: {days: 3}, silence: go_on}
  appeal_decide:  {who: neutral,    within: {days: 7}, silence: replace_neutral}
  ship_back:      {who: buyer,      within: {days: 7}, silence: pay_seller}
  confirm_return: {who: seller,     within: {days: 5}, silence: count_as_received}
  perform:        {who: seller,     within: {days: 7}, silence: refund_instead}
  confirm:        {who: buyer,      within: {days: 5}, silence: count_as_performed}
acts:
  negotiation:
    claimant:   [statement, evidence, offer, accept, reject, sign, perform, confirm, escalate, withdraw]
    respondent: [statement, evidence, offer, accept, reject, sign, perform, confirm]
  decision:
    claimant:   [statement, evidence, appeal, perform, confirm]
    respondent: [statement, evidence, appeal, perform, confirm]
    neutral:    [decide]
    platform:   [assign]
  appeal:
    claimant:   [statement, evidence, answer_appeal, object, perform, confirm]
    respondent: [statement, evidence, answer_appeal, object, perform, confirm]
    neutral:    [decide_appeal]
    platform:   [assign]
texts:
  en: {name: Small, summary: Summary., final_stage: Last., courts: Open.}
  zh: {name: 小, summary: 摘要。, final_stage: 最后。, courts: 开放。}
  ru: {name: Малая, summary: Обзор., final_stage: Конец., courts: Открыты.}
"""
UNFAIR = "unfair: {why: {en: So it is., zh: 如此。, ru: Так есть.}, source: Rules art. 1}"
LOOP = """\
  round:          {who: both, within: {days: 1}, silence: go_on, starts: [opened, {silence: round}, {silence: sign}]}
"""
LOOP_TEXTS = [
    (f"courts: {courts}}}", f"courts: {courts}, waits: {{round: {word}}}}}")
    for courts, word in (("Open.", "Round"), ("开放。", "回合"), ("Открыты.", "Круг"))
]
# Property → what is other in its bad file (old, new), the line that is named, words of the message. None else catches it.
BAD = {
    "written": ([("final_stage: appeal", "final_stage: decision")], 4, "the last stage"),
    "texts": ([("summary: 摘要。", "summary: Summary.")], 38, "not written in zh"),
    "acts": ([("neutral:    [decide]", "neutral:    [decide, decide_appeal]")], 29, "can never do"),
    "reachable": (
        [("acts:\n", "locks: {escalate: {claimant: [settle]}}\nacts:\n")], 22, "the lock on `escalate` of the claimant never opens"
    ),
    "ends": (
        [("  sign:           {who: unsigned,   within: {days: 3}, silence: lapse_agreement}\n", "")], 7, "add the wait `sign`"
    ),
    "terminates": (
        [("  settle:         {who: both,       within: {days: 9}, silence: enter_next}\n", LOOP),
         ("  reply:          {who: claimant,   within: {days: 3}, silence: enter_next}",
          "  reply:          {who: claimant,   within: {days: 3}, silence: go_on}"), *LOOP_TEXTS],
        10, "`round` begins waits again and again",
    ),
    "heard": ([("silence: platform_pays", "silence: grant_claim, unfair_not: x")], 0, ""),
    "equal_windows": ([("claimant,   within: {days: 3}", "claimant,   within: {days: 8}")], 8, "unequal time"),
    "other_decider": ([("courts_open: true", "courts_open: true\nappeal_to: same")], 6, "the same person"),
}  # fmt: skip
BAD["heard"] = (
    [("silence: enter_next}\n  reply", "silence: lapse_claim, final: true}\n  reply")], 8, "the claimant cannot prevent",
)  # fmt: skip


def changed(*changes: tuple[str, str]) -> str:
    text = GOOD
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def told(report: procedure_check.Report) -> str:
    return "\n".join(f"{one.line} {one.property}: {one.message} → {one.mend}" for one in report.findings)


@pytest.mark.parametrize(
    ("rules", "line", "words"),
    [
        ("openings:\n  - {since: paid, after: {days: 20}, within: {days: 20}}\n", 23, "nobody can ever open a case by this"),
        ("openings:\n  - {since: paid, within: {days: 9}}\n  - {since: paid, when: {shipped: true}, within: {days: 5}}\n", 24,
         "one before it fits every case"),
        ("overrides:\n  - {when: {reason: [late], shipped: true}, waits: {offer: {within: {days: 2}}}}\n"
         "  - {when: {reason: [late, defective]}, waits: {offer: {within: {days: 4}}, sign: {within: {days: 4}}}}\n", 23,
         "one after it is for all of its cases"),
    ],
)  # fmt: skip
def test_what_never_counts_is_named(rules, line, words):
    report = procedure_check.check(GOOD.replace("acts:\n", rules + "acts:\n"), time=False)
    assert [(one.property, one.line) for one in report.findings] == [("reachable", line)], told(report)
    assert words in report.findings[0].message


def test_what_counts_for_some_cases_is_not_called_hidden():
    rules = """\
overrides:
  - {when: {reason: [late]}, waits: {offer: {within: {days: 2}}, sign: {within: {days: 2}}}}
  - {when: {reason: [late], shipped: true}, waits: {offer: {within: {days: 4}}}}
openings:
  - {since: paid, when: {shipped: true}, within: {days: 9}}
  - {since: shipped, within: {days: 20}, after: {days: 19}}
  - {since: paid, within: {days: 5}}
"""
    assert not procedure_check.check(GOOD.replace("acts:\n", rules + "acts:\n"), time=False).findings


def test_what_only_an_override_makes_unfair_is_named_there():
    rules = "overrides:\n  - when: {reason: [none]}\n    waits:\n      answer: {silence: deny_claim, final: true}\n"
    report = procedure_check.check(GOOD.replace("acts:\n", rules + "acts:\n"), time=False)
    assert {(one.property, one.line) for one in report.findings} == {("heard", 25)}, told(report)


def test_a_good_procedure_holds():
    report = procedure_check.check(GOOD)
    assert report.passes and not report.findings, told(report)
    assert report.places > 30 and report.kinds == 1


def test_what_cannot_be_looked_at_whole_is_not_proved():
    report = procedure_check.check(GOOD, most=10, time=False)
    assert {one.property for one in report.findings} == {"terminates"} and not report.passes
    many = [
        f"  - {{when: {{tier: [t{number}]}}, waits: {{answer: {{within: {{minutes: {60 * 24 * 3 + number}}}}}}}}}"
        for number in range(50)
    ]
    text = GOOD.replace("acts:\n", "overrides:\n" + "\n".join(many) + "\nacts:\n")
    assert any(
        one.property == "equal_windows" and not one.stated for one in procedure_check.check(text, time=False).findings
    )


def test_every_property_has_a_bad_file():
    assert set(BAD) == {*ERRORS, *UNFAIRNESS}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_caught_by_its_property_alone_with_its_line(name):
    changes, line, words = BAD[name]
    report = procedure_check.check(changed(*changes), time=False)
    assert not report.passes
    assert {one.property for one in report.findings} == {name}, told(report)
    assert any(words in f"{one.message} {one.mend}" and one.line == line for one in report.findings), told(report)
    assert all(one.mend and one.severity == ("error" if name in ERRORS else "unfair") for one in report.findings)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("silence: enter_next}\n  reply", f"silence: lapse_claim, final: true, {UNFAIR}}}\n  reply", 8),
        ("claimant,   within: {days: 3}", f"claimant,   within: {{days: 8}}, {UNFAIR}", 9),
        ("courts_open: true", f"courts_open: true\nappeal_to: same\nunfair: {{other_decider: {UNFAIR[8:]}}}", 7),
    ],
)
def test_what_is_stated_passes_and_is_told(old, new, line):
    report = procedure_check.check(changed((old, new)), time=False)
    assert report.passes and all(one.stated for one in report.findings) and report.findings, told(report)
    assert [(why.source, at) for _of, why, at in report.stated] == [("Rules art. 1", line)]


def test_what_is_stated_excuses_no_error_and_no_other_unfairness():
    stated = f"courts_open: true\nappeal_to: same\nunfair: {{other_decider: {UNFAIR[8:]}}}"
    report = procedure_check.check(changed(("courts_open: true", stated), BAD["equal_windows"][0][0]), time=False)
    assert [(one.property, one.stated) for one in report.findings] == [
        ("equal_windows", False),
        ("other_decider", True),
    ]
    report = procedure_check.check(changed(("courts_open: true", stated), BAD["acts"][0][0]), time=False)
    assert not report.passes and report.findings[0].property == "acts"


MORE = {
    "promises without a clock": ({"waits": {"keep_promise": None}}, "ends"),  # plants of the standard procedure, and by what they must be caught
    "nobody hears who is complained of": (
        {"waits": {"answer": None}, "locks": None, "acts": {
            stage: {"respondent": ["accept", "sign", "perform", "confirm"]} for stage in ("negotiation", "mediation", "decision")
        }}, "heard"),
    "ten minutes are no chance": ({"waits": {"answer": {"within": {"minutes": 10}, "final": True, "extend": None}}}, "heard"),
    "who is silent wins": ({"waits": {"answer": {"silence": "close_case"}}}, "heard"),
    "the claimant's silence grants his claim": ({"waits": {"reply": {"silence": "grant_claim", "final": True}}}, "heard"),
    "who has answered loses when time is over": ({"waits": {"settle": {"silence": "grant_claim", "final": True}}}, "heard"),
    "the platform's silence decides": (
        {"waits": {"fast": {"who": "platform", "within": {"hours": 4}, "silence": "grant_claim", "final": True,
                            "starts": ["opened"]}}}, "heard"),
    "for some cases only": (
        {"overrides": [{"when": {"tier": ["gold"]}, "waits": {
            "settle": {"silence": "deny_claim", "final": True, "within": {"hours": 3}}}}]}, "heard"),
    "one side alone appeals": ({"waits": {"appeal": {"windows": ["buyer"]}}}, "equal_windows"),
    "one side alone may make it longer": (
        {"waits": {"question": {"extend": {"within": {"days": 2}, "by": ["claimant"]}}}}, "equal_windows"),
    "the shop is hurried for some": (
        {"overrides": [{"when": {"reason": ["late"]}, "waits": {"answer": {"within": {"hours": 2}}}}]}, "equal_windows"),
    "shops that are complained of have hours, buyers that are have days": (
        {"overrides": [{"when": {"claimant": ["seller"]}, "waits": {
            "answer": {"within": {"days": 9}}, "reply": {"within": {"days": 11}}}}]}, "equal_windows"),
    "one side speaks later": ({"locks": {"statement": {"respondent": ["reply"]}}}, "equal_windows"),
    "for some cases the talk is over before the answer is due": (
        {"waits": {"settle": {"silence": "close_case"}}, "overrides": [
            {"when": {"category": ["phones"]}, "waits": {"settle": {"within": {"hours": 20}}}}]}, "heard"),
    "proof of one side in four hours, of the other in two days": (
        {"waits": {
            "seller_proof": {"who": "seller", "within": {"hours": 4}, "silence": "decide_on_file",
                             "starts": [{"entered": "mediation"}], "ends": [{"filed": "seller"}]},
            "buyer_proof": {"who": "buyer", "within": {"days": 2}, "silence": "decide_on_file",
                            "starts": [{"entered": "mediation"}], "ends": [{"filed": "buyer"}]}}}, "equal_windows"),
    "a side decides its own case": (
        {"acts": {"decision": {"claimant": ["statement", "appeal", "decide"]}}}, "acts"),
    "the other side gives the claim up": ({"acts": {"negotiation": {"respondent": ["statement", "withdraw"]}}}, "acts"),
    "nobody decides": ({"acts": {"decision": {"neutral": ["note"]}}}, "acts"),
}  # fmt: skip


@pytest.mark.parametrize("name", MORE)
def test_what_is_planted_in_the_standard_procedure_is_caught(name):
    changes, caught_by = MORE[name]
    waits = changes.get("waits", {})
    gone = {one for one, rule in waits.items() if rule is None}
    text = written.text(**{**changes, "waits": {one: rule for one, rule in waits.items() if rule is not None}})
    document = yaml.safe_load(text)
    for one in gone:
        del document["waits"][one]
    report = procedure_check.check(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), time=False)
    assert caught_by in {one.property for one in report.findings if one.stops}, told(report)


def test_the_longest_time_is_told_with_what_comes_on_top():
    report = procedure_check.check(GOOD)
    # nine days of talk, two until somebody decides, seven to decide, seven to appeal, two and seven again, twice more for
    # an objection of each side, and the way of goods back and forth: seven, five, seven and five
    assert report.longest.plain == 9 + 2 + 7 + 7 + (2 + 7) * 3 + 7 + 5 + 7 + 5
    assert (report.longest.extensions, report.longest.standstills, report.longest.reopened) == (0, 0, 0)
    assert report.longest.unsigned == 3 + 9
    longer = "settle:         {who: both,       within: {days: 9}, extend: {within: {days: 4}, by: [self]}"
    acts = GOOD.replace("withdraw]", "withdraw, extend]").replace(
        "sign, perform, confirm]\n", "sign, perform, confirm, extend]\n"
    )
    report = procedure_check.check(acts.replace("settle:         {who: both,       within: {days: 9}", longer))
    assert report.longest.extensions == 4, told(report)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the file is empty"),
        ("stages: [a", "this is not YAML"),
        ("a: &a [*a]", "contains itself"),
        ("\x00\x01", "this is not YAML"),
        ("[" * 5000, "nested too deeply"),
        ("a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(f"{n}: &{n} [{','.join([f'*{m}'] * 10)}]\n" for m, n in zip("abcdef", "bcdefg", strict=True)),
         "this holds more than"),
        ("x" * 600_000, "the text is too long"),
        ("a: !!int nine", "is not what its tag"),
        ("a: !!python/object:os.system x", "this is not YAML"),
        (GOOD.replace("days: 9", "days: [9]"), "must be a whole number"),
        (GOOD.replace("version: 2026-1", "version: 1.5"), "no record can hold this"),
        (GOOD.replace("courts_open: true", "courts_open: true\nzone: Asia"), "there is no time zone"),
    ],
)  # fmt: skip
def test_a_text_that_cannot_be_read_is_told_in_a_sentence(text, words):
    report = procedure_check.check(text)
    assert report.procedure is None and not report.passes
    assert words in f"{report.findings[0].message}; {report.findings[0].mend}"


@pytest.mark.parametrize("name", sorted(path.stem for path in procedures.FOLDER.glob("*.yaml")))
def test_every_preset_holds(name):
    report = procedure_check.check((procedures.FOLDER / f"{name}.yaml").read_text("utf-8"), most=1200, time=False)
    assert report.passes, told(report)
    if name in ("standard", "iso-32122", "eu-adr"):
        assert not report.findings and not report.stated


VALUES = (
    None,
    True,
    -1,
    0,
    10**20,
    1.5,
    "",
    "x",
    [],
    {},
    [["a"]],
    {"a": 1},
    "closed",
    ["closed"],
    {"days": 1},
    "seller",
    "both",
)


def _places(value: object, path: tuple = ()):
    yield path
    for name, one in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _places(one, (*path, name))


@settings(max_examples=40)
@given(st.integers(0, 2**32))
def test_no_change_of_the_standard_procedure_makes_the_check_stumble(seed):
    chance, document = random.Random(seed), written.standard()
    for _ in range(chance.randint(1, 3)):
        path = chance.choice(
            [one for one in _places(document) if one and (one[0] != "texts" or chance.random() < 0.05)]
        )
        around = document
        for name in path[:-1]:
            around = around[name]
        if chance.random() < 0.6:
            around[path[-1]] = chance.choice(VALUES)
        else:
            del around[path[-1]]
    report = procedure_check.check(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), most=25, time=False)
    assert not any("cannot be played" in one.message for one in report.findings), told(report)
