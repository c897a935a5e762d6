"""What a marketplace asks of its shops: written in the editor by an operator, tried, published, read in words."""

import html
import re

import pytest
from django.urls import reverse

from hejie.usecases import vetting_policies as use

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def fields_of(answer):
    """What the page shows is what is sent."""
    text = answer.content.decode()
    form = text[text.index('<form class="policy"') :]
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        told = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        if told.get("type") in ("checkbox", "radio") and " checked" not in tag:
            continue
        found.setdefault(told["name"], []).append(html.unescape(told.get("value", "")))
    for name, inner in re.findall(r'<select [^>]*?name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        found[name] = re.findall(r'<option value="([^"]*)" selected', inner) or [""]
    for name, inner in re.findall(r'<textarea name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        found[name] = [html.unescape(inner.removeprefix("\n"))]
    return found


def test_a_policy_is_written_tried_published_and_read_in_words(browser, scene, ctx):
    page = browser(scene.operator)
    standing = page.get("vetting").content.decode()
    assert "The policy that comes with the program" in standing and "Food Safety Law" in standing
    first = page.get("vetting_edit")
    fields = fields_of(first)
    last = max(int(one) for one in fields["rules-rows"][0].split(","))

    def press(button, **changes):
        nonlocal fields
        fields = {**fields, **{name: value if isinstance(value, list) else [value] for name, value in changes.items()}}
        answer = page.client.post(reverse("vetting_edit"), {**fields, "do": [button]})
        if answer.status_code == 200:
            fields = fields_of(answer)
        return answer

    press("add:rules")
    row = f"rules-{last + 1}"
    wrong = press("check", **{f"{row}-who": "business", f"{row}-countries": "China", f"{row}-source": "ours", f"{row}-deposit": "much",
                              f"{row}-currency": "CNY", "general-version": "2027-01"})  # fmt: skip
    assert wrong.status_code == 422 and "two letters" in wrong.content.decode()
    told = {
        f"{row}-countries": "cn",
        f"{row}-categories": "tea",
        f"{row}-papers": ["food_permit"],
        f"{row}-deposit": "2000",
    }
    seen = press(
        "try", **told, **{"try-who": "business", "try-country": "CN", "try-categories": "tea"}
    ).content.decode()
    assert "It would have to show" in seen and "2,000" in seen, seen[seen.index("<h3>") :][:600]
    assert "0 shops were looked at" in press("touched").content.decode()
    done = press("publish", **{"publish-whom": "all"})
    assert done.status_code == 302
    (kept,) = use.versions(ctx(scene.operator))
    assert (kept.version, kept.for_all, kept.again) == ("2027-01", True, False)
    told = page.get("vetting_policy", 1).content.decode()
    assert "A business · CN · tea" in told and "2,000" in told
    assert "tea_" not in page.get("vetting_text", 1).content.decode()
    assert (
        press("publish", **{"publish-whom": "all"}).status_code == 302 and len(use.versions(ctx(scene.operator))) == 1
    )
    for other in (scene.seller, scene.buyer):
        assert browser(other).get("vetting").status_code == 404
    assert browser(scene.operator, second_factor=False).get("vetting_edit").status_code in (302, 403)
