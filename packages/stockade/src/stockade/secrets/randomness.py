"""How random a text looks: what a machine made has digits among its letters, and repeats little."""

import re
from collections import Counter
from math import log2

ENOUGH = 3.0
"""Bits a character: words of a language lie below it at the lengths of keys, keys above it."""
SHORTEST = 16
SHORTEST_KEY = 24


_UUID = re.compile(r"(?:mrk-)?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)


def entropy(written: str) -> float:
    """Return Shannon's entropy of a text's characters, in bits a character; 0 for the empty text."""
    length = len(written)
    return -sum(count / length * log2(count / length) for count in Counter(written).values())


def looks_random(written: str) -> bool:
    """Tell whether a text looks like one that a machine drew: long, mixed, and without much repetition."""
    mixed = any(map(str.isdigit, written)) and any(map(str.isalpha, written))
    return mixed and len(written) >= SHORTEST and entropy(written) >= ENOUGH


def looks_like_key(written: str) -> bool:
    """Tell whether a text looks like a key that a machine drew, and not like the id of something."""
    whole = len(written) >= SHORTEST_KEY and not any(map(str.isspace, written))
    return whole and looks_random(written) and not _UUID.fullmatch(written) and written.isascii()
