"""Articles: written by version, found by words in three languages, put before the complaints that they answer."""

import pytest

from hejie.adapters import markdown
from hejie.domain.guidance.articles import Written
from hejie.domain.kernel.refusal import Refusal
from hejie.store import articles as kept
from hejie.usecases import guidance, solved
from hejie.usecases.guidance import Goods

LAMP = Goods("", "LAMP-1", "lighting")


def write(
    ctx,
    title,
    body="Text.",
    *,
    scope="listing",
    about="LAMP-1",
    language="en",
    reasons=(),
    key=None,
    article="",
    **more,
):
    """One article."""
    return guidance.write(
        ctx, article, Written(scope, about, language, title, body, reasons), key=key or f"k-{title}", **more
    )


@pytest.fixture
def shop(people, ctx):
    """The context of a shop."""
    return ctx(people("seller"))


def goods(shop, product="LAMP-1"):
    return Goods(shop.actor.seller, product, "lighting")


def test_an_article_is_found_by_its_words_in_each_language(shop):
    market = shop.actor.marketplace
    name = write(shop, "The lamp does not turn on", "Pull the strip out of the battery case.")
    write(shop, "台灯不亮怎么办", "请先抽出电池仓里的绝缘片。", language="zh", article=name)
    write(shop, "Лампа не включается", "Вытащите полоску из батарейного отсека.", language="ru", article=name)
    write(shop, "How to wash the cover", "At thirty degrees.")
    for words in ("lamp turns", "灯不亮", "绝缘片在哪里", "лампы не включились", "ПОЛОСКА"):
        found, names = guidance.search(market, words)
        assert [one.id for one in found][:1] == [name], words
        assert names[shop.actor.seller]
    assert guidance.search(market, "的 the и")[0] == []
    assert guidance.search(market, "bicycle 自行车")[0] == []


def test_each_change_is_a_version_and_an_equal_repeat_is_none(shop):
    name = write(shop, "Charging", "Four hours.")
    write(shop, "Charging", "Four hours.", article=name)
    write(shop, "Charging", "Three hours.", article=name)
    assert [one.number for one in guidance.versions(shop, name)] == [2, 1]
    assert guidance.read(shop.actor.marketplace, name, "en")[1].body == "Three hours."
    assert write(shop, "Twice", key="same") == write(shop, "Twice", key="same")


def test_drafts_and_withdrawn_articles_are_found_by_nobody(shop):
    market = shop.actor.marketplace
    name = write(shop, "Hidden knob", status="draft")
    assert guidance.search(market, "hidden knob")[0] == []
    with pytest.raises(Refusal, match="not_found"):
        guidance.read(market, name, "en")
    guidance.set_status(shop, name, "published")
    assert guidance.search(market, "hidden knob")[0]
    guidance.set_status(shop, name, "withdrawn")
    assert guidance.search(market, "hidden knob")[0] == []


def test_what_is_put_before_a_complaint_fits_its_goods_and_its_reason(shop, people, ctx):
    market, other = shop.actor.marketplace, ctx(people("seller"))
    marked = write(shop, "Strip in the battery case", reasons=("defective",))
    write(other, "Not your lamp", reasons=("defective",))
    write(shop, "Another product", about="FAN-2", reasons=("defective",))
    found = guidance.suggest(market, [goods(shop)], reason="defective", words="台灯")
    assert [one.id for one in found] == [marked]
    assert guidance.suggest(market, [goods(shop)], reason="late") == []
    by_words = guidance.suggest(market, [goods(shop)], words="the strip in the case of the battery")
    assert [one.id for one in by_words] == [marked]
    assert (
        guidance.suggest(market, [goods(shop)], words="Where is my parcel? It has been a week and nobody answers") == []
    )


def test_the_marketplace_writes_for_kinds_of_goods_and_a_shop_for_its_own(shop, people, ctx):
    operator = ctx(people("operator"))
    kind = write(operator, "Lamps and light", scope="category", about="lighting", reasons=("defective",))
    assert [one.id for one in guidance.suggest(shop.actor.marketplace, [LAMP], reason="defective")] == [kind]
    for refused, code in (
        (lambda: write(shop, "x", scope="category"), "article_scope"),
        (lambda: write(operator, "x", scope="listing"), "article_scope"),
        (lambda: write(shop, "x", about=" "), "article_about_missing"),
        (lambda: write(shop, "x", language="fr"), "article_language"),
        (lambda: write(shop, " "), "article_title"),
        (lambda: write(shop, "x", "y" * 20_001), "article_body"),
        (lambda: write(shop, "x", reasons=("nonsense",)), "article_reason"),
        (lambda: write(shop, "x", status="secret"), "article_status"),
        (lambda: write(shop, "x", article=kind), "not_found"),
        (lambda: guidance.set_status(shop, kind, "withdrawn"), "not_found"),
        (lambda: write(ctx(people("buyer")), "x"), "not_found"),
    ):
        with pytest.raises(Refusal) as caught:
            refused()
        assert caught.value.code == code


def test_whether_it_helped_is_counted_once_for_each_reader(shop, clock):
    name = write(shop, "Charging")
    for reader, helped in (("a", True), ("b", False), ("a", False), ("c", True)):
        guidance.say_helped(shop.actor.marketplace, name, reader, helped, "claim", clock.now)
    assert kept.helped([name]) == {name: (1, 2)}
    found = solved.figures(shop, "en")
    assert [(row.by, row.id, row.count) for row in found.rows] == [("article", name, 1)] and found.readers == 1


def test_markdown_lets_no_tag_no_script_and_no_picture_through():
    html = markdown.html(
        "# Head\n\n<script>alert(1)</script>\n\n[a](javascript:alert(1)) [b](https://x.example) ![p](https://x.example/p.png)\n\n"
        "|a|b|\n|:-|-:|\n|1|2|\n\n<b onclick=x>raw</b> [c](//evil.example) [d](data:text/html,x)"
    )
    assert "<h2>Head</h2>" in html
    assert '<a href="https://x.example" rel="nofollow ugc noopener">b</a>' in html
    for never in ("<script", "<b ", "<img", 'href="javascript', "style=", 'href="//', 'href="data'):
        assert never not in html
    assert markdown.plain("**Bold** and [link](https://x.example)") == "Bold and link"
