"""Marketplaces and the people in them. Everything here belongs to exactly one marketplace.

A person's e-mail address is unique within a marketplace only: the same address in two marketplaces is two people.
Secrets (tokens, links, codes) are kept as digests; whoever reads the database cannot use them.
"""

import secrets

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.timezone import now

ID_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
LANGUAGES = (("zh", "中文"), ("en", "English"), ("ru", "Русский"))
PLATFORM = "platform"


def new_id(kind: str) -> str:
    """A fresh id that says nothing: the kind's letter and 12 characters a-z2-7."""
    return kind + "".join(secrets.choice(ID_LETTERS) for _ in range(12))


def new_person_id() -> str:
    """A fresh person id."""
    return new_id("p")


class Marketplace(models.Model):
    """One operator's shop world.

    slug        stands in addresses (`/m/<slug>/`) and in every id derived here; never changes
    languages   those its pages offer, the first being its own
    currency    ISO 4217, for what names none
    timezone    IANA name, for what happens at the marketplace
    settings    what an operator may set: mail sender, procedure
    """

    slug = models.SlugField(max_length=40, primary_key=True)
    name = models.CharField(max_length=120)
    languages = models.JSONField(default=list)
    currency = models.CharField(max_length=3, default="CNY")
    timezone = models.CharField(max_length=60, default="UTC")
    settings = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        db_table = "marketplace"

    def __str__(self) -> str:
        return self.name

    def offered_languages(self) -> tuple[str, ...]:
        """Codes of the languages that its pages offer; all three when none are named."""
        known = tuple(code for code, _ in LANGUAGES)
        return tuple(code for code in self.languages if code in known) or known


class MarketplaceHost(models.Model):
    """A host name under which a marketplace answers, lower case, without port."""

    host = models.CharField(max_length=253, primary_key=True)
    marketplace = models.ForeignKey(Marketplace, models.CASCADE, related_name="hosts")

    class Meta:
        db_table = "marketplace_host"

    def __str__(self) -> str:
        return self.host


class Seller(models.Model):
    """A shop of a marketplace, or the marketplace itself where no shop is known (`id` is then `platform`).

    key            `slug:id`, set on saving
    id             how the record names it
    external_ref   the shop's id in the marketplace's own system
    tier           the marketplace's word for the standing of its shops, for procedures that tell them apart
    """

    key = models.CharField(max_length=60, primary_key=True)
    id = models.CharField(max_length=16)
    marketplace = models.ForeignKey(Marketplace, models.CASCADE, related_name="sellers")
    name = models.CharField(max_length=200)
    external_ref = models.CharField(max_length=120, blank=True, default="")
    tier = models.CharField(max_length=40, blank=True, default="")
    created_at = models.DateTimeField(default=now)

    class Meta:
        db_table = "seller"
        # SQLite looks nothing up by the partial unique index below.
        indexes = [models.Index(fields=["marketplace", "external_ref"], name="seller_external")]
        constraints = [
            models.UniqueConstraint(fields=["marketplace", "id"], name="seller_once"),
            models.UniqueConstraint(
                fields=["marketplace", "external_ref"], condition=~Q(external_ref=""), name="seller_external_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        """Keep the key what the marketplace and the id say."""
        self.key = self.key_of(self.marketplace_id, self.id)
        super().save(*args, **kwargs)

    @property
    def is_platform(self) -> bool:
        """Whether it is the marketplace itself."""
        return self.id == PLATFORM

    @staticmethod
    def key_of(marketplace: str, seller_id: str) -> str:
        """The primary key of a seller, for look-ups and bulk loading."""
        return f"{marketplace}:{seller_id}"


class PersonManager(BaseUserManager):
    """Makes people; knows them by their sign-in name."""

    def create_user(self, marketplace: Marketplace, email: str, password: str | None = None, **fields) -> "Person":
        """A new person; without a password he sets one through recovery."""
        person = self.model(marketplace=marketplace, email=email, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def within(self, marketplace: str) -> models.QuerySet:
        """The people of one marketplace."""
        return self.filter(marketplace_id=marketplace)


class Person(AbstractBaseUser):
    """Somebody who acts: a buyer, staff of a shop, or staff of the marketplace.

    login                `slug:email`, unique in the installation; `slug:id` for who has no address
    email                lower case; empty for an imported buyer whose address nobody knows
    external_ref         the buyer's id in the marketplace's own system
    timezone             IANA name; empty means the marketplace's
    address_bounced_at   when mail to him came back; address_reviewed_at: when an operator looked after it
    """

    id = models.CharField(max_length=16, primary_key=True, default=new_person_id)
    marketplace = models.ForeignKey(Marketplace, models.CASCADE, related_name="people")
    login = models.CharField(max_length=300, unique=True)
    email = models.EmailField(max_length=254, blank=True, default="")
    name = models.CharField(max_length=120, blank=True, default="")
    language = models.CharField(max_length=2, choices=LANGUAGES, default="en")
    timezone = models.CharField(max_length=60, blank=True, default="")
    external_ref = models.CharField(max_length=120, blank=True, default="")
    is_active = models.BooleanField(default=True)
    address_bounced_at = models.DateTimeField(null=True, blank=True)
    address_reviewed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=now)

    objects = PersonManager()
    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    class Meta:
        db_table = "person"
        # SQLite looks nothing up by the partial unique index below.
        indexes = [models.Index(fields=["marketplace", "external_ref"], name="person_external")]
        constraints = [
            models.UniqueConstraint(fields=["marketplace", "email"], condition=~Q(email=""), name="person_email_once"),
            models.UniqueConstraint(
                fields=["marketplace", "external_ref"], condition=~Q(external_ref=""), name="person_external_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email or self.id

    def save(self, *args, **kwargs) -> None:
        """Keep the address in lower case and the sign-in name what it says."""
        self.email = (self.email or "").strip().lower()
        self.login = self.login_for(self.marketplace_id, self.email, self.id)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "email", "login"}
        super().save(*args, **kwargs)

    @staticmethod
    def login_for(marketplace: str, email: str, person_id: str) -> str:
        """The sign-in name, for bulk loading."""
        return f"{marketplace}:{email or person_id}"

    def clean(self) -> None:
        """Nothing to normalise beyond what saving does."""

    @property
    def zone(self) -> str:
        """The IANA name of the zone in which he reads times."""
        return self.timezone or self.marketplace.timezone

    @property
    def is_unreachable(self) -> bool:
        """Whether mail to him came back and nobody has looked after it yet."""
        bounced, reviewed = self.address_bounced_at, self.address_reviewed_at
        return bounced is not None and (reviewed is None or reviewed < bounced)


class Membership(models.Model):
    """What a person is in his marketplace. Everybody is a buyer besides, without a row.

    seller                the shop, for sellers and for a shop's service agents; empty for the marketplace's own staff
    promise_limit_minor   how much an agent may promise in one case, in minor units of the marketplace's currency
    """

    ROLES = [(role, role) for role in ("buyer", "seller", "agent", "neutral", "operator", "auditor", "integrator")]

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=ROLES)
    seller = models.ForeignKey(Seller, models.CASCADE, null=True, blank=True, related_name="memberships")
    promise_limit_minor = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=now)

    class Meta:
        db_table = "membership"
        constraints = [
            models.UniqueConstraint(fields=["person", "role", "seller"], name="membership_once"),
            models.UniqueConstraint(
                fields=["person", "role"], condition=Q(seller__isnull=True), name="membership_once_without_shop"
            ),
            models.CheckConstraint(
                condition=~Q(role="seller") | Q(seller__isnull=False), name="membership_seller_has_shop"
            ),
            models.CheckConstraint(
                condition=Q(role__in=("seller", "agent")) | Q(seller__isnull=True), name="membership_shop_roles"
            ),
            models.CheckConstraint(condition=Q(promise_limit_minor__gte=0), name="membership_promise_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.seller_id or ''}".strip()


class ApiToken(models.Model):
    """A bearer token, kept as its SHA-256; the token itself is shown once.

    prefix       its first characters, by which its owner knows it again
    scopes       what it may do; see `usecases.people.tokens.SCOPES`
    integrator   name of the outside system it belongs to, or empty for a person's own token
    person       whose it is; for an integrator, the person who made it
    """

    digest = models.CharField(max_length=64, primary_key=True)
    prefix = models.CharField(max_length=12)
    marketplace = models.ForeignKey(Marketplace, models.CASCADE, related_name="tokens")
    person = models.ForeignKey(Person, models.CASCADE, related_name="tokens")
    integrator = models.SlugField(max_length=40, blank=True, default="")
    name = models.CharField(max_length=80, blank=True, default="")
    scopes = models.JSONField(default=list)
    role = models.CharField(max_length=32, blank=True, default="")
    second_factor = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=now)
    last_used_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "api_token"
        indexes = [models.Index(fields=["person", "-created_at"], name="api_token_of_person")]

    def __str__(self) -> str:
        return f"{self.prefix}… {self.name}"


class SignedLink(models.Model):
    """What every signed link to a case has: it ends, and a one-time code is asked for before somebody acts over it.

    digest        SHA-256 of the token in the link
    code_digest   keyed digest of the open one-time code, empty when none is open
    """

    digest = models.CharField(max_length=64, primary_key=True)
    case_id = models.CharField(max_length=32)
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    code_digest = models.CharField(max_length=64, blank=True, default="")
    code_expires_at = models.DateTimeField(null=True, blank=True)
    code_attempts = models.PositiveSmallIntegerField(default=0)
    codes_sent = models.PositiveSmallIntegerField(default=0)
    codes_counted_from = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class CaseLink(SignedLink):
    """A signed link by which somebody without an account comes to one case.

    email         the address it was sent to; the one-time code goes there and nowhere else
    """

    marketplace = models.ForeignKey(Marketplace, models.CASCADE, related_name="case_links")
    person = models.ForeignKey(Person, models.CASCADE, related_name="case_links")
    email = models.EmailField(max_length=254)

    class Meta:
        db_table = "case_link"
        indexes = [models.Index(fields=["marketplace", "case_id"], name="case_link_of_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.person_id}"


class ReadingLog(models.Model):
    """That somebody has read something of a case: staff anything, others an original that is not theirs.

    person   None for whoever has no account: somebody who was asked in, a shop's program
    who      id of whoever has read (empty in rows from before it was kept; it is then `person`)
    """

    marketplace = models.ForeignKey(Marketplace, models.CASCADE, related_name="readings")
    person = models.ForeignKey(Person, models.CASCADE, related_name="readings", null=True)
    who = models.CharField(max_length=64, default="")
    role = models.CharField(max_length=12)
    case_id = models.CharField(max_length=32)
    what = models.CharField(max_length=120)
    at = models.DateTimeField(default=now)

    class Meta:
        db_table = "reading_log"
        indexes = [
            models.Index(fields=["marketplace", "case_id", "-id"], name="reading_log_of_case"),
            models.Index(fields=["marketplace", "-id"], name="reading_log_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.who or self.person_id} {self.case_id} {self.what}"
