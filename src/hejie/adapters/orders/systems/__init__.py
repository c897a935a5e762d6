"""Orders as shop systems themselves send them: WooCommerce (wc/v3), Shopify (Admin REST), Medusa 2."""

from hejie.adapters.orders.systems import medusa, shopify, woocommerce
from hejie.adapters.orders.systems.message import ShopMessage
from hejie.adapters.orders.systems.reading import Fault, bodies

__all__ = ["SYSTEMS", "Fault", "ShopMessage", "bodies", "read"]

_READERS = {"woocommerce": woocommerce.read, "shopify": shopify.read, "medusa": medusa.read}
SYSTEMS = tuple(_READERS)


def read(system: str, payload: object, currency: str = "") -> ShopMessage:
    """What a message of this system (one of SYSTEMS) says.

    payload    as `bodies` yields it: numbers are Decimal, never floats
    currency   of amounts of an order that names none; "" refuses those
    Refuses    Fault: what stands there cannot be meant, or says nothing that has happened
    """
    return _READERS[system](payload, currency)
