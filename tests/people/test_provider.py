"""Signing in with an OpenID Connect provider, against a small provider of our own on this machine."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from hejie.conf import environment

pytestmark = [pytest.mark.urls("tests.people.urls"), pytest.mark.django_db]


class _Provider(BaseHTTPRequestHandler):
    claims: dict = {}

    def do_GET(self) -> None:
        base = f"http://{self.headers['Host']}"
        if "openid-configuration" in self.path:
            self._send(
                {
                    "issuer": base,
                    "authorization_endpoint": f"{base}/authorize",
                    "token_endpoint": f"{base}/token",
                    "userinfo_endpoint": f"{base}/userinfo",
                    "jwks_uri": f"{base}/keys",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )
        else:
            self._send(self.claims)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._send({"access_token": "t", "token_type": "Bearer"})

    def _send(self, value: dict) -> None:
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words) -> None:
        pass


@pytest.fixture
def provider(settings):
    """Runs the provider and offers it to Toys alone; set `claims` to say who signs in there."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    entry = {"id": "office", "name": "Work", "client_id": "c", "secret": "s", "marketplaces": ["toys"]}
    written = json.dumps([{**entry, "server_url": f"http://127.0.0.1:{server.server_port}"}])
    apps = environment.sign_in_providers({"HEJIE_OIDC": written})
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": apps}}
    settings.SIGN_IN_ORIGINS = environment.origins(apps)
    yield _Provider
    server.shutdown()
    server.server_close()


def _sign_in(client, prefix: str = "/m/toys"):
    answer = client.post(f"{prefix}/account/provider/oidc/office/login/")
    asked = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert "code_challenge" in asked and f"{prefix}/account/" in asked["redirect_uri"][0]
    return client.get(
        f"{prefix}/account/provider/oidc/office/login/callback/", {"code": "c", "state": asked["state"][0]}
    )


def test_a_known_person_with_a_verified_address_is_let_in(client, provider, buyer, books):
    provider.claims = {"sub": "1", "email": "Lin@example.org", "email_verified": True}
    assert _sign_in(client).status_code == 302
    assert client.get("/m/toys/whoami/").content.decode() == f"toys {buyer.pk}"


def test_he_is_known_by_the_provider_from_then_on(client, provider, buyer, books):
    provider.claims = {"sub": "1", "email": "lin@example.org", "email_verified": True}
    _sign_in(client)
    client.post("/m/toys/account/logout/")
    provider.claims = {"sub": "1", "email": "other@example.org", "email_verified": True}
    _sign_in(client)
    assert client.get("/m/toys/whoami/").content.decode() == f"toys {buyer.pk}"


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "2", "email": "lin@example.org", "email_verified": False},
        {"sub": "3", "email": "stranger@example.org", "email_verified": True},
    ],
)
def test_an_unverified_address_or_a_stranger_is_not_let_in(client, provider, buyer, books, claims):
    provider.claims = claims
    answer = _sign_in(client)
    assert "does not know you yet" in answer.content.decode()
    assert client.get("/m/toys/whoami/").content == b"toys nobody"


def test_a_marketplace_that_does_not_offer_the_provider_does_not_know_it(client, provider, buyer, same_address):
    assert client.post("/m/books/account/provider/oidc/office/login/").status_code == 404
    assert "Work" not in client.get("/m/books/account/login/").content.decode()
    assert "Sign in with Work" in client.get("/m/toys/account/login/").content.decode()


def test_the_policy_lets_the_sign_in_form_lead_to_the_provider(client, provider, buyer):
    policy = client.get("/account/login/").headers["Content-Security-Policy"]
    assert "form-action 'self' http://127.0.0.1:" in policy
