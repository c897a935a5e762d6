"""What the surroundings say: the home folder, the database, the secret key, mail and sign-in providers.

Everything is read from environment variables named `HEJIE_…`; each function gives Django's own form of it.
"""

import json
import os
import secrets
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

# What is deleted is overwritten: erased words would else stand in free pages of the file for a long time.
_SQLITE_START = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=20000; "
    "PRAGMA secure_delete=ON;"
)
_BUSY_SECONDS = 20
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]", "::1")


class BadSetting(ValueError):
    """A variable of the environment that cannot be meant; the text says which, and what it may be."""


def home() -> Path:
    """The folder of all that this installation keeps (`HEJIE_HOME`, default `./var`), made for its owner alone."""
    return folder(Path(os.environ.get("HEJIE_HOME") or "var").resolve())


def folder(path: Path) -> Path:
    """The folder, made for its owner alone where it is not there yet."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def flag(name: str) -> bool:
    """Whether a yes/no variable is switched on; absent or empty is no."""
    value = os.environ.get(name, "").strip().lower()
    if value not in ("", "0", "no", "false", "off", "1", "yes", "true", "on"):
        raise BadSetting(f"{name} is {value!r}; it may be yes or no")
    return value in ("1", "yes", "true", "on")


def whole(name: str, default: int) -> int:
    """A variable that is a whole number, zero or more."""
    value = os.environ.get(name, "").strip() or str(default)
    if not value.isdecimal():
        raise BadSetting(f"{name} is {value!r}; it must be a whole number")
    return int(value)


def words(name: str) -> list[str]:
    """A variable that lists words with commas between."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def time_stamps(addresses: list[str]) -> tuple[str, ...]:
    """Addresses of time-stamp authorities, each once. Refuses BadSetting: one that is not http:// or https://."""
    for one in addresses:
        if not one.startswith(("http://", "https://")):
            raise BadSetting(f"HEJIE_TSA names {one!r}; an address of an authority begins with http:// or https://")
    return tuple(dict.fromkeys(addresses))


def secret_key(below: Path) -> str:
    """The key that signs sessions and links: made once, kept in a file that its owner alone may read.

    Two processes that start together agree on one key: the file appears whole, under its name, exactly once.
    """
    path = below / "secret.key"
    if not path.exists():
        draft = below / f".secret.{os.getpid()}.{secrets.token_hex(4)}"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(64))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


def database(url: str, below: Path) -> dict[str, object]:
    """Django's form of a database address: `sqlite:///file` or `postgres://user:password@host:port/name`.

    An empty address is an SQLite file below the home folder.
    Refuses   an address of any other kind (BadSetting)
    """
    if not url:
        return _sqlite(below / "hejie.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path = unquote(parts.path).removeprefix("/")
        if not path:
            raise BadSetting("HEJIE_DATABASE_URL names no file; write sqlite:///relative.db or sqlite:////absolute.db")
        return _sqlite(Path(path).resolve())
    if parts.scheme in ("postgres", "postgresql"):
        return _postgresql(parts)
    raise BadSetting(f"HEJIE_DATABASE_URL begins with {parts.scheme!r}; it may begin with sqlite:// or postgres://")


def _sqlite(path: Path) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {"timeout": _BUSY_SECONDS, "transaction_mode": "IMMEDIATE", "init_command": _SQLITE_START},
    }


def _postgresql(parts) -> dict[str, object]:
    asked = dict(parse_qsl(parts.query))
    statement = whole("HEJIE_STATEMENT_SECONDS", 60) * 1000
    idle = whole("HEJIE_IDLE_SECONDS", 60) * 1000
    limits = f"-c statement_timeout={statement} -c idle_in_transaction_session_timeout={idle}"
    host = asked.pop("host", "") or unquote(parts.hostname or "")
    return {
        "ENGINE": "hejie.store.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")) or "hejie",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or asked.pop("port", "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": limits, "application_name": "hejie", **asked},
    }


def storage(url: str, below: Path) -> dict[str, object]:
    """Django's form of where files of cases are kept: `s3://bucket/folder?endpoint=https://…&region=…&addressing=path`.

    An empty address is the folder `files` below the home folder. Key and secret come from AWS_ACCESS_KEY_ID and
    AWS_SECRET_ACCESS_KEY, or from whatever else the service's own library finds; they never stand in the address.
    Refuses   an address of any other kind, one without a bucket or with a password in it (BadSetting)
    """
    if not url:
        options = {
            "location": str(below / "files"),
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        }
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    parts, known = urlsplit(url), {"endpoint": "endpoint_url", "region": "region_name", "addressing": "addressing"}
    asked = dict(parse_qsl(parts.query))
    if parts.scheme != "s3" or not parts.hostname or parts.username or not asked.keys() <= known.keys():
        raise BadSetting("HEJIE_STORAGE may be s3://bucket/folder, with ?endpoint=, region= and addressing= after it")
    options = {known[name]: value for name, value in asked.items()}
    options |= {"bucket_name": unquote(parts.netloc), "location": unquote(parts.path).strip("/")}
    return {"BACKEND": "hejie.adapters.bucket.Bucket", "OPTIONS": options}


def mail(url: str) -> dict[str, object]:
    """Django's mail settings for `smtp://user:password@host:port`.

    `smtps` encrypts from the start, `smtp+tls` by STARTTLS. Without an address, mail goes to the program's own table,
    where the mail page shows it.
    """
    if not url:
        return {"EMAIL_BACKEND": "hejie.adapters.mail_table.TableBackend"}
    parts = urlsplit(url)
    ports = {"smtp": 25, "smtps": 465, "smtp+tls": 587}
    if parts.scheme not in ports or not parts.hostname:
        raise BadSetting("HEJIE_SMTP_URL may be smtp://, smtps:// or smtp+tls://, then user:password@host:port")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or ports[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_TIMEOUT": 20,
    }


def sign_in_providers(environ: Mapping[str, str]) -> list[dict[str, object]]:
    """OpenID Connect providers from `HEJIE_OIDC`, a JSON list.

    Each has id, client_id, secret and server_url, and may have name, marketplaces (slugs; else all) and sign_in_url.
    """
    written = environ.get("HEJIE_OIDC", "").strip()
    if not written:
        return []
    try:
        found = json.loads(written)
        return [
            {
                "provider_id": one["id"],
                "name": one.get("name", one["id"]),
                "client_id": one["client_id"],
                "secret": one["secret"],
                "settings": {
                    "server_url": one["server_url"],
                    "marketplaces": one.get("marketplaces", []),
                    "sign_in_url": one.get("sign_in_url", one["server_url"]),
                },
            }
            for one in found
        ]
    except (ValueError, TypeError, KeyError) as fault:
        raise BadSetting("HEJIE_OIDC must be a JSON list of id, client_id, secret and server_url") from fault


def shops(environ: Mapping[str, str]) -> tuple[dict[str, str], ...]:
    """Shops whose webhooks come signed, from `HEJIE_SHOPS`, a JSON list.

    Each has system (woocommerce or shopify), marketplace (its slug) and secret, and may have shop (as in the address of the
    webhook) and held (shop or custody).
    Refuses   BadSetting
    """
    written = environ.get("HEJIE_SHOPS", "").strip()
    if not written:
        return ()
    try:
        found = tuple({"shop": "", "held": "shop", **one} for one in json.loads(written))
        for one in found:
            if not all(isinstance(value, str) for value in one.values()) or len(one["secret"]) < 8:
                raise ValueError
            if (
                one["system"] not in ("woocommerce", "shopify")
                or one["held"] not in ("shop", "custody")
                or not one["marketplace"]
            ):
                raise ValueError
    except (ValueError, TypeError, KeyError) as fault:
        raise BadSetting(
            "HEJIE_SHOPS must be a JSON list of system (woocommerce or shopify), marketplace, secret (8 characters or more), "
            "and where wanted shop and held (shop or custody)"
        ) from fault
    return found


def origins(providers: Iterable[Mapping]) -> tuple[str, ...]:
    """Scheme and host of each provider's sign-in page (`sign_in_url` where it differs from its server_url)."""
    parts = [urlsplit(one["settings"]["sign_in_url"]) for one in providers]
    return tuple(sorted({f"{part.scheme}://{part.netloc}" for part in parts if part.netloc}))


def is_loopback(host: str) -> bool:
    """Whether a host (with or without a port) is this machine itself."""
    name = host if host in _LOOPBACK else host.rsplit(":", 1)[0]
    return name in _LOOPBACK or name.endswith(".localhost")


def package_folder(name: str) -> Path:
    """Where an installed package lies; it is not loaded."""
    found = find_spec(name)
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError(f"the package {name} is not installed")
    return Path(found.submodule_search_locations[0])
