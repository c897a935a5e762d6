"""`bench signals`: how often signals are wrong and how often they miss, and how long a look-up takes among a million traces.

Pictures are drawn ones and cuts of photos that lie on this machine (`bench.look_alikes` says where from); texts are made-up
accounts in three languages. Rates are in per cent; beside each stands the most that the rulebook's sentence allows for.
"""

import io
import itertools
import random
import secrets
import statistics
import sys
import time
from collections.abc import Iterable

from bench import look_alikes, market
from bench.ground import Ground
from bench.results import Result, compared
from hejie.adapters import prints as adapter
from hejie.domain.evidence import prints, signals, texts
from hejie.domain.evidence.signals import Look
from hejie.rulebooks import signals as rulebook

HARD = ("10 % cut off", "turned by 2 degrees")
"""What is known to be missed often; measured apart."""
_MILLION, _LOOKS = 1_000_000, 60
_PARTS = {
    "en": ("The cup came", "My order of boots arrived", "The lamp was delivered", "I opened the parcel", "in a box without padding",
           "two weeks late", "with a broken handle", "in another colour than shown", "and the seller has not answered",
           "and the shop wants photos again", "although I wrote the same evening", "so I ask for my money back",
           "the label names another town", "the carrier weighed it at two kilos", "one of three pieces was missing"),
    "zh": ("杯子送到的时候", "我买的靴子", "台灯昨天才收到", "打开包裹发现", "箱子里没有任何缓冲材料", "比约定晚了两个星期", "手柄已经断了",
           "颜色和页面完全不同", "商家一直没有回复", "店铺又要求重新拍照", "虽然当天晚上就发了消息", "所以要求退款", "面单上写着别的城市",
           "快递称重两公斤", "三件里少了一件"),
    "ru": ("Чашка пришла", "Мои ботинки доставили", "Лампу привезли", "Я открыл посылку", "в коробке без прокладки",
           "на две недели позже", "с отбитой ручкой", "другого цвета, чем на странице", "а продавец молчит",
           "магазин снова просит фото", "хотя я написал тем же вечером", "поэтому прошу вернуть деньги",
           "на этикетке другой город", "перевозчик взвесил два килограмма", "одной вещи из трёх нет"),
}  # fmt: skip


def measure(ground: Ground, quick: bool) -> list[Result]:
    """False alarms and misses of pictures, screens and texts; then the look-up."""
    number = 20 if quick else 100
    sets = {
        "goods": [look_alikes.goods(one) for one in range(number)],
        "sheets": [look_alikes.sheet(one) for one in range(number // 2)],
        "phone pages": [look_alikes.phone(one) for one in range(number // 2)],
        "cuts of photos": [cut for _name, cut in look_alikes.photos()][:number],
    }
    found = []
    everything: list[Look] = []
    for name, pictures in sets.items():
        if not pictures:
            print(f"bench signals: no {name} on this machine", file=sys.stderr)
            continue
        looks = [_look(one) for one in pictures]
        everything += looks
        found += _missed(name, pictures, looks)
    found += [_mistaken(everything), *_screens(number // 2), *_words(number)]
    return [*found, *_look_ups(ground, quick)]


def _look(picture) -> Look:
    return adapter.look(io.BytesIO(look_alikes.jpeg(picture)), "image/jpeg")


def _percent(hits: Iterable[bool]) -> float:
    rows = list(hits)
    return 100 * sum(rows) / len(rows)


def _missed(name: str, pictures: list, looks: list[Look]) -> list[Result]:
    """Copies that are not found; each kind of change is one run."""
    rules = rulebook.load().rules
    usual, hard = [], []
    for change, done in look_alikes.DONE_TO.items():
        rate = _percent(not _known(_look(done(one)), kept, rules) for one, kept in zip(pictures, looks, strict=True))
        print(f"bench signals: {name}, {change}: {rate:.1f} % missed of {len(looks)}", file=sys.stderr)
        (hard if change in HARD else usual).append(rate)
    limit = {"sheets": 15.0, "phone pages": 10.0}.get(name, 5.0)
    return [
        compared(f"signals, copies of {name} missed", "%", "told in its error chances", [(statistics.mean(usual), limit)], goal=1.0, at_most=True),
        compared(f"signals, {name} cut by a tenth or askew, missed", "%", "all of them", [(statistics.mean(hard), 100.0)], goal=1.0, at_most=True),
    ]  # fmt: skip


def _known(copy: Look, kept: Look, rules: signals.Rules) -> bool:
    """Whether the kept picture is both found by keys and taken for the same."""
    own = kept.prints[0]
    stands = {*prints.keys(own.waves), *(f"edges {key}" for key in prints.keys(own.edges))}
    asked: set[str] = set()
    for place, one in enumerate(copy.prints):
        ask = prints.probes if place < 2 else prints.keys
        asked |= {*ask(one.waves), *(f"edges {key}" for key in ask(one.edges))}
    return bool(stands & asked) and signals.nearest(copy, own.value(), rules) is not None


def _mistaken(looks: list[Look]) -> Result:
    """Different pictures that are taken for the same, of all pairs."""
    rules = rulebook.load().rules
    pairs = list(itertools.combinations(looks, 2))
    wrong = sum(signals.nearest(one, other.prints[0].value(), rules) is not None for one, other in pairs)
    print(f"bench signals: {wrong} of {len(pairs)} pairs of different pictures taken for the same", file=sys.stderr)
    return compared(
        "signals, different pictures taken for the same", "%", "one in a thousand pairs",
        [(100 * wrong / len(pairs), 0.1)], goal=1.0, at_most=True,
    )  # fmt: skip


def _screens(number: int) -> list[Result]:
    rules = rulebook.load().rules

    def is_told(picture) -> bool:
        return rules.share_from <= _look(picture).share <= rules.share_to

    plain = _percent(is_told(look_alikes.phone(one)) for one in range(number))
    goods = _percent(is_told(look_alikes.goods(one)) for one in range(number))
    missed = _percent(not is_told(look_alikes.viewed(look_alikes.phone(one), one)) for one in range(number))
    return [
        compared("signals, plain screenshots and goods marked", "%", "told in its error chances", [(max(plain, goods), 5.0)], goal=1.0, at_most=True),
        compared("signals, screenshots of screenshots missed", "%", "told in its error chances", [(missed, 10.0)], goal=1.0, at_most=True),
    ]  # fmt: skip


def _words(number: int) -> list[Result]:
    rules, wrong, missed = rulebook.load().rules, [], []
    for language, parts in _PARTS.items():
        chance = random.Random(f"words {language}")
        comma, many = ("，", 9) if language == "zh" else (", ", 6)
        accounts = [comma.join(chance.sample(parts, many)) for _ in range(number)]
        kept = [(texts.runs(one), frozenset(texts.keys(one))) for one in accounts]
        wrong += [
            bool(one[1] & other[1]) and texts.likeness(one[0], other[0]) >= rules.percent
            for (one, other), (first, second) in zip(
                itertools.combinations(kept, 2), itertools.combinations(accounts, 2), strict=True
            )
            if first != second
        ]
        for account, (runs, keys) in zip(accounts, kept, strict=True):
            copy = _retold(account, chance, by_sign=language == "zh")
            missed.append(
                not (frozenset(texts.keys(copy)) & keys and texts.likeness(texts.runs(copy), runs) >= rules.percent)
            )
    apart, copies = (
        "signals, accounts written apart taken for copies",
        "signals, copies of accounts with changes missed",
    )
    told = "told in its error chances"
    return [
        compared(apart, "%", "one in a thousand pairs", [(_percent(wrong), 0.1)], goal=1.0, at_most=True),
        compared(copies, "%", told, [(_percent(missed), 25.0)], goal=1.0, at_most=True),
    ]


def _retold(account: str, chance: random.Random, *, by_sign: bool) -> str:
    words = list(account) if by_sign else account.split()
    for place in chance.sample(range(len(words)), max(1, len(words) // 20)):
        words[place] = "某" if by_sign else "thing"
    return ("" if by_sign else " ").join(words) + ("。请帮忙" if by_sign else ". Please help")


def _look_ups(ground: Ground, quick: bool) -> list[Result]:
    """A picture looked for among a million pictures, on PostgreSQL: every key, every candidate weighed."""
    import subprocess

    number = 20_000 if quick else _MILLION
    environment = ground.environment(ground.database("signals"))
    script = f"from bench import signals; signals.among({number})"
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    took = [float(line) for line in done.stdout.split()]
    print(f"bench signals: the slowest of {len(took)} look-ups took {max(took):.0f} ms", file=sys.stderr)
    return [
        compared(
            f"signals, a picture among {number:,} traces", "ms", "a tenth of a second",
            [(one, 100.0) for one in took], goal=1.0, at_most=True,
        )
    ]  # fmt: skip


def among(number: int) -> None:
    """Fill the table with traces of pictures that are all different, and print how long each of some looks takes (ms)."""
    market.begin(migrate=True)
    from django.db import connection

    from hejie.store import traces

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO trace SELECT 'm', kind, place || ':' || lpad(to_hex((random() * 65535)::int), 4, '0'), 'root' || n, "
            "'case' || n, 'ref' || n, substr(md5(n::text), 1, 16) || ':' || md5(n::text) || md5((n + 1)::text), 0 "
            "FROM generate_series(1, %s) AS n, generate_series(0, 3) AS place, unnest(ARRAY['waves', 'edges']) AS kind",
            [number // 8],
        )
        cursor.execute("ANALYZE trace")
    rules = rulebook.load().rules
    for _ in range(_LOOKS):
        shown = Look(tuple(_any() for _ in range(7)), 40, None, "", False, 0)
        begun = time.perf_counter()
        for kind in ("waves", "edges"):
            own = [getattr(one, kind) for one in shown.prints]
            keys = [key for one in own[:2] for key in prints.probes(one)]
            keys += [key for one in own[2:] for key in prints.keys(one)]
            for row in traces.find("m", kind, keys, outside="x", until_ms=1):
                signals.nearest(shown, row.value, rules)
        print((time.perf_counter() - begun) * 1e3)


def _any() -> signals.Prints:
    return signals.Prints(secrets.token_hex(8), secrets.token_hex(8), secrets.token_hex(32))
