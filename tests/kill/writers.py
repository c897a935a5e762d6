"""Writers who never give up: eight people at once who act over HTTP, and repeat with the same key what was not answered.

Each keeps what he was promised: an act is acknowledged once its answer has arrived whole.
"""

import http.client
import json
import threading
import time
from dataclasses import asdict, dataclass, field
from random import Random

_PAUSE = 0.15
_PATIENCE = 180


@dataclass
class Act:
    """One thing that a writer wanted done.

    actor     person id; text: words that stand in this act alone, or ""
    answer    what the server promised, None while nobody has heard it
    tries     how often it was sent
    """

    actor: str
    key: str
    path: str
    text: str = ""
    answer: dict | None = None
    refused: str = ""
    tries: int = 0


@dataclass
class Tally:
    """What all writers together have done; the acts themselves are kept by each writer."""

    acknowledged: int = 0
    broken: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, acknowledged: int = 0, broken: int = 0) -> None:
        """Count an answer, or a connection that broke or was answered with a fault of the server."""
        with self.lock:
            self.acknowledged += acknowledged
            self.broken += broken


class Writer(threading.Thread):
    """A buyer and his seller, who place orders, open cases and bring them to an end, one after the other.

    square    the case in which all writers speak at once, as (case id, token, person id); None for who opens it
    """

    def __init__(
        self, number: int, market: dict, address: tuple[str, int], tally: Tally, stop: threading.Event
    ) -> None:
        super().__init__(name=f"writer {number}", daemon=True)
        self.number, self.market, self.address, self.tally, self.stop_event = number, market, address, tally, stop
        self.pair = market["pairs"][number]
        self.random = Random(number)
        self.acts: list[Act] = []
        self.square: tuple[str, dict] | None = None
        self._line: http.client.HTTPConnection | None = None
        self.fault = ""

    def run(self) -> None:
        """Work until told to stop."""
        try:
            turn = 0
            while not self.stop_event.is_set():
                self.item(turn)
                turn += 1
        except _GivenUp:
            return
        except Exception as fault:  # told at the end of the test
            self.fault = f"{self.name}: {fault!r}"

    def open_a_case(self, name: str) -> str:
        """An order, delivered yesterday, and a case about it; its id."""
        buyer, shop = self.pair["buyer"], self.pair["shop"]
        order = {
            "id": name, "buyer": buyer["id"], "currency": "CNY", "paid": 19900, "status": "delivered",
            "lines": [{"line": 1, "seller": shop, "price": 19900, "title": f"Shoes of {name}"}],
            "dates": {"ordered": "2026-01-05T08:00:00Z", "delivered": "2026-01-09T08:00:00Z"},
        }  # fmt: skip
        root = self.post(self.market["shop"], "/orders", order, text=f"Shoes of {name}")["id"]
        claim = {
            "order": root, "lines": [1], "reason": "not_as_described", "remedy": "refund",
            "package": {"refund": 19900}, "story": f"The story of {name}", "shown": self.market["shown"],
        }  # fmt: skip
        return self.post(buyer, "/cases", claim, text=claim["story"])["id"]

    def item(self, turn: int) -> None:
        """A case from order to end: mostly an agreement that moves money, sometimes a claim given up."""
        buyer, seller = self.pair["buyer"], self.pair["seller"]
        name = f"{self.number}-{turn}"
        case = f"/cases/{self.open_a_case(name)}"
        self.say(seller, case, f"{name} seller speaks")
        self.say(buyer, case, f"{name} buyer speaks")
        if self.square:
            self.say(self.square[1], f"/cases/{self.square[0]}", f"{name} speaks in the square")
        if turn % 3 == 2:
            self.post(buyer, f"{case}/withdrawal", {})
            return
        note = f"{name} offers"
        self.post(seller, f"{case}/offers", {"package": {"refund": 100 + turn}, "note": note}, text=note)
        self.post(buyer, f"{case}/offers/o2/acceptance", {"waives": True})
        first, second = (buyer, seller) if turn % 2 else (seller, buyer)
        self.post(first, f"{case}/agreement/signatures", None)
        self.post(second, f"{case}/agreement/signatures", None)

    def say(self, who: dict, case: str, text: str) -> None:
        """A message with words that are nowhere else."""
        self.post(who, f"{case}/messages", {"text": text}, text=text)

    def post(self, who: dict, path: str, body: dict | None, text: str = "") -> dict:
        """Do it until it is answered; sometimes send it once more although it was."""
        act = Act(who["id"], f"w{self.number}-{len(self.acts)}", path, text)
        self.acts.append(act)
        act.answer = self._until_answered(act, who["token"], body)
        self.tally.add(acknowledged=1)
        if self.random.random() < 0.05 and not self.stop_event.is_set():
            again = self._until_answered(act, who["token"], body)
            if _promise(again) != _promise(act.answer):
                act.refused = f"promised {_promise(act.answer)}, then {_promise(again)}"
        return act.answer

    def _until_answered(self, act: Act, token: str, body: dict | None) -> dict:
        give_up = time.monotonic() + _PATIENCE
        while True:
            act.tries += 1
            try:
                status, answer = self._send(act, token, body)
            except (OSError, http.client.HTTPException, ValueError):
                status, answer = 0, {}
            if status == 201:
                return answer
            if 400 <= status < 500:
                act.refused = f"{status} {answer}"
                raise AssertionError(f"{act.path} was refused: {answer}")
            self._hang_up()
            self.tally.add(broken=1)
            if self.stop_event.is_set():
                raise _GivenUp
            assert time.monotonic() < give_up, f"nobody answered {act.path} for {_PATIENCE} s"
            time.sleep(_PAUSE * (1 + self.random.random()))

    def _send(self, act: Act, token: str, body: dict | None) -> tuple[int, dict]:
        if self._line is None:
            self._line = http.client.HTTPConnection(*self.address, timeout=20)
        written = b"" if body is None else json.dumps(body).encode()
        headers = {
            "Authorization": f"Bearer {token}", "Idempotency-Key": act.key, "Content-Type": "application/json",
        }  # fmt: skip
        self._line.request("POST", f"/api/v1{act.path}", body=written, headers=headers)
        answer = self._line.getresponse()
        read = answer.read()
        return answer.status, json.loads(read) if answer.status < 500 else {}

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


class _GivenUp(Exception):
    """The play is over while an act was still unanswered."""


def _promise(answer: dict) -> dict:
    """An answer without its mark that it is a repeat."""
    cases = [{name: value for name, value in one.items() if name != "repeated"} for one in answer.get("cases", [])]
    return {name: value for name, value in answer.items() if name not in ("repeated", "cases")} | {"cases": cases}


def written(writers: list[Writer]) -> str:
    """All acts as JSON, for the reckoning."""
    return json.dumps([asdict(act) for writer in writers for act in writer.acts])
