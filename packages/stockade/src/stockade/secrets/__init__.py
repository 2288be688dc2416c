"""Secrets in texts: what is one by its form, by the text around it, or by the name it stands under.

    secret.py      `Secret`: kind and place, never the value
    names.py       names of variables, parameters and keys that hold secrets
    formats.py     what providers give out, and how it looks: keys, tokens, private keys
    carriers.py    texts that hold a secret among other things: addresses, documents, connection strings
    randomness.py  how random a text looks
    judging.py     what stands under a name: a secret, a published password, a placeholder, the way to one
    search.py      `find`: all of the above over one text
    hiding.py      `hide`: the same, to print a text without them

Templates, reports and source code ask here; nothing else decides what a secret is. Pure: text in, places out.
"""

from stockade.secrets.formats import words_for
from stockade.secrets.hiding import HIDDEN, hide, shown
from stockade.secrets.judging import is_asked_for
from stockade.secrets.names import names_key, names_secret, names_setting
from stockade.secrets.randomness import looks_like_key
from stockade.secrets.search import find
from stockade.secrets.secret import CLOUD_KINDS, DEFAULT_CREDENTIAL, EXAMPLE, Confidence, Secret

__all__ = [
    "CLOUD_KINDS",
    "DEFAULT_CREDENTIAL",
    "EXAMPLE",
    "HIDDEN",
    "Confidence",
    "Secret",
    "find",
    "hide",
    "is_asked_for",
    "looks_like_key",
    "names_key",
    "names_secret",
    "names_setting",
    "shown",
    "words_for",
]
