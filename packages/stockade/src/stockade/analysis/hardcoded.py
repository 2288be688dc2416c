"""Secrets written in source code: which of the texts of a module are ones. Their values are not kept.

A form of a provider, a connection string or a header is a secret wherever it stands. Else the name it stands
under decides, by its last word: `signing_secret` holds one, `secretStep` does not. A text that a machine drew
needs no more than such a name; one of words must not be a word about secrets (`AccessKeyId`), a sentence, a
colour or a reference. What a call takes for its key is one however it looks.
"""

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from stockade.analysis.glancing import may_hold as may_hold  # noqa: PLC0414 - asked for here
from stockade.analysis.named_texts import HOLE, NamedText, named_texts
from stockade.model.code import CodeSecret, Confidence
from stockade.model.program import Module, column_of, line_of
from stockade.secrets import (
    CLOUD_KINDS,
    DEFAULT_CREDENTIAL,
    EXAMPLE,
    Secret,
    find,
    is_asked_for,
    looks_like_key,
    names_key,
    names_secret,
)
from stockade.values import Location

LONGEST = 20_000
"""Characters of a text that is looked at."""
MINIFIED = 4_095
"""Columns that nobody writes by hand: only forms of providers count there."""
_TESTS = re.compile(
    r"(?:^|/)(?:tests?|__tests__|__mocks__|specs?|e2e|mocks?|fixtures|__fixtures__|testdata|examples?|samples?"
    r"|docs?|stories)/|[._-](?:test|spec|mock|stories|sample|example)s?\.\w+$|(?:^|/)(?:tests?_|conftest)[^/]*$",
    re.IGNORECASE,
)
_LABELS = re.compile(
    r"(?:^|/)(?:locales?|i18n|l10n|lang(?:uages?)?|translations?|messages)(?:/|\.)", re.IGNORECASE
)
_SPACED = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_QUALIFIERS = frozenset(
    {"value", "text", "string", "str", "prod", "production", "dev", "staging", "live", "test", "default"}
    | {"base64", "b64", "hex", "raw", "bytes", "plain", "plaintext", "fallback", "demo", "tmp", "temp"}
)
_PASSWORDS = frozenset({"password", "passwd", "pwd", "pass", "pw", "passphrase", "pin", "passcode"})
_SURE_HEADS = frozenset(
    {"secret", "secretkey", "apikey", "signingkey", "encryptionkey", "jwtkey", "privatekey"}
)
_HEADS = _PASSWORDS | frozenset({"secret", "token", "key", "credential", "bearer", "salt", "apikey"})
_ABOUT = frozenset(
    {
        "a",
        "access",
        "account",
        "alg",
        "allow",
        "an",
        "api",
        "app",
        "arn",
        "at",
        "attribute",
        "auth",
        "authorization",
    }
    | {"authorizer", "aws", "basic", "bearer", "client", "code", "cognito", "column", "confirm", "container"}
    | {"cookie", "credential", "credentials", "current", "db", "deny", "encryption", "expires", "expiration"}
    | {"field", "forgot", "function", "get", "header", "hidden", "iam", "id", "input", "invalid", "is", "jwt"}
    | {
        "key",
        "keys",
        "label",
        "lambda",
        "login",
        "master",
        "name",
        "new",
        "next",
        "none",
        "number",
        "of",
        "old",
    }
    | {
        "or",
        "param",
        "parameter",
        "passwd",
        "password",
        "passwords",
        "path",
        "pk",
        "private",
        "pwd",
        "refresh",
    }
    | {
        "reset",
        "role",
        "secret",
        "secrets",
        "service",
        "session",
        "set",
        "sign",
        "signing",
        "sk",
        "sns",
        "ssm",
    }
    | {"string", "text", "token", "tokens", "type", "user", "username", "value", "web", "x"}
)
"""Words of names and labels: a text of nothing else names what a secret is kept under."""
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_PLACED = re.compile(
    r"[\w./-]+\.(?:html?|json|ya?ml|txt|pem|crt|key|js|ts|py|com|net|org|io|dev|local|amazonaws\S*)(?:[/:]\S*)?"
    r"|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|\S*\$\{.*|.*<[^<>]*>.*|.*\[[^\[\]]*\].*|.*\([^()]*\).*|.*\\.*"
)
"""Files, hosts, ids, references and pieces of code."""
_NAMING = re.compile(
    r"#[0-9a-fA-F]{3,8}|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[\w-]+(?:/[\w${}?-]+)+|[A-Z]+|.*[{}].*|\w+:[\w:]+"
)
"""Colours, names of variables, paths of parameters."""
_WEAK_KEY = re.compile(r"<.*>|\$?\{.*\}|[xX*.\-_]+|(?i:.*\byour[-_ ].*)|utf-?8|ascii|latin-?1|hex|base64")
_SHORTEST_KEY = 4
_UNGUESSED = frozenset({"clienttoken", "nexttoken", "continuationtoken", "idempotencytoken", "requesttoken"})
_DATABASES = frozenset(
    {"host", "hostname", "server", "user", "username", "database", "db", "email", "login", "port"}
)
_USERS = frozenset({"user", "username", "user_name", "login"})
_REACHED = frozenset({"host", "hostname", "server", "connect()", "createconnection()", "createpool()"})
_EXAMPLES = frozenset(
    {"your", "my", "some", "here", "enter", "example", "sample", "dummy", "fake", "placeholder"}
)
_LOCAL = re.compile(
    r"@(?:localhost|127\.0\.0\.1|\[?::1|host\.docker\.internal|db|postgres|mysql|mongo|redis)(?![\w.-])"
)
_ADDRESSED = re.compile(r"://[^\s/]*$")
_LOOSE: dict[Confidence, Confidence] = {"high": "medium", "medium": "medium", "low": "low"}
_SIGNING = (
    "jwtsecret",
    "secretkey",
    "signingkey",
    "signingsecret",
    "sessionsecret",
    "cookiesecret",
    "tokensecret",
)
"""Names of what signs: a plain word, or a few, under one of them is used as it stands."""
_SPOKEN = re.compile(r"[a-z]{4,24}(?: [a-z]{1,24}){0,8}", re.IGNORECASE)
_ASKING = re.compile(
    r"(?i)(?:enter|type|provide|please|the|your|an?|no|invalid|missing|wrong|choose|paste|show|copy|required?)\b"
    r"|.*(?:required|invalid|missing|not found|must be)"
)
_SEPARATED = re.compile(r"[a-z0-9]*(?:[-_.:][a-z]+)+[-_.:\d]*|(?:[A-Z]?[a-z]{2,})+\d{0,4}")
"""A name of several words, where a key would be drawn."""
_LINE = 400


class Hardcoded:
    """The secrets of modules, each looked at once however many functions share it."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Module, tuple[CodeSecret, ...]]] = {}

    def of(self, modules: Iterable[Module]) -> tuple[CodeSecret, ...]:
        """Return the secrets of code that a handler reaches."""
        return tuple(secret for module in modules for secret in self._of(module))

    def loose(self, module: Module) -> tuple[CodeSecret, ...]:
        """Return the secrets of code that no handler reaches, less sure; those of tests only may be ones."""
        is_test = _TESTS.search(module.file) is not None
        return tuple(filter(None, (_lowered(one, is_test=is_test) for one in self._of(module))))

    def _of(self, module: Module) -> tuple[CodeSecret, ...]:
        if id(module) not in self._known:
            self._known[id(module)] = (module, tuple(secrets_in(module)))
        return self._known[id(module)][1]


def _lowered(one: CodeSecret, *, is_test: bool) -> CodeSecret | None:
    if one.kind == DEFAULT_CREDENTIAL or not one.sure or (is_test and one.confidence != "high"):
        return None
    sure = not is_test
    return CodeSecret(one.location, one.name, one.kind, _LOOSE[one.confidence] if sure else "low", sure)


def secrets_in(module: Module) -> Iterator[CodeSecret]:
    """Yield the secrets of a module, one a place."""
    file = module.file.partition("\0")[0]
    labels, is_test = _LABELS.search(file) is not None, _TESTS.search(file) is not None
    seen: set[tuple[int, str]] = set()
    for text in named_texts(module):
        if len(text.text) > LONGEST:
            continue
        by_name = not labels and column_of(text.at) < MINIFIED
        by_name = by_name and not (is_test and _is_said(text.text))
        found = _of_text(text) or (_of_name(text) if by_name else None)
        if found is not None and (text.at, text.name) not in seen:
            seen.add((text.at, text.name))
            place = Location(file, line_of(text.at), column_of(text.at))
            yield CodeSecret(place, text.name, found.kind, found.confidence, found.sure)


class _Found(Struct, frozen=True, gc=False):
    kind: str
    confidence: Confidence
    sure: bool = True


def _of_text(text: NamedText) -> _Found | None:
    """Judge a text by itself: what it holds by form, or says of itself."""
    if len(text.text) < 8:  # noqa: PLR2004 - no form is as short
        return None
    for secret in find(text.text):
        found = _by_itself(text.text, secret)
        if found is not None:
            return found
    return None


def _by_itself(written: str, secret: Secret) -> _Found | None:
    value = written[secret.start : secret.end]
    if secret.kind in {EXAMPLE, DEFAULT_CREDENTIAL} or secret.confidence == "low" or HOLE in value:
        return None
    if secret.kind in {"google-key", "signed-token", "basic-credentials", "bearer-token"}:
        return _Found(secret.kind, "medium")
    if secret.kind not in {"password", "secret", "secret-key", "aws-secret-key"}:
        return _Found(secret.kind, "high")
    long = "\n" in written or "<" in written or len(written) > _LINE or written.count(" ") > 12  # noqa: PLR2004
    if long:
        return None  # a page, a program, a message: what stands in quotes there is an example
    if _PLACED.fullmatch(value) or (_is_about(value) and not _has_digit(value)):
        return None
    if _LOCAL.match(written[secret.end :]):
        return _Found(secret.kind, "low", sure=False)
    addressed = _ADDRESSED.search(written[: secret.start]) is not None
    return _Found(secret.kind, "high" if addressed else secret.confidence)


def _of_name(text: NamedText) -> _Found | None:
    """Judge a text by what it stands under."""
    written = text.text
    if text.how == "key":
        weak = len(written) < _SHORTEST_KEY or _WEAK_KEY.fullmatch(written) or any(map(str.isspace, written))
        return (
            None
            if weak or is_asked_for(written)
            else _Found("password" if text.name == "login" else "secret", "high")
        )
    if text.how == "free":
        return None
    if not names_secret(text.name):
        drawn = names_key(text.name) and looks_like_key(written) and not _SEPARATED.fullmatch(written)
        return _Found("secret", "medium") if drawn and not _PLACED.fullmatch(written) else None
    if any(map(str.isspace, written)):
        return _spoken(text)
    for secret in find(written, text.name):
        return _under_name(text, secret)
    return None


def _spoken(text: NamedText) -> _Found | None:
    """Judge a few words under the name of what signs: `super secret key` is one, a question is not."""
    signs = _squeezed(text.name).endswith(_SIGNING) and text.how == "bound"
    said = _SPOKEN.fullmatch(text.text) and not _ASKING.match(text.text) and not _is_about(text.text)
    return _Found("secret", "medium") if signs and said and not text.text.istitle() else None


def _under_name(text: NamedText, secret: Secret) -> _Found | None:
    written, head = text.text, _head(text.name)
    if secret.kind in CLOUD_KINDS:
        return _Found(secret.kind, "high")
    if secret.kind == EXAMPLE or _squeezed(text.name) in _UNGUESSED or _PLACED.fullmatch(written):
        return None
    if secret.kind == DEFAULT_CREDENTIAL:
        return _published(text)
    if text.how == "listed" and secret.confidence != "high":
        return None
    if secret.confidence == "high":
        return _Found(secret.kind, "high")
    if head in _PASSWORDS and _logs_in(text):
        return _Found("password", "medium")
    if not head or _is_about(written) or _NAMING.fullmatch(written):
        return None
    return _in_words(text, secret, head)


def _in_words(text: NamedText, secret: Secret, head: str) -> _Found | None:
    """Judge a text that no machine drew, under a name whose last word is `head`."""
    written = text.text
    if head in _PASSWORDS:
        return None if _is_label(written) and text.how != "compared" else _Found("password", "medium")
    if _has_digit(written):
        return _Found(secret.kind, "medium")
    if _squeezed(text.name).endswith(_SIGNING) and re.fullmatch(r"[a-z]{4,}", written):
        return _Found(secret.kind, "medium")
    if not _squeezed(text.name).endswith(tuple(_SURE_HEADS)):
        return None
    return (
        _Found(secret.kind, "low", sure=False)
        if secret.confidence == "low"
        else _Found(secret.kind, "medium")
    )


def _published(text: NamedText) -> _Found | None:
    """Judge a password that is on every list: a fault where it opens something, else a word or a label."""
    plain = bool(_words(text.text)) and _words(text.text) <= _ABOUT | {
        "test",
        "guest",
        "root",
        "admin",
        "postgres",
        "default",
        "administrator",
    }
    opens = text.how == "compared" or bool(_DATABASES & text.beside)
    if plain and (not opens or text.text[:1].isupper() or text.text.lower() == text.name.lower()):
        return None
    return _Found(DEFAULT_CREDENTIAL, "medium")


def _logs_in(text: NamedText) -> bool:
    """Tell whether a word stands where a program logs in: beside a user, for a host or in a call."""
    words = _words(text.text)
    shown = words & _EXAMPLES or (text.text.istitle() and words <= _ABOUT)
    return not shown and bool(text.beside & _USERS and text.beside & _REACHED)


def _is_label(written: str) -> bool:
    """Tell whether a text is a plain word or several: what people read, or an identifier."""
    return written.isalpha() and (written.istitle() or len(_WORD.findall(written)) > 1 or len(written) < 6)  # noqa: PLR2004


def _has_digit(written: str) -> bool:
    return any(map(str.isdigit, written))


def _is_about(written: str) -> bool:
    """Tell whether a text is made of nothing but words about secrets."""
    words = _words(written)
    return bool(words) and words <= _ABOUT


def _is_said(written: str) -> bool:
    """Tell whether a text only says that it is an example of a secret: `my-secret-key`."""
    words = _words(written)
    return bool(words) and words <= _ABOUT | _EXAMPLES


def _words(written: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(written) if not word.isdigit())


def _squeezed(name: str) -> str:
    return re.sub(r"[\W_\d]", "", name).lower()


def _head(name: str) -> str:
    """Return the last word of a name where it says secret: of `HMAC_PASSWORD_2`, none of `secretStep`."""
    words = [word.lower() for word in re.split(r"[\W_\d]+", _SPACED.sub("_", name)) if word]
    while len(words) > 1 and words[-1] in _QUALIFIERS:
        words.pop()
    last = words[-1] if words else ""
    if last not in _HEADS and last.endswith(("password", "secret", "passwd", "apikey", "token")):
        last = next(one for one in ("password", "secret", "passwd", "apikey", "token") if last.endswith(one))
    return last if last in _HEADS else ""
