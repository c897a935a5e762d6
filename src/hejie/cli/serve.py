"""`hejie up`, `web` and `work`: pages and API on threads, the live stream beside them, and the worker.

The parent opens the sockets and loads the program once, then forks; so the first page is quick, and a part that is
started again finds its connections waiting in the socket.
"""

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable

import click

from hejie.cli.shell import WRONG_USE, start_django, told_database_faults
from hejie.cli.supervise import Part, keep_running

_THREADS = 8
_BACKLOG = 2048
_SECONDS_BEFORE_API = 1.0

_HOST = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
_PORT = click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port of the pages."
)
_LIVE = click.option(
    "--live-port", type=click.IntRange(1, 65535), help="Port of the live stream.  [default: the port + 1]"
)
_WORKERS = click.option(
    "--workers",
    type=click.IntRange(1, 64),
    help=f"Processes of {_THREADS} threads for pages and API.  [default: by cores]",
)
_DATABASE = click.option("--database", metavar="URL", help="Database, instead of HEJIE_DATABASE_URL.")


@click.command()
@_DATABASE
@_HOST
@_PORT
@_LIVE
@_WORKERS
def up(database: str | None, host: str, port: int, live_port: int | None, workers: int | None) -> None:
    """Serve pages, API, live stream and worker by one command, for a small shop.

    Brings the database's tables up to date first. Ctrl-C ends everything.

    \b
    Example:
      hejie up
      hejie up --database postgres://hejie@db/hejie --port 80
    """
    serve(database=database, host=host, port=port, live_port=live_port, workers=workers, with_worker=True)


@click.command()
@_DATABASE
@_HOST
@_PORT
@_LIVE
@_WORKERS
def web(database: str | None, host: str, port: int, live_port: int | None, workers: int | None) -> None:
    """Serve pages, API and live stream; many may stand side by side on one PostgreSQL.

    \b
    Example:
      hejie web --host 0.0.0.0 --port 8000 --workers 4
    """
    serve(database=database, host=host, port=port, live_port=live_port, workers=workers, with_worker=False)


@click.command()
@_DATABASE
def work(database: str | None) -> None:
    """Carry out what deadlines bring due and send mail, payments and calls; any number may run beside each other.

    \b
    Example:
      hejie work
    """
    _use_database(database)
    start_django()
    with told_database_faults():
        bring_up_to_date()
        _run_worker()


def serve(
    *,
    database: str | None = None,
    host: str = "127.0.0.1",
    port: int = 8000,
    live_port: int | None = None,
    workers: int | None = None,
    with_worker: bool = True,
    ready: Callable[[], None] | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM.

    live_port   port + 1 unless given
    workers     processes for pages and API; 2 to 8 by cores unless given
    ready       called once when the sockets take connections and the database is up to date
    """
    _use_database(database)
    pages = _listen(host, port)
    stream = _listen(host, live_port or port + 1)
    # ":port" means: the host under which the page was asked for, at this port.
    os.environ.setdefault("HEJIE_LIVE_URL", f":{live_port or port + 1}")
    start_django()
    with told_database_faults():
        bring_up_to_date()
    parts = [
        Part("web", lambda: _run_pages(pages, workers or _by_cores())),
        Part("live", lambda: _run_live(stream)),
    ]
    if with_worker:
        parts.append(Part("worker", _run_worker))
    click.echo(f"Hejie serves at http://{host}:{port} - Ctrl-C ends it.", err=True)
    if ready:
        ready()
    _preload()
    keep_running(parts, lambda line: click.echo(f"hejie: {line}", err=True))


def bring_up_to_date() -> None:
    """Carry out migrations that the database lacks; two starting at once on PostgreSQL do it one after the other."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    def lacking() -> bool:
        executor = MigrationExecutor(connection)
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))

    if lacking():
        lock = "SELECT pg_advisory_lock(%s)", "SELECT pg_advisory_unlock(%s)"
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(lock[0], [_MIGRATION_LOCK])
            try:
                if lacking():
                    call_command("migrate", interactive=False, verbosity=0)
            finally:
                if connection.vendor == "postgresql":
                    cursor.execute(lock[1], [_MIGRATION_LOCK])
    connection.close()  # a fork must not share it


_MIGRATION_LOCK = 0x48454A49


def _use_database(url: str | None) -> None:
    if url:
        os.environ["HEJIE_DATABASE_URL"] = url


def _by_cores() -> int:
    return max(2, min(8, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 2))


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as fault:
        click.echo(f"hejie: {host}:{port} cannot be listened on ({fault.strerror}). Choose another --port.", err=True)
        sys.exit(WRONG_USE if isinstance(fault, socket.gaierror) else 1)
    listener.listen(_BACKLOG)
    return listener


def _preload() -> None:
    """Load what every part needs before forking, so that it is loaded once; and leave no connection open."""
    from django.db import connections
    from django.urls import get_resolver

    from hejie.usecases import case_law

    _application()
    _ = get_resolver().url_patterns
    case_law.warm()
    connections.close_all()


def _application() -> Callable:
    from django.conf import settings
    from django.utils.module_loading import import_string

    return import_string(settings.WSGI_APPLICATION)


def _run_pages(listener: socket.socket, workers: int) -> None:
    from gunicorn.app.base import BaseApplication

    class Pages(BaseApplication):
        """Gunicorn with the settings below and the program that is already loaded."""

        def load_config(self) -> None:
            for name, value in _gunicorn(listener, workers).items():
                self.cfg.set(name, value)

        def load(self) -> Callable:
            return _application()

    sys.argv = [sys.argv[0]]
    Pages().run()


def _gunicorn(listener: socket.socket, workers: int) -> dict[str, object]:
    os.set_inheritable(listener.fileno(), True)
    return {
        "bind": [f"fd://{listener.fileno()}"],
        "worker_class": "gthread",
        "workers": workers,
        "threads": _THREADS,
        "keepalive": 75,
        "timeout": 60,
        "graceful_timeout": 10,
        "preload_app": True,
        "loglevel": "warning",
        "proc_name": "hejie",
        "control_socket_disable": True,
        "worker_tmp_dir": "/dev/shm" if os.path.isdir("/dev/shm") else None,
        "post_worker_init": _begin,
    }


def _begin(_process: object) -> None:
    """In each process that serves pages: say from now on that they are there, and load the rest of the program.

    A silence of the heart is an outage, whose time is given back. The API is loaded once the first page is out.
    """
    from hejie.usecases import outages

    outages.start_heart()
    waiting = threading.Timer(_SECONDS_BEFORE_API, _load_api)
    waiting.daemon = True
    waiting.start()


def _load_api() -> None:
    from django.urls import get_resolver

    get_resolver().urlconf_module.API.load()


def _run_live(listener: socket.socket) -> None:
    import uvicorn

    config = uvicorn.Config(
        "hejie.web.live:application",
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=2,
        timeout_keep_alive=75,
        lifespan="on",
        proxy_headers=False,
    )
    uvicorn.Server(config).run(sockets=[listener])


def _run_worker() -> None:
    from hejie.conf import memory
    from hejie.usecases import worker

    memory.settle()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    worker.run(stop)
