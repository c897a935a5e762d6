"""`hejie market procedure`, `hejie market tier` and `hejie procedure install`."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from hejie.cli.people import market
from hejie.cli.procedures import procedure
from hejie.domain.kernel.refusal import Refusal
from hejie.store import market_procedures as store
from hejie.store.models import Seller
from tests.rulebooks.test_procedures import GOOD
from tests.support import own_procedures

pytestmark = pytest.mark.django_db


def run(command, *arguments):
    result = CliRunner().invoke(command, [str(one) for one in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_a_procedure_is_installed_listed_and_chosen(marketplace, tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text(own_procedures.sound(), "utf-8")
    assert "procedures/sample" in run(procedure, "install", file, "--market", "harbour").output
    listed = [json.loads(line) for line in run(market, "procedure", "harbour", "--json").output.splitlines()]
    assert [one["id"] for one in listed if one["chosen"] == "*"] == ["procedures/standard"]
    assert "procedures/sample" in [one["id"] for one in listed]
    assert "run under procedures/sample" in run(market, "procedure", "harbour", "procedures/sample").output
    assert store.chosen("harbour")[0] == "procedures/sample"


def test_what_does_not_hold_or_is_not_there_is_refused(marketplace, tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text(GOOD, "utf-8")
    with pytest.raises(Refusal, match="procedure_fails"):
        run(procedure, "install", file)
    unknown = run(market, "procedure", "harbour", "procedures/sample")
    assert unknown.exit_code == 1 and "harbour has no procedure procedures/sample" in unknown.output
    assert run(procedure, "install", tmp_path / "none.yaml").exit_code == 2
    assert run(procedure, "install", file, "--market", "nowhere").exit_code == 1


def test_a_shop_gets_a_tier_by_its_id_in_either_system(people):
    shop = people("seller").shop
    Seller.objects.filter(id=shop).update(external_ref="north")
    run(market, "tier", "harbour", "north", "gold")
    assert Seller.objects.get(id=shop).tier == "gold"
    run(market, "tier", "harbour", shop, "")
    assert Seller.objects.get(id=shop).tier == ""
    assert run(market, "tier", "harbour", shop, "x" * 41).exit_code == 2
    people("seller")
    assert run(market, "tier", "harbour", "", "gold").exit_code == 1


def test_what_is_asked_of_shops_is_printed_checked_and_published_from_a_file(marketplace, tmp_path):
    mine, picture = tmp_path / "mine.yaml", tmp_path / "mine.png"
    mine.write_text(run(market, "vetting", "harbour").output, "utf-8")
    picture.write_bytes(b"\x89PNG")
    assert "can be used" in run(market, "vetting", "harbour", "--check", mine).output
    year = datetime.now(UTC).year + 1  # a command goes by the clock of the machine
    published = run(market, "vetting", "harbour", "--publish", mine, "--from", f"{year}-02-01", "--all", "--again")
    assert published.output.startswith("Version 1 (") and f"{year}-0" in published.output
    for wrong, said in (
        (("--check", picture), "no text"),
        (("--check", mine, "--publish", mine), "leave one"),
        (("--all",), "go with --publish"),
    ):
        done = run(market, "vetting", "harbour", *wrong)
        assert done.exit_code == 2 and said in done.output, wrong
