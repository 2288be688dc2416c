"""Printing a text without its secrets."""

from stockade.secrets.names import names_secret
from stockade.secrets.search import find

HIDDEN = "***"


def hide(written: str, name: str | None = None) -> str:
    """Return a text with `***` in place of every secret found in it, however unsure; `name` as in `find`."""
    kept: list[str] = []
    end = 0
    for secret in find(written, name):
        kept += (written[end : secret.start], HIDDEN)
        end = secret.end
    return "".join((*kept, written[end:]))


def shown(name: str, written: str) -> str:
    """Return what may be printed of a named text: nothing of it where the name is a secret's."""
    return HIDDEN if written and names_secret(name) else hide(written, name)
