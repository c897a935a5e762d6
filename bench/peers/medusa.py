"""Medusa 2.21.2 from npm, for `bench return`: its own process on a PostgreSQL that syncs every commit, and one item of it.

The item is the way of the recorded run (order → return → receive → refund) in sixteen requests to its admin API. Redis,
which Medusa would rather have, is stood in for by its own modules in memory, as it says at its start.
"""

import json
import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from bench.ground import ROOT, Ground, free_port
from bench.http_load import Connection, Target
from tests.support.cluster import Cluster

VERSION = "2.21.2"
RECORDED = 0.66
"""Items a second of a quiet machine with two cores and one client, as it was recorded where it cannot be installed."""
REQUESTS = 16
_PACKAGES = tuple(f"@medusajs/{name}@{VERSION}" for name in ("medusa", "framework", "cli"))
_INSTALL_SECONDS, _STEP_SECONDS = 1200, 300
_MAIL, _PASSWORD = "bench@example.com", "only for measuring"
_CONFIG = """const { defineConfig } = require("@medusajs/framework/utils")
module.exports = defineConfig({
  projectConfig: {
    databaseUrl: process.env.DATABASE_URL,
    databaseDriverOptions: { connection: { ssl: false } },
    http: { storeCors: "http://x", adminCors: "http://x", authCors: "http://x", jwtSecret: "bench", cookieSecret: "bench" },
  },
  admin: { disable: true },
})
"""


class NotHere(Exception):
    """Medusa cannot be had on this machine; the text says why."""


def folder() -> Path:
    """The folder of its packages, filled by npm where they are not there. Refuses NotHere."""
    place = ROOT / ".bench" / "medusa"
    done = place / "installed"
    if not shutil.which("npm"):
        raise NotHere("there is no npm here")
    if not done.exists() or done.read_text() != VERSION:
        place.mkdir(parents=True, exist_ok=True)
        (place / "package.json").write_text('{"name": "bench-medusa", "private": true, "version": "0.0.0"}')
        command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", *_PACKAGES]
        _run(command, place, dict(os.environ), _INSTALL_SECONDS)
        done.write_text(VERSION)
    (place / "medusa-config.js").write_text(_CONFIG)
    return place


def serve(ground: Ground) -> Target:
    """Medusa with a shop that can be bought from, and what does one item. Refuses NotHere."""
    place = folder()
    cluster = Cluster(port=free_port())
    ground.besides(cluster.remove)
    _psql(cluster)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HEJIE_", "DJANGO_"))}
    environment = {
        **kept,
        "DATABASE_URL": cluster.url("medusa"),
        "MEDUSA_DISABLE_TELEMETRY": "1",
        "NODE_ENV": "production",
    }
    program = str(place / "node_modules" / ".bin" / "medusa")
    _run([program, "db:migrate"], place, environment, _STEP_SECONDS)
    _run([program, "user", "-e", _MAIL, "-p", _PASSWORD], place, environment, _STEP_SECONDS)
    port = free_port()
    ground.wait_for(ground.start([program, "start", "-p", port], environment, cwd=place), port)
    shop = Shop(port)
    return Target(port, {"Authorization": f"Bearer {shop.token}"}, shop.item, iter(range(1_000_000)))


def _psql(cluster: Cluster) -> None:
    import psycopg

    with psycopg.connect(cluster.url(), autocommit=True) as server:
        server.execute("CREATE DATABASE medusa")


def _run(command: list[str], place: Path, environment: Mapping[str, str], seconds: float) -> None:
    try:
        done = subprocess.run(
            command, cwd=place, env=dict(environment), capture_output=True, text=True, timeout=seconds
        )
    except subprocess.TimeoutExpired as fault:
        raise NotHere(f"{' '.join(command[:2])} took more than {seconds:.0f} seconds") from fault
    if done.returncode:
        raise NotHere(f"{' '.join(command[:2])}: {(done.stderr or done.stdout)[-300:]}")
    sys.stderr.write(done.stderr[-200:])


class Shop:
    """A region, a channel, a place, two ways of sending and a reason for returns; and one item with them."""

    def __init__(self, port: int) -> None:
        self._base = f"http://127.0.0.1:{port}"
        self.token = ""
        self.token = self._post("/auth/user/emailpass", {"email": _MAIL, "password": _PASSWORD})["token"]
        self._region = self._post(
            "/admin/regions",
            {"name": "EU", "currency_code": "eur", "countries": ["de"], "payment_providers": ["pp_system_default"]},
        )["region"]["id"]
        self._channel = self._post("/admin/sales-channels", {"name": "Web"})["sales_channel"]["id"]
        self._sending()
        reason = {"value": "wrong-size", "label": "Wrong size"}
        self._reason = self._post("/admin/return-reasons", reason)["return_reason"]["id"]
        address = {"first_name": "Sample", "last_name": "Buyer", "address_1": "1 Sample Street", "city": "Sampletown",
                   "country_code": "de", "postal_code": "10000"}  # fmt: skip
        self._order = {
            "email": "sample.buyer@example.com", "region_id": self._region, "sales_channel_id": self._channel,
            "items": [{"title": "Sample kettle", "quantity": 2, "unit_price": 100}],
            "shipping_methods": [{"shipping_option_id": self._option, "name": "Standard", "amount": 5}],
            "shipping_address": address, "billing_address": address, "no_notification_order": True,
        }  # fmt: skip

    def _sending(self) -> None:
        place = {
            "name": "Warehouse",
            "address": {"address_1": "1 Sample Street", "city": "Sampletown", "country_code": "de"},
        }
        self._location = self._post("/admin/stock-locations", place)["stock_location"]["id"]
        at = f"/admin/stock-locations/{self._location}"
        self._post(f"{at}/fulfillment-providers", {"add": ["manual_manual"]})
        self._post(f"{at}/sales-channels", {"add": [self._channel]})
        self._post(f"{at}/fulfillment-sets", {"name": "Sending", "type": "shipping"})
        found = self._call("GET", f"{at}?fields=*fulfillment_sets")["stock_location"]["fulfillment_sets"][0]["id"]
        zone = {"name": "DE", "geo_zones": [{"type": "country", "country_code": "de"}]}
        zones = self._post(f"/admin/fulfillment-sets/{found}/service-zones", zone)["fulfillment_set"]["service_zones"]
        profile = self._post("/admin/shipping-profiles", {"name": "All", "type": "custom"})["shipping_profile"]["id"]

        def option(name: str, amount: int, back: str) -> str:
            return self._post("/admin/shipping-options", {
                "name": name, "price_type": "flat", "provider_id": "manual_manual", "service_zone_id": zones[0]["id"],
                "shipping_profile_id": profile, "type": {"label": name, "description": name, "code": name.lower()},
                "prices": [{"currency_code": "eur", "amount": amount}],
                "rules": [{"attribute": "is_return", "operator": "eq", "value": back},
                          {"attribute": "enabled_in_store", "operator": "eq", "value": "true"}],
            })["shipping_option"]["id"]  # fmt: skip

        self._option, self._label = option("Standard", 5, "false"), option("Label", 4, "true")

    def _post(self, path: str, body: object) -> dict:
        return self._call("POST", path, body)

    def _call(self, method: str, path: str, body: object = None) -> dict:
        headers = {
            "Content-Type": "application/json",
            **({"Authorization": f"Bearer {self.token}"} if self.token else {}),
        }
        sent = None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(self._base + path, sent, headers, method=method)
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as fault:
            raise NotHere(f"{path}: {fault.code} {fault.read()[:300]!r}") from fault

    def item(self, connection: Connection, _number: int) -> int:
        """Order, payment, sending and delivery of two kettles; return, receipt and refund of one."""

        def post(path: str, body: object) -> dict:
            return json.loads(connection.post(path, body))

        order = post("/admin/draft-orders", self._order)["draft_order"]["id"]
        line = post(f"/admin/draft-orders/{order}/convert-to-order", {})["order"]["items"][0]["id"]
        paying = post("/admin/payment-collections", {"order_id": order, "amount": 205})["payment_collection"]["id"]
        post(f"/admin/payment-collections/{paying}/mark-as-paid", {"order_id": order})
        two, one = [{"id": line, "quantity": 2}], [{"id": line, "quantity": 1}]
        sent = post(f"/admin/orders/{order}/fulfillments?fields=id,fulfillments.id",
                    {"items": two, "location_id": self._location, "no_notification": True})["order"]["fulfillments"][0]["id"]  # fmt: skip
        label = {
            "tracking_number": "SAMPLE-TRACK-1",
            "tracking_url": "https://example.com/t/1",
            "label_url": "https://example.com/l/1",
        }
        parcel = f"/admin/orders/{order}/fulfillments/{sent}"
        post(f"{parcel}/shipments", {"items": two, "labels": [label], "no_notification": True})
        post(f"{parcel}/mark-as-delivered", {})
        begun = post("/admin/returns", {"order_id": order, "location_id": self._location, "no_notification": True})
        back = f"/admin/returns/{begun['return']['id']}"
        post(f"{back}/request-items", {"items": [{**one[0], "reason_id": self._reason, "internal_note": "sample"}]})
        post(f"{back}/shipping-method", {"shipping_option_id": self._label})
        post(f"{back}/request", {"no_notification": True})
        post(f"{back}/receive", {})
        post(f"{back}/receive-items", {"items": one})
        post(f"{back}/receive/confirm", {"no_notification": True})
        read = json.loads(connection.get(f"/admin/orders/{order}"))["order"]
        payment = read["payment_collections"][0]["payments"][0]["id"]
        post(f"/admin/payments/{payment}/refund", {"amount": 96, "note": "return refund"})
        return REQUESTS
