"""Hashes of npm packages: subresource integrity (`sha512-BASE64`) to `sha512:HEX`."""

import base64
import binascii
import re

_ONE = re.compile(r"(sha(?:1|256|384|512))-([A-Za-z0-9+/=]+)")


def hashes(written: object) -> tuple[str, ...]:
    """Return the hashes of an `integrity` entry; what is none is left out."""
    found: set[str] = set()
    for kind, value in _ONE.findall(written) if isinstance(written, str) else ():
        try:
            found.add(f"{kind}:{base64.b64decode(value, validate=True).hex()}")
        except (binascii.Error, ValueError):
            continue  # not base64: it proves nothing
    return tuple(sorted(found))
