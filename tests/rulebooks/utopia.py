"""A small law of a country that there is not, written as docs/rules.md says; tests put a mistake into it."""

from hejie.domain.entitlements import answer, facts
from hejie.domain.entitlements.answer import Finding
from hejie.domain.entitlements.rules import Bundle
from hejie.rulebooks import law, law_joined, law_rules
from hejie.rulebooks.law_tests import NOW
from hejie.rulebooks.strict import Book

HEAD = """\
id: utopia/sales
version: "2026-1"
layer: statute
instrument: {en: Sales Act, zh: 买卖法, ru: Закон о продаже}
valid: {from: "2020-01-01", to: null}
by: order
source: the act itself
verification: primary_text
reviewed: {"on": "2026-11-01", by: tests}
judgements:
  intact: {en: Look at it., zh: 看商品。, ru: Осмотреть.}
parameters:
  window: [{from: null, to: "2021-12-31", value: 5}, {from: "2022-01-01", to: null, value: 7}]
rules:
"""

TEXT = "{en: It is so., zh: 如此。, ru: Это так.}"

RETURN = f"""\
  - id: u.return
    article: "1"
    kind: right
    if: {{all: [{{fact: buyer, is: consumer}}, {{fact: problem, in: [none]}}]}}
    in_time: {{start: delivered, act: withdrawn, days: {{param: window}}, holiday: stay}}
    then: {{remedy: withdrawal, amount: price, freight: buyer, perform: {{days: 7, from: goods_returned}}}}
    unless: [u.custom, u.used]
    text: {TEXT}
  - id: u.custom
    article: "2"
    kind: exception
    if: {{fact: goods, in: [made_to_order]}}
    unless: [u.custom_but_promised]
    text: {TEXT}
  - id: u.custom_but_promised
    article: "3"
    kind: exception
    if: {{promise: no_reason_return_days}}
    text: {TEXT}
  - id: u.used
    article: "4"
    kind: exception
    raised: true
    if: {{not: {{judgement: intact, settled: {{fact: condition.intact}}}}}}
    text: {TEXT}
"""

WHERE = law_rules.place(
    Book('id: law/utopia\nversion: "1"\njurisdictions: []\nzone: UTC\nholiday: stay\ncurrency: EUR\n')
)


def bundle(rules: str = RETURN, head: str = HEAD, *others: str) -> Bundle:
    """The bundle of this book and of others, each a whole text."""
    built = [law_rules.build(Book(text), law.schema(), None, False) for text in (head + rules, *others)]
    return law_joined.joined(WHERE, built, (), law.schema(), "", [str(hash((head, rules, others)))])


def find(raw: dict, of: Bundle) -> Finding:
    """What comes out for these facts."""
    return answer.find(of, facts.read(raw, law.schema(), of.zone, NOW))


def certainty(raw: dict, of: Bundle, remedy: str = "withdrawal") -> str:
    """The certainty of one remedy; `none` where nothing speaks of it."""
    return next((row.certainty for row in find(raw, of).rows if row.remedy == remedy), "none")
