"""Names under which secrets stand, told apart from names of what is only about one."""

import re
from functools import lru_cache

_SECRET = re.compile(
    r"passw(?:or)?d|passphrase|secret|credential|api[-_]?key|bearer"
    r"|(?:access|account|private|signing|encryption|master|secret|shared|function|admin|app(?:lication)?|license)"
    r"[-_]?key"
    r"|(?:auth|access|refresh|session|id|security|bot)[-_]?token"
    r"|(?:^|[-_.])(?:pass|pw|token|pwd|salt|jwt[-_]?key)(?:$|[-_.\d])|connection[-_]?string|webhook[-_]?url",
    re.IGNORECASE,
)
_ABOUT_ONE = re.compile(
    r"(?:^|[-_])(?:arn|name|id|path|ref|prefix|suffix|url|uri|file|parameter|param|table|bucket|queue|topic|ttl"
    r"|expir(?:y|es|ation)|age|lifetime|duration|validity|days|hours|minutes|seconds|ms|length|len|min|max|limit"
    r"|rotation|interval|iterations|rounds|enabled|disabled|required|optional|header|cookie|type|types|port|host"
    r"|endpoint|region|version|size|count|timeout|level|mode|user|username|role|policy|pattern|regex|strategy"
    r"|algorithm|template|hash|checksum|digest|fingerprint|thumbprint|hint|label|field|column|attribute|format|provider"
    r"|store|source|location|issuer|audience|scope|scopes|claim)$"
    r"|(?:^|[-_])(?:invalid|wrong|incorrect|missing|expired|weak|has|is|use|uses|with|enable|disable|require|requires|allow|skip|no|reset|forgot|create"
    r"|manage|generate|rotate)[-_]"
    r"|public[-_]?key|publishable",
    re.IGNORECASE,
)
_PASSWORD = re.compile(r"pass(?!port|ive|age|through|enger)|pwd|(?:^|[-_])pw(?:$|[-_\d])", re.IGNORECASE)
_CLOUD = re.compile(r"(?:access|secret)[-_]?(?:access[-_]?)?key(?:[-_]?id)?$", re.IGNORECASE)
_ADDRESS = re.compile(r"connection[-_]?string|(?:url|uri|dsn)$", re.IGNORECASE)
_SETTING = re.compile(
    r"(?:.*[-_])?(?:account|database|db|dbname|description|email|endpoint|engine|host|hostname|id|identifier"
    r"|name|port|region|type|url|user|username|version)",
    re.IGNORECASE,
)
_KEY = re.compile(r"(?<=[^\W_])[-_]key\d*$|(?:^|[-_])auth(?:orization)?$", re.IGNORECASE)
_KEY_OF_DATA = re.compile(
    r"(?:kms|cmk|s3|object|bucket|file|image|code|layer|sort|partition|range|hash|primary|foreign|unique|table|index"
    r"|cache|idempotency|dedup(?:lication)?|public|publishable|site|id|routing|group(?:ing)?|registry|config|state"
    r"|lock|tag|item|map|json|etag|version)[-_]key\d*$",
    re.IGNORECASE,
)
_SPACED = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@lru_cache(maxsize=8192)
def names_secret(name: str) -> bool:
    """Tell whether a variable or parameter is named like what holds a secret (not the name of one)."""
    spaced = _SPACED.sub("_", name)
    return bool(_SECRET.search(spaced)) and not _ABOUT_ONE.search(spaced)


def names_password(name: str) -> bool:
    """Tell whether what stands under a name is chosen by people, who choose words too."""
    return bool(_PASSWORD.search(name))


def names_key(name: str) -> bool:
    """Tell whether a name may be that of a key that locks something: `TICKET_KEY`, not `SORT_KEY`."""
    spaced = _SPACED.sub("_", name)
    return bool(_KEY.search(spaced)) and not _KEY_OF_DATA.search(spaced)


def names_cloud_key(name: str) -> bool:
    """Tell whether a name is that of a key to the cloud account."""
    return bool(_CLOUD.search(_SPACED.sub("_", name)))


def names_address(name: str) -> bool:
    """Tell whether what stands under a name is an address that may hold a password among other things."""
    return bool(_ADDRESS.search(name))


def names_setting(name: str) -> bool:
    """Tell whether a name is that of a plain setting kept beside a secret: a host, a user."""
    return bool(_SETTING.fullmatch(_SPACED.sub("_", name)))
