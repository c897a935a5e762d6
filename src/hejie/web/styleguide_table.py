"""Sample data of the style guide: what a mediator has on the table — a room that names its reader, a text with changes, a map."""

from datetime import UTC, datetime

from django.utils.html import format_html
from django.utils.safestring import mark_safe

from hejie.web import worddiff
from hejie.web.neutral import plot
from hejie.web.styleguide_words import Say
from hejie.web.templatetags import hejie_ui

_AT = datetime(2026, 11, 22, 2, 11, tzinfo=UTC)
_FRONTIER = ((4.0, 41.0), (12.0, 37.0), (21.0, 30.0), (27.0, 22.0), (33.0, 11.0), (36.0, 3.0))


def samples(say: Say) -> dict[str, object]:
    """The parts of the mediator's table, in one language."""
    buyer, seller = say("Lin Yue", "林悦", "Линь Юэ"), say("Northwind Footwear", "北风鞋业", "«Норд»")
    return {
        "table_title": say("The mediator’s table", "调解台", "Стол медиатора"),
        "to_buyer": format_html(
            "{} {} · <span>{}</span>",
            hejie_ui.icon("lock"),
            hejie_ui.side_mark("buyer", buyer),
            say(f"{seller} does not read it", f"{seller}看不到", f"{seller} этого не видит"),
        ),
        "send_buyer": say(f"Send to {buyer} alone", f"单独发给{buyer}", "Отправить только покупателю"),
        "told": [_told(say, seller)],
        "text_versions": [_text(say)],
        "map": _map(say, buyer, seller),
    }


def _told(say: Say, other: str) -> dict:
    return {
        "id": "buyer-y1",
        "at": _AT,
        "side": "buyer",
        "text": say("A drop-off point would do.", "可以去自提点。", "Подойдёт пункт приёма."),
        "says": "",
        "alone_url": "#",
        "joint_url": "#",
        "propose_url": "#",
        "other": other,
    }


def _text(say: Say) -> dict:
    before = say("The buyer sends the pair back.", "买家退回鞋子。", "Покупатель возвращает пару.")
    after = say(
        "The buyer brings the pair to a drop-off point.",
        "买家把鞋子送到自提点。",
        "Покупатель сдаёт пару в пункт приёма.",
    )
    return {
        "number": "2",
        "at": _AT,
        "words": worddiff.marked(before, after)[0],
        "says": say("Return, everything back.", "退货，全额退款。", "Возврат товара и всех денег."),
        "changes": "",
        "places": "",
    }


def _map(say: Say, buyer: str, seller: str) -> dict:
    marks = [
        plot.Mark("seller", "S1", 6, 36),
        plot.Mark("seller", "S2", 14, 27),
        plot.Mark("buyer", "B1", 38, -6),
        plot.Mark("neutral", "P1", 21, 30),
        plot.Mark("neutral", "N", 27, 22, hollow=True),
        plot.Mark("system", "1", 12, 37, hollow=True),
    ]
    points = say("gain in points of {}", "{}的所得（分）", "выигрыш, в баллах: {}")
    words = plot.Words(
        say("Settlement map", "和解图", "Карта решений"), points.format(buyer), points.format(seller),
        say("no agreement", "没有协议", "без соглашения"),
    )  # fmt: skip
    wide, tall = plot.drawn(_FRONTIER, marks, words, "sample-map")
    return {"wide": mark_safe(wide), "tall": mark_safe(tall)}
