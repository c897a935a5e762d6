"""A whole sample market, served by the real command, and guests who sign in to it as people do.

Nothing of it runs in this process, so the same pieces serve the tests and `make screenshots`.
"""

import base64
import hmac
import html
import json
import re
import struct
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path

from tests.support.installation import Installation, free_port

PASSWORD = "correct horse battery"
_STEP = 30
# By secret, the half minutes whose codes this process has used.
_USED: dict[str, set[int]] = {}
_CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')

# Everybody gets the same password; whoever is staff gets a second factor whose secret we know.
_LET_IN = """
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password
from django.db import connection
from hejie.demo.cast import _totp_secret
from hejie.store.models import Person
Person.objects.update(password=make_password(sys.argv[1]))
secrets = {}
for person in Person.objects.filter(memberships__isnull=False).distinct():
    person.authenticator_set.all().delete()
    secrets[person.email] = _totp_secret()
    TOTP.activate(person, secrets[person.email])
people = {one.id: one for one in Person.objects.all()}
staff = {}
for one in people.values():
    for role in one.memberships.all():
        staff.setdefault((role.role, role.seller.id if role.seller else ''), one.email)
with connection.cursor() as cursor:
    cursor.execute("SELECT id, buyer, seller, neutral, stage, outcome, turn_who, turn_wait FROM case_row ORDER BY opened_ms DESC")
    rows = cursor.fetchall()
mail = lambda who: people[who].email if who in people else ''
cases = [[row[0], mail(row[1]), staff.get(('seller', row[2]), ''), mail(row[3]), *map(str, row[4:])] for row in rows]
print(json.dumps([cases, {role: email for (role, _shop), email in sorted(staff.items())}, secrets]))
"""


@dataclass(frozen=True)
class Case:
    """A case of the market: the addresses of its people, and where it stands."""

    id: str
    buyer: str
    seller: str
    neutral: str
    stage: str
    outcome: str
    turn_who: str
    turn_wait: str

    @property
    def kind(self) -> str:
        """Cases of one kind look alike."""
        return (
            f"{self.stage}-{self.outcome}"
            if self.stage == "closed"
            else f"{self.stage}-{self.turn_who}-{self.turn_wait}"
        )


class Market(Installation):
    """An installation with the sample market in it.

    home     an empty folder, or one in which a market has been made before
    cases    of the market, the newest first
    staff    an address by role
    """

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.url = ""
        self.port = free_port()
        self.cases: tuple[Case, ...] = ()
        self.staff: dict[str, str] = {}
        self._secrets: dict[str, str] = {}

    @property
    def environment(self) -> dict[str, str]:
        """With the mail page, and with the address at which it is served in its letters."""
        return super().environment | {"HEJIE_OPEN_MAIL": "1", "HEJIE_URL": self.address}

    @property
    def address(self) -> str:
        """scheme://host:port of its pages."""
        return f"http://127.0.0.1:{self.port}"

    def make(self, size: int) -> None:
        """Make the market of so many orders anew."""
        command = [sys.executable, "-m", "hejie.demo", "--exit", "--size", str(size), "--port", str(self.port)]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=900)
        assert done.returncode == 0, f"{done.stdout[-1500:]}\n{done.stderr[-3000:]}"

    def open(self) -> None:
        """Let everybody in, and serve."""
        cases, self.staff, self._secrets = self.python(_LET_IN, PASSWORD)
        self.cases = tuple(Case(*row) for row in cases)
        self.serve(port=self.port)

    def sign_in(self, email: str) -> "Guest":
        """Somebody signed in by password and, where he has one, by his second factor."""
        guest = Guest(self.address)
        asked = guest.post("/account/login/", {"login": email, "password": PASSWORD})
        if 'name="code"' in asked.html:
            asked = guest.post(asked.path, {"code": code_of(self.secret(email))})
        assert "/account/login" not in asked.path and 'name="code"' not in asked.html, asked.html
        return guest

    def secret(self, email: str) -> str:
        """What a member of staff's authenticator reckons its codes from."""
        return self._secrets[email]

    def cases_of_all_kinds(self) -> list[Case]:
        """One case of each kind: the newest, rather of a buyer who writes English."""
        kinds: dict[str, Case] = {}
        for case in sorted(self.cases, key=lambda case: "-en-" not in case.buyer):
            kinds.setdefault(case.kind, case)
        return list(kinds.values())


def code_of(secret: str) -> str:
    """A code of an authenticator that is good now and was not used before: each is good once.

    That of this half minute, or of the next one, which the site takes already; whoever has used both waits.
    """
    used = _USED.setdefault(secret, set())
    while True:
        step = int(time.time()) // _STEP
        fresh = [one for one in (step, step + 1) if one not in used]
        if fresh:
            used.add(fresh[0])
            return _code_at(secret, fresh[0])
        time.sleep(_STEP - time.time() % _STEP)


def _code_at(secret: str, step: int) -> str:
    """RFC 6238: SHA-1, 30 seconds, six digits."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", step), "sha1")
    (number,) = struct.unpack(">I", digest[digest[-1] & 15 :][:4])
    return f"{(number & 0x7FFFFFFF) % 1_000_000:06}"


@dataclass(frozen=True)
class Answer:
    """What a page answered. `path`: where it was found after all redirections; `html`: empty where it is another file."""

    status: int
    path: str
    html: str


class Guest:
    """A browser's cookies and nothing more: gets and posts pages of one site."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._jar = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar))

    def get(self, path: str) -> Answer:
        """Read a page."""
        return self._ask(urllib.request.Request(self.address + path))

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Fill in the page at `path` and send it."""
        page = self.get(path)
        token = _CSRF.search(page.html)
        assert token, f"{path} answers {page.status} without a form"
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": html.unescape(token[1]), **fields}).encode()
        return self._ask(
            urllib.request.Request(self.address + path, data=body, headers={"Referer": self.address + path})
        )

    def speak(self, lang: str) -> None:
        """Read in another language from now on, as the switch at the top of the page does it."""
        page = self.get("/account/login/")
        token = _CSRF.search(page.html)
        fields = {"csrfmiddlewaretoken": token[1], "language": lang, "next": "/verify/"}
        body = urllib.parse.urlencode(fields).encode()
        headers = {"Referer": self.address}
        answer = self._ask(urllib.request.Request(self.address + "/language/", data=body, headers=headers))
        assert f'<html lang="{lang}"' in answer.html, answer.status

    def cookies(self) -> list[dict[str, str]]:
        """Its cookies, for a browser to go on with."""
        return [{"name": one.name, "value": one.value or "", "url": self.address} for one in self._jar]

    def _ask(self, request: urllib.request.Request) -> Answer:
        try:
            answered = self._opener.open(request, timeout=300)
        except urllib.error.HTTPError as fault:
            answered = fault
        with answered:
            is_page = answered.headers.get_content_type() == "text/html"
            text = answered.read().decode() if is_page else ""
            parts = urllib.parse.urlsplit(answered.url)
            return Answer(answered.status, parts.path + (f"?{parts.query}" if parts.query else ""), text)


def market_of(home: Path, size: int) -> Market:
    """A market served from `home`: the one that is there, else a new one of so many orders."""
    market = Market(home)
    if not (home / "made.json").exists():
        market.make(size)
        (home / "made.json").write_text(json.dumps({"size": size}))
    market.open()
    return market
