"""`hejie …`: every command by its name, each loaded only when it is called.

Exit codes: 0 good, 1 a check failed or the program said no, 2 wrong use. A user's mistake is told in a sentence, never
in a traceback.
"""

import os
import sys
from dataclasses import dataclass
from importlib import import_module

import click

from hejie.domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command's code is, and what the list of commands says of it."""

    module: str
    attribute: str
    does: str


COMMANDS = {
    "init": Place("hejie.cli.init", "init", "Set up a home folder, a database and a first marketplace."),
    "user": Place("hejie.cli.people", "user", "Add people, and give them roles and passwords."),
    "market": Place("hejie.cli.people", "market", "Add marketplaces and change their settings."),
    "import": Place("hejie.cli.orders", "import_", "Bring in orders from files."),
    "up": Place("hejie.cli.serve", "up", "Serve pages, live stream and worker by one command."),
    "web": Place("hejie.cli.serve", "web", "Serve pages, API and live stream."),
    "work": Place("hejie.cli.serve", "work", "Carry out deadlines and send what is to be sent."),
    "cases": Place("hejie.cli.cases", "cases", "List cases."),
    "procedure": Place("hejie.cli.procedures", "procedure", "Check procedures, and play cases under another one."),
    "entitle": Place("hejie.cli.entitle", "entitle", "Say what somebody is entitled to, from facts."),
    "settle": Place("hejie.cli.settle", "settle", "Say what two sides of a negotiation can gain, and what to propose."),
    "bid": Place("hejie.cli.bid", "bid", "Settle a sum by sealed bids, and audit how draws were spread."),
    "fairness": Place("hejie.cli.fairness", "fairness", "Say whether agreements are as good for all kinds of people."),
    "rules": Place("hejie.cli.rules", "rules", "Check the rulebooks of law, promise and policy."),
    "listings": Place("hejie.cli.listings", "listings", "Look at what shops say of their goods, and take it in."),
    "dossier": Place("hejie.cli.cases", "dossier", "Write the self-proving file of a case, an order, a deal …"),
    "complaint": Place(
        "hejie.cli.complaint", "complaint", "Take complaints in, look into them, answer and close them."
    ),
    "waybills": Place("hejie.cli.waybills", "waybills", "Say under which numbers goods are on their way."),
    "points": Place("hejie.cli.points", "points", "Say what a point is worth, give points, and see what buyers have."),
    "verify": Place("hejie.cli.verify", "verify", "Check a dossier, or the whole record."),
    "rebuild": Place("hejie.cli.record", "rebuild", "Make the query tables anew from the record, or compare them."),
    "seal": Place("hejie.cli.record", "seal", "Sign everything that was written since the last seal."),
    "backup": Place("hejie.cli.backup", "backup", "Write everything into one file, while the program runs."),
    "restore": Place("hejie.cli.backup", "restore", "Bring a backup back, after checking that its record holds."),
    "person": Place("hejie.cli.person", "person", "Give somebody all that is kept of him, or forget him."),
    "retention": Place("hejie.cli.person", "retention", "Say what goes because its time is over, or keep it longer."),
    "doctor": Place("hejie.cli.doctor", "doctor", "Say what is wrong with this installation and how to mend it."),
    "bench": Place("hejie.cli.bench", "bench", "Measure speed beside a peer or a limit."),
}


class Commands(click.Group):
    """The commands of COMMANDS, imported when called; their list costs no import."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order in which they are met."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of this name, or None."""
        place = COMMANDS.get(name)
        return getattr(import_module(place.module), place.attribute) if place else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, place.does) for name, place in COMMANDS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="hejie", prog_name="hejie")
def hejie() -> None:
    """Hejie, where the buyers and sellers of a marketplace end their disputes.

    Data lives below HEJIE_HOME (default ./var); HEJIE_DATABASE_URL names another database than the file there.

    \b
    Example:
      hejie init --slug shop --name "My Shop" --operator me@example.org
      hejie up
    """


def main() -> None:
    """Run one command and end the process with its exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hejie.conf.settings")
    try:
        sys.exit(hejie.main(prog_name="hejie", standalone_mode=True))
    except Refusal as refusal:
        click.echo(f"hejie: {_told(refusal)}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def _told(refusal: Refusal) -> str:
    from hejie.adapters.refusal_texts import sentences

    language = (os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "en")[:2]
    return str(sentences(refusal, language))


if __name__ == "__main__":
    main()
