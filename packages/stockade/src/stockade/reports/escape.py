"""What templates of strangers may not do to a terminal, a browser or a SARIF viewer."""

import unicodedata
from urllib.parse import quote

_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def visible(written: str) -> str:
    """Return a text on one line; control, format and direction characters are written as numbers."""
    if written.isascii() and written.isprintable():
        return written
    return "".join(map(_visible, " ".join(written.split()) if written.split() else ""))


def _visible(character: str) -> str:
    if unicodedata.category(character) not in _UNSAFE:
        return character
    return f"\\u{{{ord(character):x}}}"


def uri(path: str) -> str:
    """Return a relative path as a URI reference: percent-encoded, with `/`, never taken for a scheme."""
    encoded = quote(path, safe="/~!$&'()*+,;=@", errors="surrogatepass" if _lone(path) else "strict")
    return encoded.lstrip("/")


def _lone(path: str) -> bool:
    """Tell whether a file name held bytes that are no text."""
    return any(unicodedata.category(character) == "Cs" for character in path)
