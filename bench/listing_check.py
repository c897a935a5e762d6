"""`bench listing-check`: listings looked at a second beside what is asked for, words and law included.

Every listing has texts and facts of its own in one of three languages and five categories, about as long as a shop's page
says (200 to 1,500 characters); half of them hold something to be found. A check is all of it: required facts, contradictions,
forbidden words, void clauses, the text against the policy, what buyers keep saying. A second line adds the findings' words.
"""

import random
import time
from collections.abc import Iterator
from datetime import date

from bench.ground import Ground
from bench.results import Result, compared

_A_SECOND = 500
_TEXTS = {
    "zh": [
        "面料柔软透气，适合春夏穿着。", "支持七天无理由退货，请放心购买。", "因拍摄光线不同，颜色以实物为准。",
        "请按尺码表选择合适的尺码。", "全网最低价，售出概不退换。", "工厂直发，48小时内发货。",
    ],
    "en": [
        "Soft and light, for warm days.", "30-day returns, free of charge.", "Colours may differ a little from the picture.",
        "Please look at the size table.", "The best in the world, no returns.", "Sent within two days from our own store.",
    ],
    "ru": [
        "Мягкая и лёгкая ткань для тёплых дней.", "Возврат в течение 14 дней.", "Цвет может немного отличаться от фото.",
        "Выбирайте размер по таблице.", "Самая лучшая цена, возврату не подлежит.", "Отправляем в течение двух дней.",
    ],
}  # fmt: skip
_TITLES = {
    "zh": ["纯棉长袖衬衫 春季新款", "全新手机 8GB+256GB 5000mAh", "实木餐桌 1.4米", "保湿面霜 50ml", "儿童积木玩具"],
    "en": ["Pure cotton shirt, long sleeves", "Phone 8GB 256GB 5000mAh, brand new", "Solid oak table", "Face cream 50 ml", "Blocks"],
    "ru": ["Рубашка из хлопка", "Новый телефон 8ГБ 256ГБ", "Стол из массива дуба", "Крем для лица 50 мл", "Конструктор"],
}  # fmt: skip
_FACTS = [
    ("apparel", {"condition": "new", "material": ["polyester"], "size": "M"}),
    (
        "electronics.phone",
        {"condition": "used", "storage": 128, "memory": 8, "battery": 5000, "brand": "X", "model": "Y"},
    ),
    ("furniture", {"condition": "new", "material": ["wood_board"], "measures": "140 × 80", "assembly": True}),
    ("cosmetics", {"condition": "new", "volume": 50, "ingredients": "aqua"}),
    ("toys", {"condition": "new", "material": ["plastic"], "age_from": 3}),
]


def measure(ground: Ground, quick: bool) -> list[Result]:
    """Listings a second, without and with the words of their findings in one language."""
    number, rounds = (300, 1) if quick else (5_000, 3)
    listings = list(made(number))
    checks = [(number / _seconds(listings, said=False), _A_SECOND) for _ in range(rounds)]
    words = [(number / _seconds(listings, said=True), _A_SECOND) for _ in range(rounds)]
    return [
        compared("listing check", "/s", "asked for", checks, goal=1.0),
        compared("listing check with words", "/s", "asked for", words, goal=1.0),
    ]


def made(number: int) -> Iterator:
    """Listings, no two alike."""
    from hejie.domain.listings.check import Listing

    chance = random.Random(20261128)  # noqa: S311
    for index in range(number):
        language = chance.choice(("zh", "en", "ru"))
        kind = index % len(_FACTS)
        category, facts = _FACTS[kind]
        text = "\n".join(chance.choices(_TEXTS[language], k=chance.randrange(8, 28)))
        yield Listing(f"P-{index}", category, f"{_TITLES[language][kind]} {index}", f"{text} {index}", facts)


def _seconds(listings: list, *, said: bool) -> float:
    from hejie.domain.listings.check import Around, Learnt, check
    from hejie.rulebooks import listings as books
    from hejie.usecases import law_floor, listing_words

    taxonomy, words, causes = books.taxonomy(), books.words(), books.causes().causes
    learnt = Learnt(20, {"size_small": 12, "smell": 5})
    around = {
        place: Around(place, law_floor.floor(place, date(2026, 11, 28)), 7, False, learnt)
        for place in ("CN", "UK", "RU")
    }
    begin = time.perf_counter()
    for number, one in enumerate(listings):
        found = check(one, taxonomy, words, causes, around[("CN", "UK", "RU")[number % 3]])
        if said:
            for finding in found:
                listing_words.said(finding, "zh")
    return time.perf_counter() - begin
