"""Encodings are told by the whole text, or the file is refused; nothing is read as words that nobody wrote."""

import pytest

from tests.adapters.orders.build import codes, read, shop

HEADER = "order_id,currency,price,title,review_score,review_message\n"
CHINESE = [
    "收到的商品和图片不一样，请尽快退款",
    "快递太慢了，包装也破了",
    "质量很好，下次还会再来",
    "卖家一直不回复消息",
]
RUSSIAN = [
    "Товар пришёл с царапинами, прошу вернуть деньги",
    "Доставка опоздала на неделю",
    "Всё хорошо, спасибо большое",
]
ENGLISH = ["arrived late", "works well", "the box was crushed"]


def _text(messages: list[str], rows: int = 60) -> str:
    return HEADER + "".join(f'o{n},CNY,1.00,item {n},2,"{messages[n % len(messages)]}"\n' for n in range(rows))


@pytest.mark.parametrize(
    ("messages", "encoding"),
    [
        (CHINESE, "utf-8"), (CHINESE, "utf-8-sig"), (CHINESE, "utf-16"), (CHINESE, "gb18030"), (CHINESE, "gbk"),
        (RUSSIAN, "utf-8"), (RUSSIAN, "utf-16"), (RUSSIAN, "cp1251"), (RUSSIAN, "utf-8-sig"),
        (ENGLISH, "ascii"), (ENGLISH, "utf-16-le"), (ENGLISH, "utf-16-be"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["shop.csv", "shop.csv.gz"])
def test_the_words_come_through(tmp_path, messages, encoding, name):
    drafts, bad = read(shop(tmp_path / name, _text(messages), encoding))
    assert not bad and len(drafts) == 60
    assert {draft.reviews[0].message for draft in drafts.values()} == set(messages)


@pytest.mark.parametrize(
    ("messages", "encoding"),
    [
        (["Não recebi o produto até agora, péssimo serviço", "Ótimo, já está comigo"], "latin-1"),
        (["상품이 파손되어 도착했습니다 환불해 주세요", "배송이 너무 늦었습니다"], "euc-kr"),
        (RUSSIAN, "koi8-r"),
        (["届いた商品が壊れていました。返金してください"], "shift-jis"),
    ],
)
def test_what_reads_well_as_nothing_is_refused_as_a_whole(tmp_path, messages, encoding):
    path = shop(tmp_path / "shop.csv", _text(messages), encoding)
    drafts, bad = read(path)
    assert not drafts and codes(bad) == [(0, "encoding_undecided")]
    drafts, bad = read(path, encoding=encoding)
    assert not bad and drafts["o0"].reviews[0].message == messages[0]


def test_a_few_broken_bytes_in_utf8_cost_their_rows_alone(tmp_path):
    lines = _text(CHINESE, 200).encode().splitlines(keepends=True)
    lines[50] = b"x,CNY,1.00,broken \xff\xfe byte,2,x\n"
    (tmp_path / "shop.csv").write_bytes(b"".join(lines))
    drafts, bad = read(tmp_path)
    assert len(drafts) == 199 and codes(bad) == [(51, "undecodable")]


def test_one_short_foreign_word_is_not_enough_to_guess_by(tmp_path):
    lines = _text(ENGLISH, 200).encode().splitlines(keepends=True)
    lines[7] = "o6,CNY,1.00,чай,2,ok\n".encode("cp1251")
    (tmp_path / "shop.csv").write_bytes(b"".join(lines))
    drafts, bad = read(tmp_path)
    assert len(drafts) == 199 and codes(bad) == [(8, "undecodable")]


def test_foreign_words_far_into_a_large_file_are_seen(tmp_path):
    text = _text(ENGLISH, 28_000) + _text(RUSSIAN, 40).removeprefix(HEADER).replace("o", "q", 0)
    path = shop(tmp_path / "shop.csv", text.replace("\no0,", "\nfirst,", 1), "cp1251")
    _, bad = read(path)
    assert not [row for row in bad if row.code == "undecodable"]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_semicolons_and_tabs_part_cells_too(tmp_path, delimiter):
    drafts, bad = read(shop(tmp_path / "shop.csv", _text(ENGLISH).replace(",", delimiter)))
    assert len(drafts) == 60 and not bad
