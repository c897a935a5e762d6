"""Tags and components write the markup that the stylesheet and the script count on."""

from datetime import UTC, datetime, timedelta

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from hejie.domain.kernel.money import Money
from hejie.web.forms import Choices, Form

_NOW = datetime(2026, 11, 22, 2, 40, tzinfo=UTC)


def _render(text: str, lang: str = "en", **names: object) -> str:
    with translation.override(lang), timezone.override("Asia/Shanghai"):
        return Template("{% load hejie_ui %}" + text).render(Context({"now": _NOW} | names))


def test_a_deadline_says_what_is_left_and_how_to_count_on():
    html = _render("{% deadline at large=True zone=True %}", at=_NOW + timedelta(days=2, hours=7, minutes=20))
    assert '<time class="deadline__at" datetime="2026-11-24T18:00+08:00">Tuesday 24\u00a0November, 18:00</time>' in html
    assert 'data-until="2026-11-24T18:00+08:00" data-left="in {time}" data-late="{time} late"' in html
    assert ">in 2\u00a0days 7\u00a0hours</span>, Beijing time" in html
    assert "deadline--soon" not in html


@pytest.mark.parametrize(
    ("left", "state", "sign"),
    [
        (timedelta(hours=25), "", "i-clock"),
        (timedelta(hours=24), "deadline--soon", "i-clock"),
        (timedelta(0), "deadline--late", "i-late"),
        (timedelta(hours=-2), "deadline--late", "i-late"),
    ],
)
def test_a_deadline_shows_its_state_by_sign_and_words(left, state, sign):
    html = _render("{% deadline at %}", at=_NOW + left)
    assert (state or 'class="deadline"') in html
    assert f"#{sign}" in html


def test_a_clock_that_stands_still_counts_nothing():
    assert "data-until" not in _render("{% deadline at running=False %}", at=_NOW)


def test_chinese_days_stay_together():
    html = _render("{% when at %}|{% when_short at %}|{% when_day at %}", "zh", at=_NOW + timedelta(days=2))
    assert html.count('<span class="nowrap">11月24日</span>（周二）') == 2
    assert '<span class="nowrap">11月24日 10:40</span>' in html


def test_names_people_gave_are_marked_and_escaped():
    html = _render("{% side_mark 'seller' name 'seller' %}", name="<i>Shop</i>")
    assert '<span data-user-text>&lt;i&gt;Shop&lt;/i&gt;</span> <span class="side__role">seller</span>' in html
    assert 'data-side="seller"' in html


@pytest.mark.parametrize(
    ("buyer", "seller", "rects"),
    [(0, 19900, ["seller"]), (19900, 0, ["buyer"]), (11940, 7960, ["buyer", "seller"]), (0, 0, [])],
)
def test_a_split_draws_each_share_there_is(buyer, seller, rects):
    html = _render("{% split_bar b s %}", b=Money(buyer, "CNY"), s=Money(seller, "CNY"))
    assert [name for name in ("buyer", "seller") if f"split__{name}" in html] == rects
    assert "to the buyer" in html


def test_a_component_sees_its_parameters_alone():
    html = _render("{% component 'empty' title='Nothing yet' words='It comes.' %}", url="/leaks/", action="Leak")
    assert "Nothing yet" in html
    assert "/leaks/" not in html


def test_a_message_is_escaped_and_marked():
    message = {"id": "m1", "side": "buyer", "name": "Lin", "at": _NOW, "text": "<script>x</script>\n\nTwo"}
    html = _render("{% component 'message' message=message %}", message=message)
    assert "&lt;script&gt;" in html
    assert html.count("<p>") == 2
    assert 'id="m1"' in html


def test_an_erased_message_says_so():
    message = {"id": "m1", "side": "buyer", "name": "Lin", "at": _NOW, "text": "secret", "erased": True}
    html = _render("{% component 'message' message=message %}", message=message)
    assert "secret" not in html
    assert "was erased" in html


def test_accept_and_decline_are_twins():
    html = _render(
        "{% component 'offer_card' id='o1' side='seller' name='Shop' at=now says='All.' answer_url='/a/' "
        "accept_name='Accept the offer' decline_name='Decline the offer' rows=rows %}",
        rows=[{"label": "To you", "sum": Money(100, "CNY")}],
    )
    assert html.count('class="button" name="answer"') == 2
    assert "primary" not in html
    assert 'name="key"' in html
    assert "¥1.00" in html


def test_a_form_shown_again_keeps_its_key():
    request = RequestFactory().post("/", {"key": "kept-key"})
    html = Template("{% load hejie_ui %}{% idempotency_key %}").render(Context({"request": request}))
    assert 'value="kept-key"' in html
    one, two = (_render("{% idempotency_key %}") for _ in range(2))
    assert one != two


class _Question(Form):
    gap = forms.ChoiceField(
        label="How far?",
        help_text="Measure inside.",
        choices=[("over", "More"), ("unknown", "I don’t know")],
        widget=Choices(hints={"over": "Less than 260 mm"}, apart=("unknown",)),
    )
    text = forms.CharField(label="What happened", max_length=5, widget=forms.Textarea)
    note = forms.CharField(label="Note", required=False)


def test_a_field_is_described_by_its_hint_and_its_error():
    html = str(_Question({"text": "too long"}))
    assert 'aria-describedby="id_gap_helptext id_gap_error"' in html
    assert 'id="id_gap_helptext"' in html
    assert 'id="id_gap_error"' in html
    assert "Choose one of the answers." in html
    assert "Shorten it to 5 characters; it has 8." in html
    assert 'class="choice choice--apart"' in html
    assert "(optional)" in html
    assert 'class="input"' in html


def test_the_summary_leads_to_each_field():
    form = _Question({"text": "too long"})
    html = _render("{% component 'error_summary' form=form %}", form=form)
    assert 'href="#id_gap_0"' in html
    assert 'href="#id_text"' in html
    assert "2 answers must be mended" in html
    assert 'id="id_gap_0"' in str(form)


def test_no_summary_without_errors():
    assert _render("{% component 'error_summary' form=form %}", form=_Question()).strip() == ""
