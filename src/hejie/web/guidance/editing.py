"""What shops and the marketplace write: the list of their articles, one article by language with its versions, its preview."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from hejie.adapters import markdown
from hejie.domain.guidance import articles as rules
from hejie.domain.kernel.clock import from_milliseconds
from hejie.domain.kernel.refusal import Refusal
from hejie.store import articles as kept
from hejie.usecases import guidance
from hejie.web import languages, words
from hejie.web.asking import again, key_of
from hejie.web.forms import Form, ManyChoices
from hejie.web.operator.pages import older

SCOPES = {
    "marketplace": gettext_lazy("Everything on this marketplace"),
    "category": gettext_lazy("One kind of goods"),
    "seller": gettext_lazy("The whole shop"),
    "listing": gettext_lazy("One product"),
}
STATUSES = {
    "draft": gettext_lazy("Draft"),
    "published": pgettext_lazy("an article", "Published"),
    "withdrawn": gettext_lazy("Withdrawn"),
}


class Text(Form):
    """An article in one language."""

    language = forms.ChoiceField(  # each language by its own name
        label=gettext_lazy("Language of this text"), widget=forms.Select({"data-user-text": ""})
    )
    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=rules.LONGEST_TITLE,
        help_text=gettext_lazy("As a buyer would ask: “The lamp does not turn on”."),
    )  # fmt: skip
    body = forms.CharField(
        label=gettext_lazy("Text"), max_length=rules.LONGEST_BODY, widget=forms.Textarea(attrs={"rows": 14}),
        help_text=gettext_lazy("Markdown: # heading, - list, **bold**, [link](https://…), tables. HTML and pictures are shown as text."),
    )  # fmt: skip
    scope = forms.ChoiceField(label=gettext_lazy("What is it about?"))
    about = forms.CharField(
        label=gettext_lazy("Product number or kind of goods"), max_length=120, required=False,
        help_text=gettext_lazy("As the orders name it. Leave it empty where the article is about all."),
    )  # fmt: skip
    reasons = forms.MultipleChoiceField(
        label=gettext_lazy("Before which complaints is it shown?"), required=False,
        widget=ManyChoices,
        help_text=gettext_lazy("A buyer who is about to complain for this reason reads it first. Without a mark, its words decide."),
    )  # fmt: skip

    def __init__(self, shop: str, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        own = ("listing", "seller") if shop else ("marketplace", "category")
        self.fields["language"].choices = [(code, languages.BY_CODE[code].name) for code in rules.LANGUAGES]
        self.fields["language"].widget.attrs["data-user-text"] = ""  # each language is called by its own name
        self.fields["scope"].choices = [(name, SCOPES[name]) for name in own]
        self.fields["reasons"].choices = list(words.REASONS.items())

    def written(self) -> rules.Written:
        """What the form says."""
        told = self.cleaned_data
        return rules.Written(
            told["scope"], told["about"], told["language"], told["title"], told["body"], tuple(told["reasons"])
        )


def listed(request: HttpRequest) -> HttpResponse:
    """One's own articles, with how many readers each has helped."""
    show = request.GET.get("show", "")
    show = show if show in rules.STATUSES else ""
    rows, further, helped = guidance.own_list(request.context, status=show, after=request.GET.get("after", ""))
    language = languages.active()
    facts = {
        "rows": [
            {
                "url": reverse("guidance_edit", args=[one.id]),
                "title": one.title(language),
                "scope": SCOPES[one.scope],
                "about": one.about,
                "languages": " ".join(languages.BY_CODE[code].name for code in one.titles),
                "status": STATUSES[one.status],
                "public": one.status == rules.PUBLISHED,
                "yes": helped.get(one.id, (0, 0))[0],
                "no": helped.get(one.id, (0, 0))[1],
            }
            for one in rows
        ],
        "tabs": [
            {"url": f"?show={name}" if name else "?", "label": label, "current": show == name}
            for name, label in (("", _("All")), *STATUSES.items())
        ],
        "older": older(request, "after", further),
    }
    return render(request, "guidance/listed.html", facts)


def new(request: HttpRequest) -> HttpResponse:
    """Write a new article."""
    shop = guidance.owner(request.context.actor)
    initial = {
        "language": languages.active(),
        "scope": "listing" if request.GET.get("product") else "seller" if shop else "marketplace",
    }
    initial |= {"about": request.GET.get("product", "")[:120]}
    form = Text(shop, request.POST or None, initial=initial)
    return _page(request, form, "")


def edit(request: HttpRequest, article: str) -> HttpResponse:
    """One's own article: the text of a language to be written on, and all versions."""
    found = guidance.own(request.context, article)
    language = request.GET.get("in", "") or found.in_language(languages.active())
    if language not in rules.LANGUAGES:
        raise Refusal("article_language", language=language[:20])
    initial = {"language": language, "scope": found.scope, "about": found.about, "reasons": kept.reasons(article)}
    if language in found.titles:
        text = guidance.text_of(found, language)
        initial |= {"title": text.title, "body": text.body}
    return _page(request, Text(found.seller, request.POST or None, initial=initial), article, found)


def _page(request: HttpRequest, form: Text, article: str, found: kept.Article | None = None) -> HttpResponse:
    facts = {"form": form, "article": found, "id": article}
    if found:
        facts |= {
            "status": STATUSES[found.status],
            "languages": [
                {
                    "code": code,
                    "label": languages.BY_CODE[code].name,
                    "there": code in found.titles,
                    "url": f"?in={code}",
                }
                for code in rules.LANGUAGES
            ],
            "versions": [
                {"row": row, "at": from_milliseconds(row.at_ms), "language": languages.BY_CODE[row.language].name}
                for row in guidance.versions(request.context, article)
            ],
        }
    if request.method != "POST" or not form.is_valid():
        return render(request, "guidance/edit.html", facts, status=422 if form.errors else 200)
    do = request.POST.get("do", "preview")
    if do == "preview":
        html = mark_safe(markdown.html(form.cleaned_data["body"]))  # noqa: S308  (the adapter escapes whatever is not its own)
        return render(
            request, "guidance/edit.html", facts | {"preview": {"title": form.cleaned_data["title"], "html": html}}
        )
    status = rules.DRAFT if do == "draft" else rules.PUBLISHED
    try:
        name = guidance.write(request.context, article, form.written(), status=status, key=key_of(request))
    except Refusal as refusal:
        return again(request, "guidance/edit.html", facts, refusal)
    messages.success(
        request, _("It is published.") if status == rules.PUBLISHED else _("The draft is kept; nobody else sees it.")
    )
    return redirect(f"{reverse('guidance_edit', args=[name])}?in={form.cleaned_data['language']}")


@require_POST
def status(request: HttpRequest, article: str) -> HttpResponse:
    """Publish it, or take it out of sight."""
    guidance.set_status(request.context, article, request.POST.get("status", ""))
    messages.success(request, _("Done."))
    return redirect("guidance_edit", article)


def version(request: HttpRequest, article: str, language: str, number: int) -> HttpResponse:
    """One version of a text, as it was read."""
    guidance.own(request.context, article)
    row = next(
        (
            one
            for one in guidance.versions(request.context, article)
            if (one.language, one.number) == (language, number)
        ),
        None,
    )
    if row is None:
        raise Refusal("not_found")
    html = mark_safe(markdown.html(row.body))  # noqa: S308  (as above)
    facts = {"row": row, "html": html, "at": from_milliseconds(row.at_ms), "article": article}
    return render(request, "guidance/version.html", facts)
