"""Policies entered in the editor as people enter them, tried there, exported, published and read by buyers."""

import html
import json
import re

import pytest
from django.urls import reverse

from hejie.domain.entitlements.policies.returnable import returnable
from hejie.rulebooks import return_policies
from hejie.store import return_policies as kept
from hejie.usecases import return_policies as use
from tests.domain.entitlements import retailers
from tests.domain.entitlements.test_schema_org_policies import SAMPLES, plain

pytestmark = [pytest.mark.django_db, pytest.mark.once]
BY_ID = {row["id"]: row for row in retailers.ROWS}


class Form:
    """The editor as somebody fills it in: what the page shows is what is sent, and each button is pressed."""

    def __init__(self, page, name="policy_edit"):
        self.page, self.answer = page, page.get(name)
        self.take()

    def take(self):
        """Read every field of the page that came."""
        self.text = self.answer.content.decode().replace("\xa0", " ")
        form = self.text[self.text.index('<form class="policy"') :]
        self.fields = {}
        for tag in re.findall(r"<input [^>]*>", form):
            found = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
            if found.get("type") in ("checkbox", "radio") and " checked" not in tag:
                continue
            self.fields.setdefault(found["name"], []).append(html.unescape(found.get("value", "")))
        for name, inner in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL) + [
            (name, inner) for name, inner in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL)
        ]:
            chosen = re.findall(r'<option value="([^"]*)" selected', inner)
            self.fields[name] = [
                html.unescape(chosen[0] if chosen else re.findall(r'<option value="([^"]*)"', inner)[0])
            ]
        for name, inner in re.findall(r'<textarea name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
            self.fields[name] = [html.unescape(inner.removeprefix("\n"))]

    def press(self, button, **changes):
        """Change fields and press a button."""
        self.fields |= {name: value if isinstance(value, list) else [value] for name, value in changes.items()}
        self.answer = self.page.client.post(reverse("policy_edit"), {**self.fields, "do": [button]})
        if self.answer.status_code == 200 and self.answer["Content-Type"].startswith("text/html"):
            self.take()
        return self.answer


def enter(form, row):
    """Type a retailer's policy into the form, row by row."""
    wanted = retailers.written(row)
    for number, name in enumerate(wanted.get("facts", {})):
        form.press("add:facts")
        form.press(
            f"add:windows-{number}-if", **{f"facts-{number}-name": name, f"facts-{number}-kind": wanted["facts"][name]}
        )
        form.press(f"drop:windows-{number}-if-0")
    for kind in ("windows", "exclusions", "modifiers", "charges"):
        for at, one in enumerate(wanted.get(kind, [])):
            if f"{kind}-{at}-id" not in form.fields:
                form.press(f"add:{kind}")
            type_row(form, f"{kind}-{at}", one)
    form.press(
        "check",
        **{"head-name": wanted["name"], "head-combine": wanted.get("combine", "first"), "head-country": wanted["country"],
           "head-other": "\n".join(wanted.get("other", [])), "head-sources": "\n".join(wanted.get("sources", []))},
    )  # fmt: skip


def type_row(form, prefix, one):
    fields = {}
    for name in ("id", "days", "clock", "note", "contested", "grade", "add_days", "what", "rule"):
        if name in one:
            fields[f"{prefix}-{name}"] = str(one[name])
    if "days" in one:
        fields[f"{prefix}-term"] = "days"
    if one.get("not_for"):
        fields[f"{prefix}-not_for"] = ", ".join(one["not_for"])
    if "amount" in one:
        fields |= {f"{prefix}-amount": one["amount"]["value"], f"{prefix}-currency": one["amount"]["currency"]}
    form.fields |= {name: [value] for name, value in fields.items()}
    for number, (fact, wanted) in enumerate(one.get("if", {}).items()):
        form.press(f"add:{prefix}-if")
        listed = wanted if isinstance(wanted, list) else [wanted]
        words = {True: "yes", False: "no"}
        text = (" to " if fact == "purchase_between" else ", ").join(words.get(value, value) for value in listed)
        form.fields |= {f"{prefix}-if-{number}-fact": [fact], f"{prefix}-if-{number}-value": [text]}


@pytest.mark.parametrize("retailer", BY_ID)
def test_a_real_policy_is_entered_exported_and_answers_every_probe(browser, scene, retailer):
    row = BY_ID[retailer]
    form = Form(browser(scene.operator))
    enter(form, row)
    assert form.answer.status_code == 200, form.text
    exported = form.press("export:own")
    assert exported["Content-Disposition"].endswith('"return-policy.json"')
    policy = return_policies.parse(exported.content.decode())
    for probe in row["probes"]:
        got = retailers.told(returnable(policy, probe["facts"]))
        assert {name: got[name] for name in probe["expect"]} == probe["expect"], probe
    straight = return_policies.from_object(retailers.written(row))
    assert policy.windows == straight.windows and policy.exclusions == straight.exclusions
    assert policy.modifiers == straight.modifiers and policy.charges == straight.charges


def test_a_case_is_tried_in_the_editor_with_its_last_day(browser, scene):
    form = Form(browser(scene.operator))
    enter(form, BY_ID["rei"])
    form.press("try", **{"try-category": "tent", "try-member": "false", "try-purchase_date": "2026-03-01"})
    assert "Yes, it can be given back." in form.text and "Saturday 30 May" in form.text
    form.press("try", **{"try-member": "", "try-category": "tent"})
    assert "That is open." in form.text and "Still to be told: Member." in form.text
    assert "In any case until Saturday 30 May" in form.text
    answer = form.press("try", **{"try-purchase_date": "soon"})
    assert answer.status_code == 422


def test_a_policy_is_published_as_a_version_and_earlier_ones_stay(browser, scene, clock, marketplace):
    page = browser(scene.operator)
    form = Form(page)
    enter(form, BY_ID["bombas"])
    assert form.press("publish").status_code == 302
    first = kept.in_force(marketplace.pk, "")
    clock.move(days=1)
    form = Form(page)
    assert form.fields["windows-0-days"] == ["60"]
    form.press("check", **{"windows-1-days": "45"})
    assert form.press("publish").status_code == 302
    assert kept.in_force(marketplace.pk, "").windows[1].term.days == 45
    assert kept.in_force(marketplace.pk, "", clock.now.replace(year=clock.now.year - 1)) is None
    assert [row.number for row in kept.versions(marketplace.pk, "")] == [2, 1]
    assert kept.text_of(kept.version(marketplace.pk, "", 1).digest) == first
    listed = page.get("policies").content.decode()
    assert "45 days" in listed and "in force" in listed
    shown = page.get("policy", 1).content.decode()
    assert "for 60 days" in shown and "season means the day of purchase" in shown
    assert json.loads(page.get("policy_schema_org", 1).content)["@type"] == "MerchantReturnPolicy"
    assert return_policies.parse(page.get("policy_text", 1).content.decode()) == first


@pytest.mark.parametrize("sample", sorted(set(SAMPLES) - {"contradiction"}))
def test_a_policy_of_a_site_is_read_in_and_goes_out_as_it_came(browser, scene, sample):
    page = browser(scene.seller)
    form = Form(page)
    form.answer = page.post("policy_read_in", text=json.dumps(SAMPLES[sample]))
    assert form.answer.status_code == 200
    form.take()
    exported = form.press("export:schema")
    assert exported["Content-Type"].startswith("application/ld+json"), form.text
    assert plain(json.loads(exported.content)) == plain(SAMPLES[sample])


def test_what_cannot_be_read_in_is_refused_by_its_property_or_its_line(browser, scene):
    page = browser(scene.seller)
    answer = page.post("policy_read_in", text=json.dumps(SAMPLES["contradiction"]))
    assert answer.status_code == 422 and "merchantReturnDays" in answer.content.decode()
    answer = page.post("policy_read_in", text='{"@type": "MerchantReturnPolicy", "returnMethod": "ByPigeon"}')
    assert answer.status_code == 422 and "returnMethod" in answer.content.decode()
    answer = page.post("policy_read_in", text="id: a\nname: A\nwindows:\n  - id: w\n    dayz: 3\n")
    assert answer.status_code == 422 and "5: " in answer.content.decode()
    warned = page.post("policy_read_in", text=json.dumps(SAMPLES["fee_without_amount"])).content.decode()
    assert "An amount is missing" in warned and "returnShippingFeesAmount" in warned


def test_mistakes_stand_beside_the_field_and_rows_move_without_losing_what_was_typed(browser, scene):
    form = Form(browser(scene.operator))
    answer = form.press("check", **{"windows-0-id": "Not good", "windows-0-term": "days", "head-name": "Ours"})
    assert answer.status_code == 422
    told = answer.content.decode()
    assert "Use small letters" in told and "Say how many days." in told
    form.press("add:windows", **{"windows-0-id": "special", "windows-0-days": "10"})
    form.press("up:windows-1", **{"windows-1-id": "all", "windows-1-days": "30"})
    assert form.fields["windows-rows"] == ["1,0"] and form.fields["windows-0-days"] == ["10"]
    form.press("add:windows-0-if")
    answer = form.press("check", **{"windows-0-if-0-fact": "member", "windows-0-if-0-value": "perhaps"})
    assert answer.status_code == 422 and "Write yes or no." in answer.content.decode()
    form.press("drop:windows-0")
    assert form.fields["windows-rows"] == ["1"]


def test_open_cases_that_a_text_would_touch_are_shown_and_keep_theirs(browser, scene):
    scene.opened()
    form = Form(browser(scene.operator))
    fields = {"windows-0-id": "all", "windows-0-term": "days", "windows-0-days": "30", "head-name": "Ours"}
    form.press("check", **fields)
    form.press("affected")
    assert "No policy counts for it." in form.text and "1 open case was looked at" in form.text
    assert reverse("case", args=[scene.case]) in form.text


def test_what_a_third_party_says_is_never_shown_to_a_buyer_nor_promised(browser, scene, marketplace, ctx):
    page = browser(scene.seller)
    form = Form(page)
    enter(form, BY_ID["target"])
    assert form.press("publish").status_code == 302
    assert "Not all of it is shown to buyers" in page.get("policies").content.decode()
    shown = browser(scene.buyer).get("policy_of_shop", scene.seller.actor.seller).content.decode()
    assert "for 90 days" in shown and "for 365 days" not in shown and "for 14 days" not in shown
    from hejie.record import reader

    assert use.promised(marketplace.pk, scene.seller.actor.seller, reader.order(scene.root)) == []


@pytest.mark.parametrize("language", ["en", "zh", "ru"])
def test_buyers_read_a_shop_s_promise_in_their_language(browser, scene, people, language):
    form = Form(browser(scene.seller))
    enter(form, BY_ID["bombas"])
    form.press("publish")
    answer = browser(people("buyer", language=language)).get("policy_of_shop", scene.seller.actor.seller)
    text = answer.content.decode()
    assert answer.status_code == 200 and "60" in text
    assert {"en": "The law stands below this", "zh": "法律", "ru": "стоит закон"}[language] in text


def test_a_policy_as_long_as_may_be_goes_through_the_form_whole(browser, scene, marketplace):
    windows = [
        {"id": f"w{at}", "if": {"category": f"kind{at}", "member": at % 2 == 0}, "days": at + 1} for at in range(100)
    ]
    exclusions = [{"id": f"x{at}", "if": {"category": f"never{at}"}} for at in range(100)]
    written = {
        "id": "long", "name": "Long", "windows": windows, "exclusions": exclusions, "country": ["DE"],
        "link": ["https://a.example/", "https://b.example/"],
        "restocking": {"value": "5.00", "currency": "EUR", "kept": {"x": 1}},
        "fees": {"defect": {"kinds": ["shipping"], "amount": {"value": "1.00", "currency": "EUR", "kept": {"y": 2}}}},
        "history": [{"until": "2025", "windows": "30 days"}], "in_store": True,
    }  # fmt: skip
    page = browser(scene.seller)
    form = Form(page)
    form.answer = page.post("policy_read_in", text=json.dumps(written))
    form.take()
    assert form.press("publish").status_code == 302, form.text
    assert kept.in_force(marketplace.pk, scene.seller.actor.seller) == return_policies.from_object(written)


@pytest.mark.parametrize("who", ["buyer", "neutral"])
def test_nobody_else_finds_the_editor(browser, scene, who):
    assert browser(getattr(scene, who)).get("policy_edit").status_code == 404


def test_a_second_factor_is_asked_for_before_anything_is_typed(browser, scene):
    assert browser(scene.operator, second_factor=False).get("policy_edit").status_code == 302


def test_all_but_is_typed_in_one_line_told_as_a_sentence_and_comes_back(browser, scene, ctx):
    page = browser(scene.seller)
    form = Form(page)
    typed = {
        "windows-0-if-0-fact": "all_but",
        "windows-0-if-0-value": "underwear, software (opened; brand: Kestrel / Wren)",
    }
    form.press("add:windows-0-if", **{"head-name": "Lin", "windows-0-id": "most", "windows-0-days": "30"})
    wrong = form.press("check", **typed | {"windows-0-if-0-value": "underwear, software (unwrapped)"})
    assert wrong.status_code == 422 and "This is no exception: unwrapped." in wrong.content.decode()
    form.press("check", **typed)
    assert form.press("publish").status_code == 302
    excepted = use.version(ctx(scene.seller), 1)[1].windows[0].when
    software = (("category", ("software",)), ("opened", (True,)), ("brand", ("Kestrel", "Wren")))
    assert excepted == (("all_but", ((("category", ("underwear",)),), software)),)
    assert Form(page).fields["windows-0-if-0-value"] == [typed["windows-0-if-0-value"]]
    told = html.unescape(page.get("policy", 1).content.decode())
    assert "All but: underwear, software (Opened: yes; Brand: Kestrel, Wren)" in told


def test_terms_of_one_window_alone_are_typed_published_told_as_changes_and_come_back(browser, scene, ctx):
    page = browser(scene.seller)
    form = Form(page)
    form.press(
        "add:windows", **{"head-name": "Lin", "windows-0-id": "money", "windows-0-days": "30", "head-restocking": "10%"}
    )
    form.press(
        "check", **{"windows-1-id": "credit", "windows-1-days": "60", "windows-1-after": "money", "windows-1-own_refunds": ["store_credit"],
                    "windows-1-own_restocking": "0"},
    )  # fmt: skip
    assert form.press("publish").status_code == 302
    first = use.version(ctx(scene.seller), 1)[1]
    assert first.windows[1].terms.refunds == ("store_credit",) and first.windows[1].terms.restocking is None
    assert first.terms.restocking.value == "10" and first.windows[1].after == "money"
    again = Form(page)
    assert again.fields["windows-1-after"] == ["money"] and again.fields["windows-1-own_restocking"] == ["0"]
    assert again.press("publish").status_code == 302 and len(use.versions(ctx(scene.seller))) == 1, (
        "it comes back as it was"
    )
    wrong = again.press("check", **{"windows-0-days": "45", "windows-0-own_restocking": "much"})
    assert wrong.status_code == 422 and "Write per cent as 15%" in wrong.content.decode()
    again.press("publish", **{"windows-0-own_restocking": ""})
    told = page.get("policy", 2).content.decode()
    assert "Window “money”" in told and "for 30 days, from the day of delivery.</del>" in told and "for 45 days" in told
