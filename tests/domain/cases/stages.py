"""Scenes that stand where a test begins: answered, before a neutral, agreed, decided, appealed."""

from collections.abc import Mapping

from tests.domain.cases import moves
from tests.domain.cases.scene import BUYER, NEUTRAL, OPERATOR, OTHER_NEUTRAL, PART, REFUND, SELLER, Scene


def answered(scene: Scene | None = None) -> Scene:
    """The seller has said his word; the buyer has to reply."""
    return (scene or Scene().open()).act(SELLER, moves.tell())


def mediated(scene: Scene | None = None) -> Scene:
    """A neutral is there and encourages agreement."""
    scene = answered(scene).act(BUYER, moves.escalate())
    return scene.act(OPERATOR, moves.assign())


def agreed(package: Mapping = PART, scene: Scene | None = None) -> Scene:
    """An offer of the seller is accepted; nobody has signed."""
    scene = (scene or Scene().open()).act(SELLER, moves.offer(package))
    return scene.act(BUYER, moves.accept(scene.case.offers[-1].id))


def signed(package: Mapping = PART, scene: Scene | None = None) -> Scene:
    """Both have signed."""
    return agreed(package, scene).act(BUYER, moves.sign()).act(SELLER, moves.sign())


def before_decision(scene: Scene | None = None) -> Scene:
    """The neutral has ended mediation and is to decide."""
    return mediated(scene).act(NEUTRAL, moves.to_decision())


def decided(package: Mapping = REFUND) -> Scene:
    """A ruling stands; the time to appeal runs."""
    return before_decision().act(NEUTRAL, moves.decide(package))


def appealed(package: Mapping = REFUND) -> Scene:
    """The seller has appealed and another neutral is there; the buyer may answer."""
    return decided(package).act(SELLER, moves.appeal()).act(OPERATOR, moves.assign(OTHER_NEUTRAL.id))


def disputed(package: Mapping | None = None) -> Scene:
    """The buyer was to send the goods back; the seller says that an empty box came. No neutral is there."""
    scene = signed(package or {**REFUND, "goods": "return"})
    return scene.act(BUYER, moves.perform()).act(SELLER, moves.dispute())
