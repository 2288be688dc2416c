"""Whether a text of source code may hold a secret at all, told without reading the program.

A glance costs little and misses nothing that `hardcoded.py` finds: a file is read where a text follows a
name that a secret may stand under, where a call takes a key, or where a run of characters looks drawn. All is
asked of the text in small letters, and every pattern begins with letters of its own: those are found fastest.
"""

import re

_GAP = r"[\w-]{0,24}\\?['\"`\])]{0,3}[^'\"`;{}]{0,64}?['\"`]"
"""What may stand between a name and its text: the rest of the name, a type, an operator, a call."""
_RETURNED = r"\w{0,24}\([^)]{0,40}\)[^{}]{0,24}\{\s{0,40}return\s{0,4}\w{0,12}\(?['\"`]"
_TEXT = r"[^\s'\"`][^'\"`]{2}"
_ASSIGNED = r"[\w-]{0,24}=[^\s'\"`&;,<>(){}\[\]\\]{4,}?['\"`;& ]"
_SET = r"[\w-]{0,24}:[ \t]{1,8}[^\s'\"`(){}\[\]]{0,60}\d[^\s'\"`(){}\[\]]{0,60},?[ \t]*\n"
_STRONG = ("passw", "passphrase", "pwd", "secret", "credential", "api_key", "api-key", "apikey")
_KEYED = ("account", "access", "private", "signing", "encryption", "master", "shared", "function", "admin")
_LONG = r"(?=[^\s'\"`]*\d)[^\s'\"`]{8}"
_NAMED = tuple(
    re.compile(pattern)
    for pattern in (
        *(f"{stem}(?:{_GAP}{_TEXT}|{_RETURNED}|{_ASSIGNED}|{_SET})" for stem in _STRONG),
        *(rf"{stem}[-_]?key(?:{_GAP}{_TEXT}|{_ASSIGNED}|{_SET})" for stem in _KEYED),
        *(
            rf"{stem}[-_]?key(?:{_GAP}{_TEXT}|{_ASSIGNED}|{_SET})"
            for stem in ("app", "application", "license")
        ),
        rf"key(?:{_GAP}{_LONG}|{_RETURNED}|=(?=[^\s'\"`&;]*\d)[^\s'\"`&;,<>(){{}}\[\]\\]{{8,}}?['\"`;& ])",
        rf"token(?:{_GAP}{_TEXT}|{_RETURNED}|{_ASSIGNED}|{_SET})",
        rf"connection[-_]?string{_GAP}{_TEXT}",
        *(rf"{stem}(?![a-z]){_GAP}{_TEXT}" for stem in ("pass", "pw", "salt", "bearer", "auth", "login")),
        *(rf"{stem}=(?=[^\s&'\"`]*\d)[^\s&'\"`]{{8}}" for stem in ("appid", "sig", "signature")),
        r"://[^\s/'\"`]{0,80}:[^\s/'\"`]{1,80}@",
        r"bearer[ \t]+[a-z0-9+/._~-]{8}",
        r"basic[ \t]+[a-z0-9+/._~-]{8}",
    )
)
_KEYS = (
    *("createhmac", "hmac.new", "hmac.digest", "createcipher", "createdecipher", "pbkdf2_hmac", "fernet"),
    *(
        "aes.new",
        "des.new",
        "des3.new",
        "aes.encrypt",
        "aes.decrypt",
        "hmacsha",
        "cookieparser",
        "serializer(",
    ),
    *("timestampsigner", "httpbasicauth", "httpdigestauth", ".login(", "sequelize(", "mysqldb.connect"),
    *("pymysql.connect", "jwt.", "jws.", "jsonwebtoken", "compare_digest", "timingsafeequal", "private key"),
)
"""Calls whose keys may stand under any name, and what begins a private key."""
_FORMS = (
    *("akia", "asia", "hooks.slack", "k_live_", "k_test_", "whsec_", "xox", "xapp-", "pypi-", "dckr_", "sq0"),
    *("glpat-", "gldt-", "glptt-", "glrt-", "glft-", "hvs.", "hvb.", "hvr.", "sbp_", "sb_secret_"),
)
"""How short secrets of providers begin; long ones are runs."""
_APART = str.maketrans(dict.fromkeys("'\"`;,()[]{}<>/:.\\", " "))
_LONGEST_WORD = 23
_RUN = re.compile(r".*\d.*\d", re.DOTALL)
_REVERSED = re.compile(r"['\"`]\s?[!=]==?\s?[\w.\[\]'\"]{0,40}(?:pass|pwd|secret|token|key)")


def may_hold(source: str) -> bool:
    """Tell whether a text of source code may hold a secret at all."""
    small = source.lower()
    return (
        any(one in small for one in _KEYS)
        or any(pattern.search(small) is not None for pattern in _NAMED)
        or _REVERSED.search(small) is not None
        or any(one in small for one in _FORMS)
        or _is_drawn(small)
    )


def _is_drawn(small: str) -> bool:
    """Tell whether a run of characters may be one that a machine drew: long, with digits."""
    return any(len(one) > _LONGEST_WORD and _RUN.match(one) for one in small.translate(_APART).split())
