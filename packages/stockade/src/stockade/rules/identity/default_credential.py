"""A published password is the one the application is deployed with."""

import re
from collections.abc import Iterator

from stockade.model import App, Parameter
from stockade.rules import Report, Rule
from stockade.values import text

RULE = Rule(
    id="default-credential",
    title="A published default password",
    severity="high",
    severity_fixed=True,
    remediation="Generate the password at deployment, in a secret, and publish none.",
    cwe=("CWE-1392",),
)
_NAMED = re.compile(r"pass(word|wd|phrase)?$|secret$", re.IGNORECASE)
_TOLD = re.compile(
    r"(default\s+)?(admin\w*\s+)?password\b[^.]{0,20}?(\bis\b|[:=])\s*['\"(]?\S{4,}", re.IGNORECASE
)
_ASKED = re.compile(r"\b(must|should|at least|minimum|characters?|required|between|your)\b", re.IGNORECASE)
_COMMON = frozenset(
    {
        "admin",
        "administrator",
        "changeme",
        "change-me",
        "default",
        "master",
        "p@ssw0rd",
        "passw0rd",
        "password",
        "password1",
        "password123",
        "root",
        "secret",
        "test",
        "welcome1",
    }
)


def check(app: App, _app: App) -> Iterator[Report]:
    """Report parameters that carry a well-known password, or whose description tells one."""
    for parameter in app.parameters.values():
        why = _fault(parameter)
        if why:
            yield RULE.at(
                app, why, resource=parameter.name, location=parameter.at, discriminator=parameter.name
            )
        elif _NAMED.search(parameter.name) and parameter.allowed:
            yield RULE.at(
                app,
                f"Whether one of the values {parameter.name} allows is a published password is not known.",
                kind="open",
                resource=parameter.name,
                location=parameter.at,
                discriminator=parameter.name,
            )


def _fault(parameter: Parameter) -> str:
    told = _TOLD.search(parameter.description)
    if told and not _ASKED.search(told.group()):
        return f"The description of {parameter.name} publishes a password to all who read the template."
    default = text(parameter.default)
    if _NAMED.search(parameter.name) and default and default.lower() in _COMMON:
        return f"{parameter.name} has a default that is on every list of passwords."
    return ""
