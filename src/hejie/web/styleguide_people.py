"""More sample data of the style guide: what people wrote and filed, a list, a form."""

from datetime import UTC, datetime

from django import forms
from django.utils.html import format_html

from hejie.domain.kernel.money import Money
from hejie.web.forms import Choices, Form
from hejie.web.styleguide_words import Say


def messages(say: Say) -> list[dict[str, object]]:
    """Three messages of the joint room, the last one erased."""
    you = say("you", "您", "вы")
    return [
        {
            "id": "m1",
            "side": "seller",
            "name": say("Zhou Min", "周敏", "Чжоу Минь"),
            "role": say("Northwind Footwear", "北风鞋坊", "Северный ветер"),
            "at": datetime(2026, 11, 16, 1, 5, tzinfo=UTC),
            "text": say(
                "Sorry for the silence: our warehouse moved.\n\nWas the insole measured, or the inside of the shoe?",
                "抱歉没有及时回复，周末仓库搬迁。\n\n您量的是鞋垫，还是鞋内？",
                "Простите за молчание: переезжал склад.\n\nВы измеряли стельку?",
            ),
        },
        {
            "id": "m2",
            "side": "buyer",
            "name": say("Lin Yue", "林悦", "Линь Юэ"),
            "role": you,
            "at": datetime(2026, 11, 17, 4, 20, tzinfo=UTC),
            "text": say(
                "I measured inside, along the insole, both shoes: 258 mm left, 259 mm right.",
                "贴着鞋垫在鞋里量的：左脚 258 毫米，右脚 259 毫米。",
                "Изнутри, вдоль стельки: левый 258 мм, правый 259 мм.",
            ),
        },
        {
            "id": "m3",
            "side": "neutral",
            "name": say("He Anran", "何安然", "Хэ Аньжань"),
            "role": say("neutral", "中立人员", "посредник"),
            "at": datetime(2026, 11, 22, 1, 30, tzinfo=UTC),
            "text": "",
            "erased": True,
        },
    ]


def exhibits(say: Say) -> list[dict[str, object]]:
    """Two pieces of evidence."""
    return [
        {
            "id": "e1",
            "number": "E1",
            "side": "buyer",
            "name": say("Lin Yue", "林悦", "Линь Юэ"),
            "picture": "measure",
            "url": "#",
            "title": say(
                "Ruler inside the left shoe, 258 mm", "左鞋内放尺，258 毫米", "Линейка в левом кроссовке, 258 мм"
            ),
            "for_what": say("the length", "鞋内长度", "длина"),
            "at": datetime(2026, 11, 11, 12, 10, tzinfo=UTC),
            "kind": say("2 photos", "照片 2 张", "2 фото"),
            "seen": say("Seen by: both sides, the neutral", "可见：双方、中立人员", "Видят: обе стороны, посредник"),
        },
        {
            "id": "e2",
            "number": "E2",
            "side": "system",
            "source": say("carrier", "快递公司", "перевозчик"),
            "picture": "record",
            "url": "#",
            "title": say("Delivered", "签收记录", "Отметка о вручении"),
            "for_what": say("you complained within seven days", "您在七日内提出", "вы обратились за семь дней"),
            "at": datetime(2026, 11, 10, 7, 26, tzinfo=UTC),
            "kind": say("record", "记录", "запись"),
        },
    ]


def missing(say: Say) -> list[dict[str, object]]:
    """What is still asked of each side."""
    return [
        {
            "side": "buyer",
            "words": say(
                "From you: both insoles beside one ruler",
                "由您补充：两只鞋垫与同一把尺子",
                "От вас: обе стельки рядом с линейкой",
            ),
            "why": say("Proves how it was measured.", "用来证明量法。", "Покажет, как проводился замер."),
            "url": "#",
            "action": say("Add a photo", "添加照片", "Добавить фото"),
        },
        {
            "side": "seller",
            "words": say("From the seller: the batch sheet", "由卖家补充：批次单", "От продавца: ведомость партии"),
            "why": say(
                "Without it the page and your measurement stand against each other.",
                "缺少它，页面标注与您的测量各执一词。",
                "Без неё описание и замер остаются один против другого.",
            ),
            "until": datetime(2026, 11, 24, 10, 0, tzinfo=UTC),
        },
    ]


def columns(say: Say) -> list[dict[str, object]]:
    """Columns of the list of cases."""
    return [
        {"key": "case", "label": say("Case", "案件", "Обращение"), "head": True},
        {"key": "sum", "label": say("At stake", "涉及金额", "Сумма"), "num": True},
        {"key": "cause", "label": say("Cause", "原因", "Причина")},
    ]


def table_rows(say: Say) -> list[dict[str, object]]:
    """Two rows of the list of cases."""

    def row(name: str, sub: str, minor: int, cause: str) -> dict[str, object]:
        case = format_html(
            '<span class="table__main"><a href="#">{}</a><span class="table__sub">{}</span></span>', name, sub
        )
        return {"case": case, "sum": Money(minor, "CNY"), "cause": cause}

    return [
        row(
            say("Zip broke on day two", "拉链第二天就坏了", "Молния сломалась на второй день"),
            "H7M2QA4X",
            26800,
            say("Defective", "质量问题", "Брак"),
        ),
        row(
            say("Never arrived", "没有收到货", "Посылка не пришла"),
            "P2K6YTR3",
            123400,
            say("Not received", "未收到货", "Не получено"),
        )
        | {"current": True},
    ]


def form(say: Say) -> Form:
    """A form that was sent with an answer missing."""

    class Sample(Form):
        gap = forms.ChoiceField(
            label=say(
                "How far is the shoe from the length on the page?",
                "鞋子与页面标注差多少？",
                "Насколько обувь отличается от указанной длины?",
            ),
            help_text=say("Measure along the insole.", "请贴着鞋垫量。", "Измерьте вдоль стельки."),
            choices=[
                ("over5", say("More than 5 mm shorter", "短 5 毫米以上", "Короче более чем на 5 мм")),
                ("unknown", say("I don’t know", "不清楚", "Не знаю")),
            ],
            widget=Choices(
                hints={"over5": say("Less than 260 mm inside", "内长不足 260 毫米", "Внутри меньше 260 мм")},
                apart=("unknown",),
            ),
        )
        words = forms.CharField(
            label=say("What happened", "事情经过", "Что случилось"),
            widget=forms.Textarea(attrs={"rows": 2}),
            required=False,
            help_text=say("In your own words.", "请用您自己的话写。", "Своими словами."),
        )
        copy = forms.BooleanField(label=say("Send me a copy", "给我发一份副本", "Пришлите мне копию"), required=False)

    return Sample({"words": ""}, auto_id="id_%s")
