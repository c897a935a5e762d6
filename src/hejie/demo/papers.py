"""Papers of the sample's shops, each of another kind: in order, running out, run out, waiting, refused; deposits; new shops."""

from datetime import datetime, timedelta

from hejie.demo.before_sale import People, texts
from hejie.demo.parts import DAY, Script
from hejie.demo.stage import Stage
from hejie.domain.escrow import purse
from hejie.domain.kernel.actor import Actor
from hejie.domain.standing.vet import Declare, FilePaper, ReviewPaper
from hejie.usecases import money, vetting, vetting_policies

_PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n% "


class _File:
    """A small PDF of its own."""

    def __init__(self, words: str) -> None:
        self._content = _PDF + words.encode()

    def chunks(self):
        """Its bytes."""
        yield self._content


class Shop:
    """One shop's papers."""

    def __init__(self, people: People, name: str) -> None:
        self.people, self.name, self.who = people, name, people.shop(name)

    def declares(self, kind: str, country: str, *categories: str) -> None:
        """Say what it is."""
        self._do(self.who, vetting.declare, Declare(self.who.seller, kind, country, categories))

    def files(self, kind: str, until: datetime | None = None, number: str = "") -> str:
        """File a paper; its number."""
        day = until.date().isoformat() if until else ""
        command = FilePaper(self.who.seller, kind, {}, f"{kind}.pdf", day, number)
        ctx, file = self.people.ctx(self.who), _File(f"{self.name} {kind} {day}")
        return vetting.file_paper(ctx, command, file, key=self.people.stage.key()).created["paper"]

    def found(self, paper: str, result: str = "accepted", reason: str = "") -> None:
        """What the operator finds."""
        self._do(self.people.operator, vetting.review, ReviewPaper(self.who.seller, paper, result, reason))

    def pays_in(self, minor: int) -> None:
        """Money comes into its deposit."""
        self._do(self.people.operator, money.deposit, purse.Deposit(self.who.seller, minor, "CNY", "demo"))

    def _do(self, actor: Actor, use_case, command: object) -> None:
        use_case(self.people.ctx(actor), command, key=self.people.stage.key())


def enter(stage: Stage, people: People, now: datetime) -> None:
    """Put it on the agenda in the last weeks before `now`."""
    stage.enter("vetting policy", _own_policy(people), now - 21 * DAY)
    for name, (way, days) in WAYS.items():
        stage.enter(f"papers of {name}", way(Shop(people, name), now), now - days * DAY)


def in_order(shop: Shop, now: datetime) -> Script:
    """All papers are there and hold; so does the deposit."""
    shop.declares("business", "CN", "electronics")
    shop.pays_in(500_000)
    for kind in ("business_licence", "identity"):
        shop.found(shop.files(kind, now + timedelta(days=400), "91330100MA2H"))
    yield timedelta(0)


def running_out(shop: Shop, now: datetime) -> Script:
    """One paper runs out within the month; the renewed one waits."""
    shop.declares("business", "CN")
    for kind, days in (("business_licence", 380), ("identity", 12)):
        shop.found(shop.files(kind, now + timedelta(days=days)))
    yield 19 * DAY
    shop.files("identity", now + timedelta(days=3650))


def run_out(shop: Shop, now: datetime) -> Script:
    """A permit has run out: until the time is over it can be renewed."""
    shop.declares("business", "CN", "food")
    for kind, days in (("business_licence", 380), ("identity", 380), ("food_permit", -3)):
        shop.found(shop.files(kind, now + timedelta(days=days)))
    yield timedelta(0)


def being_looked_at(shop: Shop, now: datetime) -> Script:
    """Filed and waiting, refused, and asked for more; its deposit was not made up in time."""
    shop.declares("business", "CN", "toys", "brand")
    shop.files("business_licence", now + timedelta(days=900))
    shop.found(shop.files("identity"), "refused", texts()["papers"]["blurred"]["en"])
    shop.found(shop.files("brand_authorisation"), "asked", texts()["papers"]["more"]["en"])
    yield timedelta(0)


def private_person(shop: Shop, now: datetime) -> Script:
    """A private person: no deposit, one paper."""
    shop.declares("private", "CN")
    shop.found(shop.files("identity", now + timedelta(days=2000)))
    yield timedelta(0)


def short_of_deposit(shop: Shop, now: datetime) -> Script:
    """All papers hold; the time to make up the deposit runs."""
    shop.declares("business", "CN", "appliance")
    for kind in ("business_licence", "identity"):
        shop.found(shop.files(kind, now + timedelta(days=500)))
    yield timedelta(0)


WAYS = {
    "shown": (in_order, 20), "yunshang": (running_out, 20), "xiaomai": (run_out, 20), "tongxin": (being_looked_at, 20),
    "qingshan": (private_person, 20), "nuanyang": (short_of_deposit, 3),
}  # fmt: skip


def _own_policy(people: People) -> Script:
    """The operator asks more of whoever sells toys and appliances, for shops from then on; what was accepted is not touched."""
    ctx = people.ctx(people.operator)
    text = vetting_policies.texts.plain(vetting_policies.in_force(ctx)[1])
    text["version"] = "2026-12"
    text["papers"]["conformity"] = {**text["papers"]["conformity"], "lasts": 730}
    text["rules"] += [
        {
            "for": "business", "countries": ["CN"], "categories": ["appliance"], "papers": [],
            "deposit": {"minor": 600_000, "currency": "CNY"}, "source": "Repairs of appliances cost most",
        },
        {
            "for": "business", "countries": ["CN"], "categories": ["toys"], "papers": ["conformity"],
            "deposit": {"minor": 800_000, "currency": "CNY"}, "probation": {"days": 120, "longer": 96, "most": {"CNY": 300_000}},
            "source": "Toys had the most upheld complaints last year",
        },
    ]  # fmt: skip
    vetting_policies.publish(ctx, text)
    yield timedelta(0)
