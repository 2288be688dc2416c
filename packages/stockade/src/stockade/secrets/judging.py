"""What stands under a name: a secret, a published password, or only what says where one is."""

import re

from stockade.secrets.names import names_address, names_cloud_key, names_password
from stockade.secrets.randomness import looks_random
from stockade.secrets.secret import DEFAULT_CREDENTIAL, Confidence

SHORTEST = 4
"""Texts below this length are no secrets worth the name."""

PUBLISHED = frozenset(
    {
        *("admin", "admin123", "administrator", "changeit", "changeme", "change-me", "change_me"),
        *("default", "guest", "letmein", "master", "p@ssw0rd", "p@ssword", "passw0rd", "password"),
        *("changeme123", "password1", "password123", "postgres", "qwerty", "root", "secret", "test"),
        *("toor", "welcome", "welcome1", "123456", "12345678", "123456789"),
    }
)
"""What is tried first, everywhere."""

_REFERENCE = re.compile(r"\$\{[^{}]*\}|\{\{[^{}]*\}\}|\$\([^()]*\)|%\(\w+\)s|<<?[^<>]*>>?")
_PLACEHOLDER = re.compile(
    r"[<{\[(].*[>}\])]|[a-z]* ?<.+>|[*xX.\-_]+|\$[A-Za-z_]\w*|%[a-z%]+%?|@.*@"
    r"|(?:.*[-_ ])?(?:change|replace|insert|fill|put|set|update|enter|add)[-_ ]?(?:me|this|it|in|here|your)"
    r"(?:[-_ ].*)?"
    r"|(?:your|my|some|an?|the|todo|tbd|fixme|dummy|fake|sample|example|redacted)[-_ ].*"
    r"|(?:(?:to|will)[-_ ]be[-_ ])?(?:replaced|generated|provided|overwritten|injected)(?:[-_ ].*)?"
    r"|todo|tbd|fixme|dummy|fake|sample|example|redacted|none|null|nil|undefined|true|false|yes|no|on|off|empty"
    r"|default|unset|disabled|enabled|optional|required|passw(?:or)?d|pass|secret|token|value|string"
    r"|.*placeholder.*|.*[xX]{6,}.*|.*\*{3,}.*",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"(?:change|replace|insert|fill|put|set|update|enter|add|paste|type)-(?:in-|it-)?(?:me|this|it|in|here|your)\b"
    r"|(?:your|my)-.*-(?:goes-)?here$"
)
_POINTER = re.compile(
    r"arn:|\.{0,2}/|\$|alias/|(?:method|integration|context|stageVariables|env|process|self|this|event|config"
    r"|settings|os|req|request|var|local|data|module|secrets)\.|[a-z][a-z0-9+.-]*://|-----BEGIN (?!.*PRIVATE)"
    r"|ssh-|\{\{resolve:|amzn1\.|pk_(?:live|test)_",
    re.IGNORECASE,
)
_DIGEST = re.compile(r"sha(?:1|256|384|512)[:$-].*|\$(?:2[aby]|argon2\w*|5|6)\$.*|\{SSHA\}.*", re.IGNORECASE)
_NUMBERED = re.compile(r"secret(?:[-_]?key)?[\d_]*$", re.IGNORECASE)
_SHORTEST_NUMBER = 6
"""Digits of a number that may be a secret, under a name that says so."""
_DIGESTS = re.compile(r"hash|digest|checksum|sha\d", re.IGNORECASE)
_NAME_LIKE = re.compile(r"[A-Za-z]{1,7}|[A-Za-z]+(?:[/_.:-][A-Za-z]+)+")
_CLOUD_SECRET = re.compile(r"[A-Za-z0-9/+]{40}")
_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+")
_FILLERS = ("api", "goes", "here", "key", "my", "name", "some", "the", "value", "your")

Verdict = tuple[str, Confidence]


def judge(name: str, written: str) -> Verdict | None:
    """Tell what stands under the name of a secret: kind and confidence, None where it is no secret.

    What references put in is taken out first: `abc${Suffix}` is judged by `abc`.
    """
    whole = written.strip().strip("'\"")
    known = _REFERENCE.sub("", whole)
    if known != whole and len(known) < 2 * SHORTEST:
        return None  # what is left beside a reference is a prefix, a unit, a pair of brackets
    published = known.lower().rstrip("!.$#@") in PUBLISHED
    if published and (names_password(name) or name.lower().endswith("secret")):
        return DEFAULT_CREDENTIAL, "high"
    if len(known) < SHORTEST or _is_none(name, known):
        return None
    if names_cloud_key(name) and _CLOUD_SECRET.fullmatch(known):
        return "aws-secret-key", "high"
    if names_password(name):
        return "password", "high" if looks_random(known) else "medium"
    if known.isdigit():
        return ("secret", "medium") if _NUMBERED.search(name) and len(known) >= _SHORTEST_NUMBER else None
    if _NAME_LIKE.fullmatch(known):
        return "secret", "low"
    return "secret", "high" if looks_random(known) else "medium"


def is_asked_for(written: str) -> bool:
    """Tell whether a text of words asks for what should stand there: `FillInYourSecretHere`."""
    words = [one.lower() for one in _WORDS.findall(written)]
    return (
        not any(map(str.isdigit, written))
        and words[:1] != words
        and _ASKED.match("-".join(words)) is not None
    )


def _is_none(name: str, known: str) -> bool:
    """Tell whether a text surely holds no secret: a placeholder, an address, a digest, the way to one."""
    return bool(
        _PLACEHOLDER.fullmatch(known)
        or is_asked_for(known)
        or _POINTER.match(known)
        or _DIGEST.fullmatch(known)
        or names_address(name)
        or _DIGESTS.search(name)
        or _says_its_name(name, known)
    )


def _says_its_name(name: str, known: str) -> bool:
    """Tell whether a text only repeats what it stands under: `MyApiKey` under `ApiKeyValue`.

    A password is a password even so: people do use their names.
    """
    told = [*_FILLERS, *(re.escape(part) for part in _WORDS.findall(name))]
    repeated = re.fullmatch(rf"(?:{'|'.join(told)}|[\s_-])+", known, re.IGNORECASE)
    return not names_password(name) and repeated is not None
