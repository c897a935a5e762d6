"""What is noticed about a listing, in three languages, and what is left in peace."""

import pytest

from hejie.domain.listings import clauses
from hejie.domain.listings.check import Around, Learnt, Listing, check
from hejie.domain.listings.clauses import Floor
from hejie.rulebooks import listings as books
from hejie.rulebooks.strict import BadRulebook
from hejie.usecases import listing_words

FLOOR = Floor(7, "buyer", "law", {"en": "art. 25", "zh": "第二十五条", "ru": "ст. 25"}, "https://law.example")


def look(title="Shirt", text="", place="CN", category="apparel", learnt=None, returns=None, **facts):
    listing = Listing("P", category, title, text, {"condition": "new", "size": "M", "material": ["linen"], **facts})
    floor = FLOOR if place != "US" else None
    return check(
        listing, books.taxonomy(), books.words(), books.causes().causes, Around(place, floor, returns, False, learnt)
    )


def codes(found, *kinds):
    return {(one.kind, one.code) for one in found if not kinds or one.kind in kinds}


@pytest.mark.parametrize(
    ("title", "facts", "where"),
    [
        ("纯棉衬衫", {"material": ["polyester"]}, "facts.material"), ("100% cotton shirt", {"material": ["cotton", "polyester"]}, "facts.material"),
        ("Рубашка из хлопка", {"material": ["polyester"]}, "facts.material"), ("全新未拆封", {"condition": "used"}, "facts.condition"),
        ("Brand new jacket", {"condition": "refurbished"}, "facts.condition"), ("Made in Italy", {"origin": "CN"}, "facts.origin"),
        ("Phone 256GB", {"storage": 128}, "facts.storage"), ("净含量500克", {"weight": 450}, "facts.weight"),
    ],
)  # fmt: skip
def test_a_title_that_says_otherwise_than_a_field_is_named(title, facts, where):
    assert where in {one.where for one in look(title, **facts) if one.kind == "contradicts"}


@pytest.mark.parametrize(
    ("title", "facts"),
    [
        ("纯棉衬衫", {"material": ["cotton"]}), ("Cotton and polyester shirt", {"material": ["cotton", "polyester"]}),
        ("Phone 8GB 256GB", {"storage": 256, "memory": 8}), ("Bottle 1.5 l", {"volume": 1500}), ("全新一代手机", {"condition": "used"}),
        ("Shirt", {"material": ["polyester"]}), ("Leather bag with cotton lining", {"material": ["leather", "cotton"]}),
    ],
)  # fmt: skip
def test_a_title_that_agrees_is_left_in_peace(title, facts):
    assert codes(look(title, **facts), "contradicts") == set()


@pytest.mark.parametrize(
    ("title", "place", "kind"),
    [
        ("全网最低价", "CN", "forbidden"), ("国家级工艺", "CN", "forbidden"), ("The best in the world", "UK", "proof"),
        ("Самая лучшая рубашка", "RU", "proof"), ("根治失眠的枕头", "CN", "forbidden"), ("Cures diabetes", "EU", "forbidden"),
    ],
)  # fmt: skip
def test_absolutes_are_forbidden_or_need_proof_by_the_law_of_the_place(title, place, kind):
    found = [one for one in look(title, place=place) if one.kind == kind]
    assert found and found[0].cite and found[0].source.startswith("http")


@pytest.mark.parametrize("title", ["最好提前预约", "Best before 2027", "Первая рубашка", "No. 10 needles", "顶针"])
def test_harmless_words_are_no_absolutes(title):
    for place in ("CN", "UK", "RU"):
        assert codes(look(title, place=place), "forbidden", "proof") == set()


@pytest.mark.parametrize(
    ("text", "place", "clause"),
    [
        ("售出概不退换", "CN", "no_returns"), ("All sales are final.", "EU", "no_returns"), ("Возврату не подлежит", "RU", "no_returns"),
        ("本店拥有最终解释权", "CN", "last_word"), ("Sold as is", "UK", "no_defect_claims"), ("差评不予售后", "CN", "no_reviews"),
        ("运输途中损坏由买家承担", "CN", "risk_of_way"), ("Leave no bad reviews", "US", "no_reviews"),
    ],
)  # fmt: skip
def test_words_that_take_a_right_are_void_by_the_article_of_the_place(text, place, clause):
    assert ("void", clause) in codes(look(text=text, place=place))


def test_where_the_law_gives_no_return_words_against_it_are_harmless():
    assert codes(look(text="All sales are final.", place="US"), "void") == set()
    assert clauses.found("No returns", books.words().clauses, "", FLOOR) == ()


def test_what_buyers_keep_saying_is_named_until_the_listing_tells_it():
    learnt = Learnt(20, {"size_small": 12})
    (one,) = [found for found in look(learnt=learnt) if found.kind == "undisclosed"]
    said = listing_words.said(one, "en")
    assert (
        said["says"]
        == "12 of the last 20 disputes on this item say: the size runs small. The listing does not tell it."
    )
    assert codes(look(text="It runs small, size up.", learnt=learnt), "undisclosed") == set()


@pytest.mark.parametrize("language", ["en", "zh", "ru"])
def test_every_finding_has_its_words(language):
    texts = "30-day returns 2天无理由 保修一年 包邮 no returns 最终解释权 100% safe"
    found = look("纯棉 256GB 最佳", texts, returns=7, learnt=Learnt(9, {"smell": 5}), condition="used", material=["polyester"],
                 storage=128, warranty=6, freight=500)  # fmt: skip
    assert {one.kind for one in found} >= {"forbidden", "void", "contradicts", "undisclosed", "missing", "better"}
    for one in found:
        said = listing_words.said(one, language)
        assert said["says"] and said["mend"] and "{" not in said["says"] + said["mend"]


def test_a_book_that_names_what_is_not_there_is_refused_with_its_line():
    text = (books._FOLDER / "categories.yaml").read_text("utf-8")
    with pytest.raises(BadRulebook, match="colours"):
        books.read_taxonomy(text.replace("better: [measures, colour, care]", "better: [measures, colours, care]"))


def test_every_forbidden_word_of_a_title_is_named():
    (one,) = [found for found in look("全网最低 第一品牌") if found.kind == "forbidden"]
    assert one.values["words"] == ("全网最低", "第一品牌")
    assert listing_words.said(one, "zh")["says"].count("“全网最低”、“第一品牌”") == 1


@pytest.mark.parametrize(
    ("text", "facts", "where"),
    [
        ("Refurbished, scratched.", {}, "facts.condition"), ("机身有轻微划痕", {}, "facts.condition"),
        ("Телефон б/у, есть царапины", {}, "facts.condition"),
        ("全新未拆封", {"condition": "used"}, "facts.condition"), ("Shell: 100% polyester", {"material": ["cotton"]}, "facts.material"),
        ("Made in Italy.", {"origin": "CN"}, "facts.origin"), ("Net weight: 500 g", {"weight": 450}, "facts.weight"),
    ],
)  # fmt: skip
def test_a_description_that_says_otherwise_than_a_field_is_named(text, facts, where):
    found = [one for one in look(text=text, **facts) if one.kind == "contradicts"]
    assert {one.where for one in found} == {where}
    assert all("{" not in listing_words.said(one, language)["says"] for one in found for language in ("en", "zh", "ru"))


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Not refurbished, never used. If it is scratched, we pay.", {}), ("绝非翻新机，没有划痕，如有破损请联系客服", {}),
        ("Не б/у, без царапин.", {}), ("Signs of use, slight scratches.", {"condition": "used"}), ("As good as brand new.", {"condition": "used"}),
        ("Lining: 100% polyester", {"material": ["cotton"]}), ("Box weight 900 g, fits 400 g", {"weight": 450}), ("Scratch-resistant glass", {}),
    ],
)  # fmt: skip
def test_a_description_that_speaks_of_something_else_is_left_in_peace(text, facts):
    assert codes(look(text=text, **facts), "contradicts") == set()
