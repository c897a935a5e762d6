"""Facts of cases to bargain about, written short; and drawn by chance for Hypothesis."""

from hypothesis import strategies as st

from hejie.domain.cases import credit, packages
from hejie.domain.cases.claims import REASONS
from hejie.domain.escrow.points_book import Worth
from hejie.domain.settlement.terms.book import Book
from hejie.domain.settlement.terms.facts import NOTHING_CAME, Chance, Facts, Guarantee
from hejie.domain.settlement.terms.preferences import Preferences, Told
from hejie.domain.settlement.terms.space import Space
from hejie.rulebooks import settlement

BOOK: Book = settlement.load()
PAID = 11940
BACK = Guarantee("return_and_refund", PAID, "law.back", "return", freight=True)
REPLACED = Guarantee("replacement", 0, "law.replace", service="replacement")


def package(refund: int = 0, paid: int = PAID, **terms: object) -> dict:
    return packages.checked({"refund": refund, **terms}, "CNY", paid)


def facts(reason: str = "not_as_described", paid: int = PAID, **more: object) -> Facts:
    usual = {"goods_present": reason not in NOTHING_CAME, "freight_minor": paid // 20}
    return Facts(paid, "CNY", reason, **{**usual, **more})  # type: ignore[arg-type]


def told(**issues: tuple) -> Preferences:
    """issue=(best, worst, points) or (best, worst, points, ratings)."""
    return Preferences({name: Told(*one) for name, one in issues.items()})


@st.composite
def any_facts(draw: st.DrawFn) -> Facts:
    """Whatever a case may be: sums, reasons, offers, what is certain and what is possible."""
    paid = draw(st.one_of(st.sampled_from([0, 1, 7, 100]), st.integers(1, 10**9)))
    reason = draw(st.sampled_from(REASONS))
    present = reason not in NOTHING_CAME
    offers = draw(st.lists(any_package(paid), max_size=4))
    goods = st.sampled_from(["keep", "return"] if present else ["keep"])
    money = st.builds(
        Guarantee, st.just("refund"), st.integers(1, paid + 5), st.just("law.money"), goods, st.booleans()
    )
    kind = st.sampled_from(["replacement", "repair", "redelivery"]).map(
        lambda one: Guarantee(one, 0, f"law.{one}", service=one)
    )
    chance = st.builds(
        Chance, st.integers(1, paid + 1), goods, st.just("none"), st.sampled_from(["buyer", "seller", "none"])
    )
    return facts(
        reason,
        paid,
        claim=offers[0] if offers else {},
        packages=tuple(offers),
        guarantees=tuple(draw(st.lists(st.one_of(money, kind), max_size=3))),
        extra_minor=draw(st.sampled_from([0, 0, paid // 3])),
        chances=tuple(draw(st.lists(chance, max_size=2))),
        waived_minor=draw(st.sampled_from([0, 0, 0, paid // 4])),
        points=draw(st.sampled_from([None, {"since": "2026-01-01", "points": 3, "minor": 2, "days": 90}])),
    )


@st.composite
def any_package(draw: st.DrawFn, paid: int) -> dict:
    """A package that a side may have offered."""
    back, number = draw(st.booleans()), draw(st.integers(0, paid))
    worth = Worth("2025-01-01", draw(st.sampled_from([1, 4])), 1, "CNY", 30)
    points = {"points": credit.at_worth(number, worth)} if number else {}
    return packages.checked(
        {
            "refund": draw(st.integers(0, paid)),
            "goods": "return" if back else "keep",
            "return_freight": {"payer": "seller" if back and draw(st.booleans()) else "buyer", "minor": 0},
            "service": draw(st.sampled_from(["none", "replacement", "repair", "redelivery"])),
            "voucher": {"minor": draw(st.integers(0, paid))},
            "apology": draw(st.booleans()),
            "explanation": draw(st.booleans()),
            "public_reply": draw(st.booleans()),
            "days": draw(st.integers(1, 90)),
            **points,
        },
        "CNY",
        paid,
    )


@st.composite
def any_word(draw: st.DrawFn, space: Space) -> Preferences:
    """Whatever a person may tell of what matters to him."""
    issues = {}
    for issue in space.issues:
        if not draw(st.booleans()):
            continue
        best, worst = (draw(st.sampled_from(["", *issue.values])) for _ in range(2))
        rated = draw(st.dictionaries(st.sampled_from(issue.values), st.integers(0, 10), max_size=3))
        issues[issue.name] = Told(best, worst if worst != best else "", draw(st.integers(0, 100)), rated)
    return Preferences(issues)
