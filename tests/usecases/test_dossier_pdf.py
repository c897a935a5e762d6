"""The document in a dossier: made in three languages, complete, and never ruled by what people wrote."""

import io
import re
import zlib

import pytest
from PIL import Image

from hejie.domain.cases import commands
from hejie.usecases import cases, evidence, promises, reading, settlement
from hejie.usecases.dossier_pdf import blocks, render
from hejie.usecases.dossier_pdf.content import CaseWriter
from hejie.usecases.dossier_pdf.labels import Labels, texts
from hejie.usecases.dossier_pdf.room import RoomWriter

MARKUP = [
    '#panic("no")',
    '#read("/etc/passwd")',
    '#image("1.jpg")',
    "#let x = {",
    "$x^2",
    "]]] [[ }} {{",
    "*bold _italic `code",
    "<label> @reference",
    "\\u{41} \\ // comment /* open",
    "= heading\n- list\n+ one\n/ term: text",
    "\x00\x07\x1b[31m\u202e\u2066",
    "𝔘𝔫𝔦 👩‍👩‍👧 ẞ שלום مرحبا สวัสดี नमस्ते",
    "x" * 5000,
]


def document(view, language: str = "en", room: str = "") -> bytes:
    """The PDF of a case for its buyer."""
    return render(
        view, room, public_key="ab" * 32, made_for="buyer", now=view_now(view), language=language, zone="Asia/Shanghai"
    )


def view_now(view):
    from hejie.domain.kernel import clock

    return clock.parse(view.case.changed_at)


def pages(pdf: bytes) -> int:
    """How many pages a PDF has, counted in its objects."""
    whole = pdf + b"".join(_unpacked(stream) for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL))
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", whole))


def _unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return b""


@pytest.fixture
def dispute(disputes):
    """A case whose claim is written by somebody who knows Typst."""
    return disputes(story="\n".join(MARKUP))


@pytest.mark.parametrize("language", ["en", "zh", "ru"])
def test_what_people_wrote_is_never_markup(dispute, ctx, language):
    for number, text in enumerate(MARKUP):
        if text.strip("\x00"):
            cases.write_message(ctx(dispute.buyer), commands.WriteMessage(dispute.case, text), key=f"m{number}")
    settlement.make_offer(ctx(dispute.seller), commands.MakeOffer(dispute.case, {"refund": 1}, MARKUP[0]), key="o")
    pdf = document(reading.read_case(ctx(dispute.buyer), dispute.case), language)
    assert pdf.startswith(b"%PDF-") and pages(pdf) > 2


def test_pictures_of_evidence_are_in_it(dispute, ctx):
    photo = io.BytesIO()
    Image.radial_gradient("L").resize((900, 600)).save(photo, "JPEG")
    before = document(reading.read_case(ctx(dispute.buyer), dispute.case))
    upload = type("Upload", (), {"chunks": lambda self: iter([photo.getvalue()])})()
    evidence.file_upload(ctx(dispute.buyer), dispute.case, upload, name="sole.jpg", purpose="The sole", key="e")
    after = document(reading.read_case(ctx(dispute.buyer), dispute.case))
    assert (before.count(b"/DCTDecode"), after.count(b"/DCTDecode")) == (0, 1)


def test_a_long_case_is_shortened_and_says_so(dispute, ctx):
    for number in range(450):
        cases.write_message(ctx(dispute.buyer), commands.WriteMessage(dispute.case, f"No. {number}"), key=f"m{number}")
    view = reading.read_case(ctx(dispute.buyer), dispute.case)
    labels = Labels("en", "UTC", "CNY")
    parts = {part["title"]: part["blocks"] for part in CaseWriter(view, labels, {}).sections()}
    said = parts["Conversation"]
    assert len(said) == 301 and said[0]["lines"] == [labels("fewer", shown=300, all=450)]
    assert len(parts["Timeline"][0]["rows"]) <= 400
    assert labels("earlier", shown=400, all=view.case.seq) in parts["Timeline"][1]["lines"]
    days = view.case.order["dates"]
    stations = [labels.of("dates", name) for name in sorted(days, key=days.get) if days[name]]
    assert [row[0] for row in parts[labels("goods")][-1]["rows"]] == stations != sorted(stations)


def test_an_entry_in_three_languages_for_each_kind_of_a_case():
    from hejie.domain.cases import fold, rooms

    kinds = set(fold._HANDLERS) | set(rooms.SAID) | {"CaseOpened"}
    assert kinds <= set(texts()["kinds"])
    for group, table in texts().items():
        for key, words in table.items():
            assert isinstance(key, str) and set(words) == {"en", "zh", "ru"} and all(words.values()), (group, key)


def test_what_cannot_be_seen_is_left_out_and_long_runs_may_break():
    assert blocks.plain("a\x00b\u202ec") == "abc"
    broken = blocks.plain("https://example.org/" + "a" * 100)
    assert max(len(run) for run in broken.split("\u200b")) <= 24
    assert blocks.plain("这是一段没有空格的很长的中文" * 10) == "这是一段没有空格的很长的中文" * 10
    assert blocks.paragraphs("a\r\nb\n\nc") == ["a", "b", "", "c"]
    assert blocks.paragraphs("x" * 30_000, "more")[-1] == "more"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("Promises", "to be kept by: Seller", "agreed (B1)", "Why B1 was not done", "Shown by E1.")),
        ("zh", ("承诺", "履行方：卖家", "双方同意 (B1)", "B1 未完成的理由", "凭证：E1。")),
        ("ru", ("Обещания", "выполняет: Продавец", "согласовано (B1)", "Почему B1 не выполнено", "Подтверждение: E1.")),
    ],
)
def test_what_is_owed_is_told_with_its_date_its_proof_and_what_became_of_it(disputes, ctx, language, said):
    dispute = disputes()
    seller, buyer, case = ctx(dispute.seller), ctx(dispute.buyer), dispute.case
    promises.propose_promise(
        seller, commands.ProposePromise(case, "seller", "A voucher by mail.", 5, "", 2000), key="p"
    )
    promises.accept_promise(buyer, commands.AcceptPromise(case, "p1"), key="a")
    settlement.make_offer(seller, commands.MakeOffer(case, {"refund": 1}), key="o")
    settlement.reject_offer(buyer, commands.RejectOffer(case, "o2", "That is far too little."), key="no")
    upload = type("Upload", (), {"chunks": lambda self: iter([b"HJ-2000"])})()
    evidence.file_upload(seller, case, upload, name="code.txt", purpose="The code", key="e")
    settlement.report_performance(seller, commands.ReportPerformance(case, "b1", "Mailed.", ("e1",)), key="r")
    settlement.confirm_performance(
        buyer, commands.ConfirmPerformance(case, "b1", False, "The code was used up."), key="n"
    )
    promises.propose_promise(buyer, commands.ProposePromise(case, "buyer", "A kind review.", 3), key="p2")
    view = reading.read_case(buyer, case)
    told = str(CaseWriter(view, Labels(language, "Asia/Shanghai", "CNY"), {}).sections())
    assert all(words in told for words in said)
    for words in (
        "A voucher by mail.",
        "“That is far too little.”",
        "Mailed.",
        "The code was used up.",
        "A kind review.",
        "20.00" if language != "ru" else "20,00",
    ):
        assert words in told
    assert document(view, language).startswith(b"%PDF-")


def test_beside_each_exhibit_stands_who_may_see_it(dispute, ctx):
    for room in ("joint", "buyer"):
        upload = type("Upload", (), {"chunks": lambda self: iter([b"what I have seen"])})()
        evidence.file_upload(
            ctx(dispute.buyer), dispute.case, upload, name="seen.txt", purpose="The sole", key=room, room=room
        )
    view = reading.read_case(ctx(dispute.buyer), dispute.case)
    for language, joint, own in (
        ("en", "Seen by: both sides, the neutral", "Seen by: the buyer and the neutral alone"),
        ("zh", "可见：双方、中立人员", "可见：仅买家和中立人员"),
        ("ru", "Видят: обе стороны, посредник", "Видят: только покупатель и посредник"),
    ):
        labels = Labels(language, "UTC", "CNY")
        whole, alone = CaseWriter(view, labels, {}).exhibits, RoomWriter(view, labels, {}, "buyer").exhibits
        assert joint in str(whole.filed()) and own not in str(whole.filed())
        assert own in str(alone.filed()) and joint not in str(alone.filed())
