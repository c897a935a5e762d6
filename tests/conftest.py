"""What every test may use. See CONTRIBUTING.md for the stages and `tests/support/` for the pieces."""

import gc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from hejie.conf import memory
from tests.run import NO_DATABASE
from tests.support import database, rules
from tests.support.installation import Installation
from tests.support.world import Clock, Contexts, Orders, People, forget_all, make_marketplace, the_record_holds

database.prepare()

# A busy machine makes generating slow, which says nothing about what is tested; time is measured in bench/ alone.
settings.register_profile("hejie", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("hejie")

_FOLDERS = ("browser", "kill")
# Pages read by the use cases and queries that are held on both databases; on PostgreSQL those are opened that ask for
# lists, sums and searches of their own.
_PAGES_ON_BOTH = frozenset(
    {
        "test_operator_pages", "test_lists", "test_order_clocks", "test_webhook_pages", "test_live_stream", "test_proposals_do_not_leak",
        "test_before_the_sale", "test_complaints_pages", "test_service_pages", "test_standings", "test_neutral_table",
        "test_simulation_page", "test_referral_pages", "test_questions_pages", "test_queries", "test_similar_cases", "test_custody_pages",
    }
)  # fmt: skip
_HERE = Path(__file__).parent
_NO_DATABASE = tuple(f"{folder}/" for folder in NO_DATABASE)
_DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "installations"}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(specs: list) -> None:
    """Give each process of a run its own home from its first moment: its settings are read before this file is."""
    for number, spec in enumerate(specs):
        spec.env["HEJIE_HOME"] = str(database.folder(f"gw{number}"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by what they need: `db` by their fixtures, `browser` and `kill` by their folder."""
    for item in items:
        needs_database = _DATABASE_FIXTURES & set(getattr(item, "fixturenames", ()))
        if needs_database or item.get_closest_marker("django_db"):
            item.add_marker("db")
            if item.path.is_relative_to(_HERE) and item.path.relative_to(_HERE.parent).as_posix().startswith(
                _NO_DATABASE
            ):
                raise pytest.UsageError(f"{item.nodeid} needs a database: no stage would find it there (tests/run.py)")
            if item.path.parent.name == "web" and item.path.stem not in _PAGES_ON_BOTH:
                item.add_marker("once")
        for name in _FOLDERS:
            if f"/tests/{name}/" in item.path.as_posix():
                item.add_marker(name)


def pytest_collection_finish() -> None:
    """What is loaded and collected by now stays to the end: to look for garbage in it again and again took an eighth of a run."""
    gc.collect()
    memory.settle()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    """A test may be skipped for absent real data alone."""
    report = yield
    rules.forbid_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report():
    """The same for a whole file."""
    report = yield
    rules.forbid_skip(report)
    return report


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix) -> None:
    """A database for each process of a run, which on SQLite is a real file."""
    database.use_a_real_file()


@pytest.fixture(autouse=True)
def _nothing_stays(request: pytest.FixtureRequest):
    """After a test that really commits, empty all tables, the append-only ones too."""
    marker = request.node.get_closest_marker("django_db")
    commits = "transactional_db" in request.fixturenames or (marker and marker.kwargs.get("transaction"))
    if commits:
        request.getfixturevalue("transactional_db")
    yield
    if commits:
        database.wipe()


@pytest.fixture
def clock() -> Clock:
    """The moment at which the test stands: `clock.now`, `clock.move(days=3)`."""
    return Clock()


@pytest.fixture
def marketplace(request: pytest.FixtureRequest, db):
    """A marketplace; when the test is over, the whole record must still hold (except where the test `tampers`)."""
    forget_all()
    yield make_marketplace()
    if not request.node.get_closest_marker("tampers"):
        the_record_holds()


@pytest.fixture
def people(marketplace) -> People:
    """Makes people: `people("buyer")`, `people("seller")`, `people("agent", shop=seller.shop)`."""
    return People(marketplace)


@pytest.fixture
def ctx(marketplace, clock: Clock) -> Contexts:
    """Makes contexts at the test's clock: `ctx(buyer)`, `ctx()` for the program itself."""
    return Contexts(marketplace, clock)


@pytest.fixture
def orders(marketplace, ctx: Contexts, clock: Clock) -> Orders:
    """Places orders: `root = orders(buyer, seller, price=19900)`."""
    return Orders(marketplace, ctx, clock)


@pytest.fixture(scope="session")
def installations(tmp_path_factory):
    """Makes whole installations, driven by the real command line; nothing of them is in this process."""
    made: list[Installation] = []

    def make() -> Installation:
        made.append(Installation(tmp_path_factory.mktemp("home")))
        return made[-1]

    yield make
    for one in made:
        one.end()


@pytest.fixture
def installation(installations) -> Installation:
    """An installation of the test's own."""
    own = installations()
    yield own
    own.end()


@pytest.fixture
def run_worker(marketplace, clock: Clock):
    """Let the worker do all that is due at the test's clock: `run_worker()`; returns how much that was."""
    from hejie.usecases import worker

    return lambda: worker.run_once(clock.now)
