"""What follows after the end in the sample market: answers, reviews, vouchers within budgets, and promises with dates."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from hejie.demo.parts import Play, Script
from hejie.demo.stage import Stage
from hejie.domain.cases import following
from hejie.domain.escrow import purse, vouchers
from hejie.domain.escrow.points_commands import SetWorth
from hejie.domain.escrow.voucher_book import EACH, SHOP
from hejie.domain.kernel.actor import Actor
from hejie.domain.orders import promises, reviews
from hejie.record import reader
from hejie.usecases import commitments, money
from hejie.usecases import following as follow_up
from hejie.usecases import points as award
from hejie.usecases import reviews as write
from hejie.usecases import vouchers as give

_WORDS = {
    "en": (
        "It works, and came a day early.",
        "Smaller than the page says. The shop was friendly about it.",
        "Sorry for the trouble. We have corrected the measures on the page.",
        "We send the missing lid by Friday.",
        "Thank you for waiting.",
    ),
    "zh": (
        "质量不错，比预计早一天到。",
        "比页面标注的小一些，商家态度很好。",
        "给您添麻烦了，我们已更正页面上的尺寸。",
        "缺少的盖子我们周五前寄出。",
        "感谢您的耐心等待。",
    ),
    "ru": (
        "Всё работает, пришло на день раньше.",
        "Меньше, чем указано на странице. Магазин отнёсся с пониманием.",
        "Извините за неудобства. Мы исправили размеры на странице.",
        "Недостающую крышку отправим до пятницы.",
        "Спасибо за ожидание.",
    ),
}


def enter(stage: Stage, ended: Sequence[Play], shown: Play, operator: str, language: str, now: datetime) -> None:
    """Put it on the agenda, some hours before `now`, when those cases have ended. shown: the case of the buyer who signs in."""
    stage.enter("after the end", _all(stage, ended, shown, operator, _WORDS[language]), now - timedelta(hours=4))


def _all(stage: Stage, ended: Sequence[Play], shown: Play, operator: str, said: tuple[str, ...]) -> Script:
    for number, play in enumerate(ended):
        if play.case_id and play.state.closed:
            _answers(play, number)
        _review(play, number, said)
    _vouchers(stage, shown, operator, said)
    yield timedelta(0)
    _promises(shown, said)
    yield timedelta(0)


def _answers(play: Play, number: int) -> None:
    """Both answer most times; one in seven is not content."""
    content = number % 7 != 3
    for actor, asked in ((play.buyer, number % 5 != 4), (play.seller, number % 3 != 2)):
        if asked:
            kept, stars, again = ("yes", 5 - number % 2, "yes") if content else ("partly", 2, "no")
            play.do(actor, follow_up.answer, following.AnswerFollowUp(play.case_id, kept, stars, again))


def _review(play: Play, number: int, said: tuple[str, ...]) -> None:
    order, line = reader.order(play.claim.root), play.claim.lines[0]
    if number % 2 or not (order.dates.get("delivered") or order.confirmed):
        return
    stars = 5 if number % 4 else 3
    play.do(play.buyer, write.write, reviews.WriteReview(order.root, line, stars, said[0 if stars == 5 else 1]))
    if stars == 3:
        play.do(play.seller, write.reply, reviews.ReplyToReview(order.root, "rv1", said[2]))
    if number % 8 == 0:
        play.do(play.buyer, write.write, reviews.WriteReview(order.root, line, 4, said[1]))


def _vouchers(stage: Stage, play: Play, operator: str, said: tuple[str, ...]) -> None:
    """Deposits, budgets, what a point is worth, and three vouchers and some points for the buyer who signs in."""
    staff = Actor("operator", operator, stage.marketplace, second_factor=True)
    currency, unit = play.claim.currency, 100 if play.claim.currency != "RUB" else 1000
    for owner, who in ((play.claim.seller, play.seller), (vouchers.PLATFORM, staff)):
        play.do(staff, money.deposit, purse.Deposit(owner, 2_000 * unit, currency, "demo"))
        play.do(who, give.set_budget, vouchers.SetBudget(owner, SHOP, 500 * unit, currency))
        play.do(who, give.set_budget, vouchers.SetBudget(owner, EACH, 120 * unit, currency))
    for who, minor, why, days in (
        (play.seller, 20, "delay", 180),
        (play.seller, 35, "goodwill", 90),
        (staff, 15, "delay", 6),
    ):
        told = {"minor": minor * unit, "days": days, "why": why, "note": said[4]}
        give.give_at_order(stage.as_actor(who), play.claim.root, **told, key=stage.key())
    play.do(staff, award.set_worth, SetWorth(100, unit, currency, 365))
    for who, number, why in ((play.seller, 1_200, "goodwill"), (staff, 500, "delay")):
        award.give_at_order(stage.as_actor(who), play.claim.root, number=number, why=why, note=said[4], key=stage.key())


def _promises(play: Play, said: tuple[str, ...]) -> None:
    """One at the order of the open case."""
    play.do(play.seller, commitments.make_at_order, promises.MakeOrderPromise(play.claim.root, said[3], 4))
