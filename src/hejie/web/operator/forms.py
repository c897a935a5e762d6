"""Forms of the operator's pages. Each cleans to plain values; what is allowed is decided by the use cases."""

import re

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.kernel.money import EXPONENTS
from hejie.rulebooks.clock_words import zone_names
from hejie.usecases.people import integrators
from hejie.usecases.people.settings import HOST, Settings
from hejie.web import languages, words
from hejie.web.case.forms import minor_of
from hejie.web.forms import Choices, Form, Language, Languages, ManyChoices
from hejie.web.operator.erasable import Erasable

_SIDES = ("buyer", "seller", "neutral", "platform")
ANY = [("", gettext_lazy("All"))]
LANGUAGES = [(one.code, one.name) for one in languages.LANGUAGES]
ROLE_WORDS = {
    "buyer": gettext_lazy("Buyer"),
    "seller": gettext_lazy("Seller"),
    "agent": gettext_lazy("Service agent"),
    "neutral": gettext_lazy("Neutral"),
    "operator": gettext_lazy("Operator"),
    "auditor": gettext_lazy("Auditor"),
}
ROLE_HINTS = {
    "buyer": gettext_lazy("Everybody is that besides"),
    "seller": gettext_lazy("Acts for a shop: answers, offers, signs"),
    "agent": gettext_lazy("Works for a shop, or for the marketplace where no shop is named"),
    "neutral": gettext_lazy("Hears both sides, proposes, decides"),
    "operator": gettext_lazy("Sees all cases and does what these pages do"),
    "auditor": gettext_lazy("Reads everything, changes nothing"),
}
SCOPES = {
    "read": gettext_lazy("Read cases and orders"),
    "write": gettext_lazy("Open cases, write messages, file evidence for buyers and shops"),
    "orders": gettext_lazy("Send orders, dispatch, delivery and payments"),
    "staff": gettext_lazy("Do what the marketplace’s own programs do"),
    "webhooks": gettext_lazy("Be told of what happens"),
}


class CaseFilters(Form):
    """What staff decides on: open or closed, stage, whose turn, cause, or one case by its number."""

    state = forms.ChoiceField(
        label=gettext_lazy("Show"),
        required=False,
        choices=[("open", gettext_lazy("Open")), ("closed", gettext_lazy("Closed")), ("all", gettext_lazy("All"))],
    )
    stage = forms.ChoiceField(label=gettext_lazy("Stage"), required=False, choices=[*ANY, *words.STAGES.items()])
    turn = forms.ChoiceField(
        label=gettext_lazy("Whose turn"),
        required=False,
        choices=[*ANY, *((side, words.THE_SIDE[side]) for side in _SIDES), ("both", gettext_lazy("Both sides"))],
    )
    reason = forms.ChoiceField(label=gettext_lazy("Cause"), required=False, choices=[*ANY, *words.REASONS.items()])
    number = forms.CharField(label=gettext_lazy("Case number"), required=False, max_length=40)

    def chosen(self) -> dict:
        """Filters as `usecases.listing.cases` takes them, and `number`."""
        data = self.cleaned_data if self.is_valid() else {}
        state = data.get("state") or "open"
        found = {name: data.get(name, "") for name in ("stage", "turn", "reason")}
        sort = "due" if state == "open" and found["stage"] != "closed" else "opened"
        if found["stage"] == "closed":
            state = "closed"
        return found | {"state": "" if state == "all" else state, "sort": sort, "number": data.get("number", "")}


class Assignment(Form):
    """Who takes the case."""

    neutral = forms.ChoiceField(label=gettext_lazy("Who takes the case?"))

    def __init__(self, people: list[tuple[str, str, str]], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["neutral"]
        field.widget = Choices(hints={one: hint for one, _name, hint in people})
        field.choices = [(one, format_html("<span data-user-text>{}</span>", name)) for one, name, _hint in people]


ERASURES = {
    "request": gettext_lazy("Asked for by whom it is about"),
    "court": gettext_lazy("Ordered by a court or an authority"),
    "unlawful": gettext_lazy("It should never have stood there"),
    "mistake": gettext_lazy("It got there by mistake"),
    "other": gettext_lazy("Another reason"),
}


class Erasure(Form):
    """What goes, and by what right."""

    what = forms.MultipleChoiceField(label=gettext_lazy("What is erased"), required=False, widget=ManyChoices)
    more = forms.CharField(
        label=gettext_lazy("Contents of private rooms"),
        help_text=gettext_lazy(
            "You may not read those rooms. Whoever asks finds the references of his own texts and files in his dossier; put "
            "them here, one a line."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    why = forms.ChoiceField(
        label=gettext_lazy("By what right"),
        choices=[("", "–"), *ERASURES.items()],
        help_text=gettext_lazy("Stays on the file for everybody in the case."),
    )
    note = forms.CharField(
        label=gettext_lazy("A word beside it"),
        help_text=gettext_lazy("Both sides can read it. For example: order 4 of the court of Harbour, 3 May."),
        required=False,
        max_length=300,
    )

    def __init__(self, found: list[Erasable], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.found = {one.id: one for one in found}
        field = self.fields["what"]
        field.widget = ManyChoices(
            hints={one.id: format_html("<span data-user-text>{}</span>", one.excerpt) for one in found}
        )
        field.choices = [(one.id, one.label) for one in found]
        field.required = not self.data.get("more", "").strip()

    def clean(self) -> dict:
        """All references that go, as `refs`."""
        data = super().clean()
        refs = [ref for name in data.get("what", ()) for ref in self.found[name].refs]
        written = (data.get("more") or "").split()
        if any(not re.fullmatch(r"[0-9a-f]{64}", ref) for ref in written):
            self.add_error("more", _("A reference is 64 figures and letters from a to f. Copy it whole."))
        return data | {"refs": [*refs, *written]}


class PeopleFilters(Form):
    """Whom one looks for."""

    words = forms.CharField(label=gettext_lazy("Name or address"), required=False, max_length=100)
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        required=False,
        choices=[*ANY, *((role, word) for role, word in ROLE_WORDS.items() if role != "buyer")],
    )


class Account(Form):
    """Name, address and language of somebody."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        error_messages={"invalid": gettext_lazy("This is no e-mail address. Write it like name@example.org.")},
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of letters"), choices=LANGUAGES, widget=Language)


class Role(Form):
    """A role, with the shop and the limit that go with some."""

    role = forms.ChoiceField(
        label=gettext_lazy("What may this person act as?"),
        choices=[(role, word) for role, word in ROLE_WORDS.items() if role != "buyer"],
        widget=Choices(hints=ROLE_HINTS),
    )
    shop = forms.CharField(
        label=gettext_lazy("Shop"),
        help_text=gettext_lazy("For sellers and a shop’s agents: the id that stands on the shop’s page."),
        required=False,
        max_length=120,
    )
    limit = forms.CharField(
        label=gettext_lazy("Most that an agent may promise in one case"),
        help_text=gettext_lazy("In the marketplace’s currency. Nothing written means nothing may be promised."),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "input--short"}),
    )

    def __init__(self, currency: str, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency

    def clean_limit(self) -> int:
        """Minor units."""
        written = self.cleaned_data["limit"].strip()
        return minor_of(written, self.currency) if written else 0


class NewPerson(Role, Account):
    """Somebody new."""

    field_order = ("name", "email", "language", "role", "shop", "limit")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = list(ROLE_WORDS.items())


class ShopFilters(Form):
    """Which shop one looks for."""

    words = forms.CharField(label=gettext_lazy("Name or id"), required=False, max_length=100)


class Shop(Form):
    """A shop."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    external_ref = forms.CharField(
        label=gettext_lazy("Id in your own system"),
        help_text=gettext_lazy("By which orders name this shop."),
        required=False,
        max_length=120,
    )
    tier = forms.CharField(
        label=gettext_lazy("Standing among your shops"),
        help_text=gettext_lazy(
            "Your own word, such as gold; a procedure may tell shops apart by it. It counts in cases opened from now on."
        ),
        required=False,
        max_length=40,
    )


class Deposit(Form):
    """Money that has come into a purse."""

    owner = forms.CharField(
        label=gettext_lazy("For which shop?"),
        help_text=gettext_lazy("The shop’s id, for its deposit. Left empty, the money goes into the guarantee fund."),
        max_length=40,
        required=False,
    )
    amount = forms.CharField(
        label=gettext_lazy("Amount"),
        max_length=24,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "input--short"}),
    )
    currency = forms.CharField(
        label=gettext_lazy("Currency"), max_length=3, widget=forms.TextInput(attrs={"class": "input--short"})
    )
    reference = forms.CharField(
        label=gettext_lazy("Reference of the payment"),
        help_text=gettext_lazy("As your bank or payment provider gives it; stays in the record."),
        required=False,
        max_length=120,
    )

    def clean_currency(self) -> str:
        """A code that is known."""
        code = self.cleaned_data["currency"].strip().upper()
        if code not in EXPONENTS:
            raise forms.ValidationError(_("This currency is not known. Write its three letters, like CNY or EUR."))
        return code

    def clean(self) -> dict:
        """The amount in minor units, as `minor`."""
        data = super().clean()
        if data.get("amount") and data.get("currency"):
            try:
                data["minor"] = minor_of(data["amount"], data["currency"])
            except forms.ValidationError as fault:
                self.add_error("amount", fault)
        return data


class Repayment(Deposit):
    """What a seller pays back to the guarantee fund."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].label = _("Which shop pays back?")
        self.fields["owner"].help_text = _("The shop’s id.")
        self.fields["owner"].required = True


class Market(Form):
    """The settings of a marketplace."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    first = forms.ChoiceField(
        label=gettext_lazy("The marketplace’s own language"),
        help_text=gettext_lazy("For whoever has named none of his own."),
        choices=LANGUAGES,
        widget=Language,
    )
    offered = forms.MultipleChoiceField(
        label=gettext_lazy("Languages of the pages"), choices=LANGUAGES, widget=Languages
    )
    currency = forms.CharField(
        label=gettext_lazy("Currency"),
        help_text=gettext_lazy("For orders that name none; three letters, like CNY. Orders that are here keep theirs."),
        max_length=3,
        widget=forms.TextInput(attrs={"class": "input--short"}),
    )
    timezone = forms.CharField(
        label=gettext_lazy("Time zone"), help_text=gettext_lazy("As in Asia/Shanghai or Europe/Moscow."), max_length=60
    )
    hosts = forms.CharField(
        label=gettext_lazy("Host names"),
        help_text=gettext_lazy("Under which the pages answer, one a line, without scheme and port."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    mail_name = forms.CharField(
        label=gettext_lazy("How letters are signed"),
        help_text=gettext_lazy("The name beside the sender’s address. Left empty, the marketplace’s name."),
        required=False,
        max_length=120,
    )
    reply_to = forms.EmailField(
        label=gettext_lazy("Where answers to letters go"),
        help_text=gettext_lazy("Letters themselves leave from the address that the installation is set up with."),
        required=False,
        error_messages={"invalid": gettext_lazy("This is no e-mail address. Write it like name@example.org.")},
    )

    @classmethod
    def of(cls, now: Settings, *args: object) -> "Market":
        """The form filled with the settings as they are."""
        given = {
            "name": now.name,
            "first": now.languages[0],
            "offered": list(now.languages),
            "currency": now.currency,
            "timezone": now.timezone,
            "hosts": "\n".join(now.hosts),
            "mail_name": now.mail_name,
            "reply_to": now.reply_to,
        }
        return cls(*args, initial=given)

    def clean_currency(self) -> str:
        """A code that is known."""
        return Deposit.clean_currency(self)

    def clean_timezone(self) -> str:
        """A zone that exists."""
        name = self.cleaned_data["timezone"].strip()
        if name not in zone_names():
            raise forms.ValidationError(_("This time zone is not known. Write it like Asia/Shanghai or Europe/Moscow."))
        return name

    def clean_hosts(self) -> tuple[str, ...]:
        """Host names in lower case, each once."""
        hosts = tuple(dict.fromkeys(self.cleaned_data["hosts"].lower().split()))
        wrong = next((host for host in hosts if not HOST.fullmatch(host)), "")
        if wrong:
            raise forms.ValidationError(
                _("“%(host)s” is not a host name. Write it like cases.example.org.") % {"host": wrong}
            )
        return hosts

    def wanted(self) -> Settings:
        """The settings that were typed."""
        data = self.cleaned_data
        offered = tuple(dict.fromkeys([data["first"], *data["offered"]]))
        names = ("name", "currency", "timezone", "hosts", "mail_name", "reply_to")
        return Settings(languages=offered, **{name: data[name] for name in names})


class Token(Form):
    """A token of an outside system."""

    integrator = forms.CharField(
        label=gettext_lazy("Which system?"),
        help_text=gettext_lazy(
            "A short name in small letters, figures and hyphens; it stands in the record beside what it does."
        ),
        max_length=40,
    )
    name = forms.CharField(label=gettext_lazy("What is it for"), max_length=80)
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"),
        choices=[(scope, SCOPES[scope]) for scope in integrators.SCOPES],
        widget=ManyChoices,
        initial=["read"],
    )
    days = forms.IntegerField(label=gettext_lazy("Days until it ends"), min_value=1, max_value=366, initial=90)

    def clean_integrator(self) -> str:
        """A name that can stand in the record."""
        name = self.cleaned_data["integrator"].strip().lower()
        if not integrators.NAME.fullmatch(name):
            raise forms.ValidationError(_("Use small letters from a to z, figures and hyphens, like my-shop."))
        return name
