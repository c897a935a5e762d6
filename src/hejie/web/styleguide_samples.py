"""Sample data of the style guide: one invented dispute, told in each language by itself. Nothing here is translated by
the catalogue, since people and shops write such texts."""

from datetime import UTC, datetime

from django.utils.html import format_html
from django.utils.safestring import mark_safe

from hejie.domain.kernel.money import Money
from hejie.web import styleguide_bargain as bargain
from hejie.web import styleguide_people as people
from hejie.web import styleguide_table
from hejie.web.formatting import money, percent
from hejie.web.styleguide_words import Say

NOW = datetime(2026, 11, 22, 2, 40, tzinfo=UTC)


def page(lang: str) -> dict[str, object]:
    """Everything the style guide's template shows, in one language."""

    def say(en: str, zh: str, ru: str) -> str:
        return {"en": en, "zh": zh, "ru": ru}[lang]

    return (
        {
            "now": NOW,
            "marketplace_name": say("Harbour Market", "海港集市", "Гавань"),
            "person_name": say("Lin Yue", "林悦", "Линь Юэ"),
            "person_links": [{"url": "#", "label": say("Your details", "个人资料", "Ваши данные")}],
            "sign_out_url": "#",
            "navigation": [
                {"url": "#", "label": say("My orders", "我的订单", "Мои заказы")},
                {"url": "#", "label": say("My cases", "我的案件", "Мои обращения"), "current": True},
                {"url": "#", "label": say("Help", "帮助", "Помощь")},
            ],
            "footer_links": [{"url": "#", "label": say("Check a file", "核验文件", "Проверить файл")}],
            "case_id": "kq3v7c2mabcd2345-h7m2qa4x",
            "total": Money(19900, "CNY"),
            "late_at": datetime(2026, 11, 22, 0, 12, tzinfo=UTC),
            "soon_at": datetime(2026, 11, 22, 6, 30, tzinfo=UTC),
            "due_at": datetime(2026, 11, 24, 10, 0, tzinfo=UTC),
            "last_year": datetime(2025, 12, 31, 10, 0, tzinfo=UTC),
            "t": _words(say),
            "offers": _offers(say),
            "acts": _acts(say),
            "earlier_acts": [act | {"id": f"earlier-{act['id']}"} for act in _acts(say)[:2]],
            "messages_of_room": people.messages(say),
            "exhibits": people.exhibits(say),
            "missing": people.missing(say),
            "rows": people.table_rows(say),
            "columns": people.columns(say),
            "form": people.form(say),
            "weighed": bargain.weighed(say),
            "round": bargain.ranked(say),
        }
        | styleguide_table.samples(say)
        | _aside(_words(say))
    )


def _words(say: Say) -> dict[str, object]:
    return {
        "title": say("Style guide", "样式指南", "Руководство по стилю"),
        "meta": say("Every part of a page, once", "页面的每个组成部分", "Каждая часть страницы по одному разу"),
        "your_turn": say("Your turn", "轮到您", "Ваш ход"),
        "answer_two": say("Answer two offers", "有两个方案等您答复", "Ответьте на два предложения"),
        "silence": say(
            "Both offers lapse. He Anran, the neutral, decides on the file by 27 November. Your ¥199.00 stay frozen.",
            "两个方案到期失效，何安然将在11月27日前根据现有材料裁决。您的 ¥199.00 继续冻结。",
            "Оба предложения утратят силу. Хэ Аньжань решит по материалам до 27 ноября. Сумма останется замороженной.",
        ),
        "weigh": say("Share out 100 points", "分配 100 分", "Раздайте 100 баллов"),
        "proposals": say("Proposals to both sides", "给双方的建议方案", "Варианты для обеих сторон"),
        "compare": say("Compare the offers", "查看并比较方案", "Сравнить предложения"),
        "seller": say("Northwind Footwear", "北风鞋坊", "Северный ветер"),
        "neutral": say("He Anran", "何安然", "Хэ Аньжань"),
        "buyer": say("Lin Yue", "林悦", "Линь Юэ"),
        "joint": say("Joint room", "共同会谈", "Общий разговор"),
        "only_buyer": say("Only Lin Yue", "仅林悦", "Только Линь Юэ"),
        "only_seller": say("Only Northwind", "仅北风鞋坊", "Только «Северный ветер»"),
        "readers": say(
            "Joint room. Both sides and the neutral read and write here; it is part of the file.",
            "共同会谈：双方和中立人员都能看到并发言，内容计入案卷。",
            "Общий разговор. Читают и пишут обе стороны и посредник; он входит в материалы дела.",
        ),
        "write": say("Write to both", "写给双方", "Сообщение обоим"),
        "send": say("Send to both", "发给双方", "Отправить обоим"),
        "alone": say("Write to He Anran alone", "只写给何安然", "Написать только Хэ Аньжань"),
        "no_agreement": say("No agreement yet", "还没有和解协议", "Соглашения пока нет"),
        "no_agreement_words": say(
            "It will stand here when you and the seller accept the same offer.",
            "您和卖家接受同一方案后，协议会显示在这里。",
            "Оно появится здесь, когда вы и продавец примете одно предложение.",
        ),
        "holds": say("This dossier holds.", "案卷包核验通过。", "Пакет материалов подтверждён."),
        "steps": [
            {"label": say("Negotiation", "协商", "Переговоры"), "state": "past"},
            {"label": say("Mediation", "调解", "Медиация"), "state": "now"},
            {"label": say("Decision", "裁决", "Решение")},
        ],
        "tabs": [
            {"label": say("Your turn", "轮到您", "Ваш ход"), "count": 7, "current": True, "url": "#"},
            {"label": say("Closed", "已结束", "Закрыто"), "count": 318, "url": "#"},
        ],
        "earlier": say("Earlier: two acts", "更早的 2 条", "Ранее: 2 события"),
        "agreed": say("Agreed", "已和解", "Согласовано"),
        "possible": say("Possible", "可能", "Возможно"),
        "late": say("37 hours late", "逾期 37 小时", "опоздание 37 часов"),
        "error": say("One answer is missing", "还有一项没有填写", "Не хватает одного ответа"),
        "return": say("Return and full refund", "退货并全额退款", "Возврат товара и всех денег"),
        "until": say("Until", "截止", "Срок"),
        "until_value": say("17 November, 24:00", "11月17日 24:00", "17 ноября, 24:00"),
        "document": say("Your claim of 11 November", "您11月11日的诉求", "Ваше требование от 11 ноября"),
        "chain": say("Chain whole", "记录链完整", "Цепочка цела"),
        "bounced": say("Two mail addresses bounced", "两个邮箱无法送达", "Два адреса не принимают письма"),
        "caption": say("Cases that wait for you", "等您处理的案件", "Обращения, которые ждут вас"),
    }


def _aside(words: dict[str, object]) -> dict[str, object]:
    return {
        "jump": [
            {"id": "offers", "label": words["answer_two"], "count": 2},
            {"id": "rooms", "label": words["joint"], "count": 3},
        ],
        "documents": [{"url": "#", "label": words["document"], "note": "PDF"}],
        "people": [{"side": side, "name": words[side]} for side in ("buyer", "seller", "neutral")],
        "status": [
            {"words": words["chain"], "value": "18204"},
            {"words": words["bounced"], "alert": True, "value": "2"},
        ],
        "checks": [{"words": words["chain"], "holds": True}, {"words": words["bounced"], "holds": False}],
        "due": {"words": words["possible"], "kind": "good", "sign": "check"},
        "remedy_rows": [{"label": words["until"], "how": words["until_value"]}],
    }


def _offers(say: Say) -> list[dict[str, object]]:
    part, rest, whole, label = (Money(minor, "CNY") for minor in (11940, 7960, 19900, 1500))
    custody = say("To you, from custody", "退给您（担保资金）", "Вам, с хранения")
    signed = say(
        "within 24 hours of both signatures", "双方签署后 24 小时内", "в течение 24 часов после обеих подписей"
    )
    first = {
        "id": "o2",
        "side": "seller",
        "role": say("seller, offers", "卖家提出", "предлагает продавец"),
        "name": say("Northwind Footwear", "北风鞋坊", "Северный ветер"),
        "at": datetime(2026, 11, 21, 8, 40, tzinfo=UTC),
        "note": say("its second offer", "第二次报价", "второе предложение"),
        "says": format_html(
            say(
                "You get {} back (<strong class='money'>{}</strong>) and keep the shoes. The seller pays nothing more.",
                "退您 {}（<strong class='money'>{}</strong>），鞋子您留下，卖家不再另付。",
                "Вам вернут {} (<strong class='money'>{}</strong>), обувь остаётся у вас.",
            ),
            percent(60),
            money(part),
        ),
        "change_title": say("Changed since its last offer", "与上次报价相比", "Что изменилось с прошлого раза"),
        "change": format_html("<del>{}</del> <ins>{}</ins>", money(Money(5970, "CNY")), money(part)),
        "to_buyer": part,
        "to_seller": rest,
        "rows": [
            {"label": custody, "sum": part, "how": signed},
            {
                "label": say("To the seller, from custody", "付给卖家（担保资金）", "Продавцу, с хранения"),
                "sum": rest,
                "how": signed,
            },
        ],
        "rule": say(
            "On the file so far the rules point to ¥199.00 with return of the shoes.",
            "就现有材料看，依规则您可以退货并拿回 ¥199.00。",
            "По имеющимся материалам правила ведут к возврату обуви и 199,00 ¥.",
        ),
        "accept_name": say("Accept the seller’s offer", "接受卖家的方案", "Принять предложение продавца"),
        "decline_name": say("Decline the seller’s offer", "不接受卖家的方案", "Отклонить предложение продавца"),
    }
    second = first | {
        "id": "o3",
        "side": "neutral",
        "role": say("neutral, proposes", "调解员建议", "предлагает посредник"),
        "name": say("He Anran", "何安然", "Хэ Аньжань"),
        "at": datetime(2026, 11, 22, 1, 30, tzinfo=UTC),
        "note": say("put to both sides", "同时发给双方", "обеим сторонам"),
        "says": say(
            "You send the shoes back with a prepaid label and get everything back. The seller pays the label.",
            "您用预付面单把鞋寄回，全额退款，寄回运费由卖家承担。",
            "Вы отправляете обувь по оплаченной накладной и получаете всю сумму. Пересылку оплачивает продавец.",
        ),
        "change": mark_safe(
            say("The same sum, nothing to lay out.", "金额相同，无须垫付。", "Та же сумма, платить вперёд не нужно.")
        ),
        "to_buyer": whole,
        "to_seller": Money(0, "CNY"),
        "rows": [
            {"label": custody, "sum": whole, "how": signed},
            {
                "label": say("Return label, from the deposit", "寄回面单（保证金）", "Накладная, из депозита"),
                "sum": label,
            },
        ],
    }
    return [first, second]


def _acts(say: Say) -> list[dict[str, object]]:
    seller_late = say(
        "<strong>Northwind Footwear answered</strong> and offered 30 % back.",
        "<strong>北风鞋坊答复，</strong>提出退 30%。",
        "<strong>«Северный ветер» ответил</strong> и предложил 30 %.",
    )
    late = {"words": say("37 hours late", "逾期 37 小时", "опоздание 37 часов"), "kind": "alert", "sign": "late"}
    told = (
        (
            "neutral",
            22,
            1,
            say(
                "<strong>He Anran proposed</strong> a return with a prepaid label.",
                "<strong>何安然提出方案：</strong>用预付面单退货。",
                "<strong>Хэ Аньжань предложила</strong> возврат по оплаченной накладной.",
            ),
            None,
        ),
        ("seller", 16, 1, seller_late, late),
        (
            "system",
            14,
            12,
            say(
                "<strong>The seller’s time ran out</strong> without an answer.",
                "<strong>卖家到期未答复。</strong>",
                "<strong>Срок продавца истёк</strong> без ответа.",
            ),
            None,
        ),
        (
            "buyer",
            11,
            12,
            say(
                "<strong>You opened the case.</strong> ¥199.00 were frozen.",
                "<strong>您发起案件，</strong>¥199.00 随即冻结。",
                "<strong>Вы открыли обращение.</strong> 199,00 ¥ заморожены.",
            ),
            None,
        ),
    )
    return [
        {
            "id": f"act-{day}",
            "side": side,
            "at": datetime(2026, 11, day, hour, 12, tzinfo=UTC),
            "text": mark_safe(text),
            "badge": badge,
        }
        for side, day, hour, text, badge in told
    ]
