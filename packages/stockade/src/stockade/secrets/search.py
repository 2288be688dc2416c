"""`find`: the secrets of a text."""

import re
from collections.abc import Iterator

from stockade.secrets.carriers import carried
from stockade.secrets.formats import by_form
from stockade.secrets.judging import judge
from stockade.secrets.names import names_key, names_secret, names_setting
from stockade.secrets.randomness import looks_like_key
from stockade.secrets.secret import Secret

_DOCUMENT = re.compile(r"\s*[{\[][\s\S]*[\"'][\s\S]*:[\s\S]*[}\]]\s*")
_ENTRY = re.compile(r"\"(?P<name>[^\"\\\n]{1,60})\"\s*:\s*\"(?P<value>(?:\\.|[^\"\\\n]){1,400})\"")


def find(written: str, name: str | None = None) -> Iterator[Secret]:
    """Yield the secrets of a text in order; no two overlap.

    `name` is what the text stands under (a variable, a key): under the name of a secret the whole text is
    one, unless it is a placeholder, the way to a secret, or a document that says which part is.
    """
    ranked = tuple(_surest_first(written, name))
    if not ranked:
        return
    found: list[Secret] = []
    taken = bytearray(len(written))
    for secret in ranked:
        if not any(taken[secret.start : secret.end]):
            taken[secret.start : secret.end] = b"1" * (secret.end - secret.start)
            found.append(secret)
    yield from sorted(found, key=lambda secret: secret.start)


def _surest_first(written: str, name: str | None) -> Iterator[Secret]:
    inside = False
    for secret in (*by_form(written), *carried(written)):
        inside = True
        yield secret
    if inside or name is None:
        return
    if not names_secret(name):
        if names_key(name) and looks_like_key(written) and judge(name, written) is not None:
            yield Secret("secret", 0, len(written), "medium")
        return
    if _DOCUMENT.fullmatch(written):
        yield from _of_document(written)
        return
    verdict = judge(name, written)
    if verdict is not None:
        yield Secret(verdict[0], 0, len(written), verdict[1])


def _of_document(written: str) -> Iterator[Secret]:
    """Yield of a document kept as a secret all but plain settings, where no name in it is a secret's."""
    entries = tuple(_ENTRY.finditer(written))
    if any(names_secret(entry["name"]) for entry in entries):
        return
    for entry in entries:
        verdict = None if names_setting(entry["name"]) else judge("secret", entry["value"])
        if verdict is not None:
            yield Secret(verdict[0], *entry.span("value"), verdict[1])
