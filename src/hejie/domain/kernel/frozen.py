"""States that never change but are followed by others: the quick way from one to the next."""

from typing import TypeVar

State = TypeVar("State")
_set = object.__setattr__  # a frozen state's own refuses


def changed(state: State, **fields: object) -> State:
    """The same state with some fields changed, as `dataclasses.replace`, but without looking at every field.

    For frozen dataclasses that have neither slots nor `__post_init__`; a wide state changes several times in each act,
    and `replace` would build all its fields anew each time.

    Raises    TypeError for a field that the state does not have
    """
    before = state.__dict__
    held = {**before, **fields}
    if len(held) != len(before):
        raise TypeError(f"{type(state).__name__} has no field {sorted(fields.keys() - before.keys())[0]}")
    after = object.__new__(type(state))
    _set(after, "__dict__", held)
    return after
