"""Sample data of the style guide: points shared out, three proposals to rank, and what a package gives its reader."""

from datetime import UTC, datetime
from types import SimpleNamespace

from django import forms
from django.utils.safestring import SafeString, mark_safe

from hejie.web.case.preference_form import Points
from hejie.web.formatting import money, percent
from hejie.web.forms import Form
from hejie.web.styleguide_words import Say


def weighed(say: Say) -> list[SimpleNamespace]:
    """Two issues of the page on what matters: one with a scale, one with two outcomes and a mistake."""
    back, none = say("Everything back", "全额退款", "Вся сумма"), say("No money back", "不退款", "Без возврата")
    keep, send = say("You keep them", "您留下", "Остаётся у вас"), say("You send them back", "您寄回", "Вы отправляете")

    class Sample(Form):
        refund = _points(say("How much money you get back", "您能退回多少钱", "Сколько денег вам вернут"))
        best = forms.ChoiceField(label=say("Best for you", "对您最好的", "Лучшее для вас"), choices=[("1", back)])
        worst = forms.ChoiceField(label=say("Worst for you", "对您最差的", "Худшее для вас"), choices=[("1", none)])
        goods = _points(say("Whether you keep the goods", "商品是否留给您", "Останется ли товар у вас"))
        better = forms.ChoiceField(
            label=say("Better for you", "对您更好的", "Что для вас лучше"), choices=[("1", keep), ("2", send)]
        )

    form = Sample({"refund": "60", "best": "1", "worst": "1", "goods": "400", "better": "1"}, auto_id="id_weigh_%s")
    says = say(
        "Best: everything back. Worst: no money back.",
        "最好：全额退款；最差：不退款。",
        "Лучшее: вся сумма. Худшее: ничего.",
    )
    return [
        _row("refund", form, form["refund"], form["best"], form["worst"], says),
        _row("goods", form, form["goods"], form["better"], None, ""),
    ]


def _points(name: str) -> Points:
    return Points(label=name, min_value=0, max_value=100, widget=forms.NumberInput(attrs={"class": "weigh__input"}))


def _row(issue: str, form: Form, points, best, worst, says: str) -> SimpleNamespace:
    return SimpleNamespace(
        issue=f"sample-{issue}", question=form.fields[issue].label, points=points, best=best, worst=worst, ratings=(), says=says,
        opened=False,
    )  # fmt: skip


def ranked(say: Say) -> dict[str, object]:
    """A round of three proposals that its reader may rank."""
    return {
        "id": "r1",
        "kind": "three",
        "size": 3,
        "lead": say(
            "Put them in your order, and say of each whether you could accept it.",
            "请按您的意愿排序，并说明每个方案您能否接受。",
            "Расставьте их по порядку и скажите о каждом, могли бы вы его принять.",
        ),
        "same": say(
            "The same in all: you keep the goods",
            "各方案相同之处：商品您留下",
            "Одинаково во всех: товар остаётся у вас",
        ),
        "cards": [_card(say, *one) for one in (("A", 60, 11940, 62), ("B", 50, 9950, 58), ("C", 40, 7960, 51))],
        "url": "#",
        "ranked": False,
        "counting": False,
        "until": datetime(2026, 11, 24, 10, 0, tzinfo=UTC),
        "errors": (),
        "waive": False,
    }


def points(say: Say, total: int, share: int, minor: int) -> dict[str, object]:
    """What one of them gives the reader."""
    sum_back = money({"minor": minor, "currency": "CNY"})
    sums = say(
        "It gives you {} of your 100 points.", "按您的 100 分计，值 {} 分。", "Это даёт вам {} из ваших 100 баллов."
    )
    gets = say(
        "{} back, {} (41 of 60); an apology (9)",
        "退 {}，{}（60 分中的 41 分）；道歉（9）",
        "возврат {}, {} (41 из 60); извинение (9)",
    )
    return {
        "total": total,
        "says": _strong(sums, total),
        "gets": gets.format(percent(share), sum_back),
        "gives": say("Voucher: none (5)", "代金券：没有（5）", "Ваучер: нет (5)"),
        "note": "",
    }


def _card(say: Say, letter: str, share: int, minor: int, total: int) -> dict[str, object]:
    sum_back = money({"minor": minor, "currency": "CNY"})
    return {
        "id": f"r1{letter.lower()}",
        "name": say(f"Proposal {letter}", f"建议方案 {letter}", f"Вариант {letter}"),
        "says": say(
            "You get {} back ({}) and keep the goods. The seller apologises.",
            "退您 {}（{}），商品您留下。卖家道歉。",
            "Вам вернут {} ({}), товар остаётся у вас. Продавец извиняется.",
        ).format(percent(share), sum_back),
        "differs": [
            {
                "label": say("Money back", "退款", "Возврат денег"),
                "value": say("{} back, {}", "退 {}，{}", "возврат {}, {}").format(percent(share), sum_back),
            }
        ],
        "change": "",
        "stands": "",
        "points": points(say, total, share, minor),
        "below": "",
        "places": ["1", "2", "3"],
        "place": "1" if letter == "A" else "",
        "answer": "",
        "own_place": "",
        "own_accepts": False,
    }


def _strong(sentence: str, number: int) -> SafeString:
    return mark_safe(sentence.format(f"<strong>{number}</strong>"))
