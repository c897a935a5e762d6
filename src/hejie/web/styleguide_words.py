"""How sample data of the style guide is said in each language."""

from collections.abc import Callable

Say = Callable[[str, str, str], str]
"""Takes English, Chinese and Russian; gives the one of the reader."""
