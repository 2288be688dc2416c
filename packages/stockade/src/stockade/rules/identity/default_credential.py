"""A published password is the one the application is deployed with."""

import re
from collections.abc import Iterator

from stockade.model import App, Parameter
from stockade.rules import Report, Rule
from stockade.rules.secret_texts import given, holdings, of_parameter, of_text, texts
from stockade.secrets import names_secret

RULE = Rule(
    id="default-credential",
    title="A published default password",
    severity="high",
    severity_fixed=True,
    remediation="Generate the password at deployment, in a secret, and publish none.",
    cwe=("CWE-1392",),
)
_TOLD = re.compile(
    r"(default\s+)?(admin\w*\s+)?password\b[^.]{0,20}?(\bis\b|[:=])\s*['\"(]?\S{4,}", re.IGNORECASE
)
_ASKED = re.compile(r"\b(must|should|at least|minimum|characters?|required|between|your)\b", re.IGNORECASE)


def check(app: App, _app: App) -> Iterator[Report]:
    """Report well-known passwords in parameters, their descriptions, variables and resources."""
    for parameter in app.parameters.values():
        yield from _parameter(app, parameter)
    for holding in holdings(app):
        if holding.judged.standing == "published" and not holding.judged.parameter:
            yield RULE.at(
                app.functions[holding.functions[0]],
                f"{holding.name} of {holding.functions[0]} is a password that is on every list.",
                location=holding.judged.at,
                evidence=given(app, holding),
                touches=holding.functions[1:],
                discriminator=holding.name,
            )
    for resource in app.resources.values():
        for key, written in texts(resource.properties, without="Environment"):
            judged = of_text(key, written)
            if judged.standing == "published":
                message = f"{key} of {resource.id} is a password that is on every list."
                yield RULE.at(resource, message, location=judged.at, discriminator=key)


def _parameter(app: App, parameter: Parameter) -> Iterator[Report]:
    judged = of_parameter(parameter, app)
    told = _TOLD.search(parameter.description)
    kind, at = "fail", parameter.at
    if told and not _ASKED.search(told.group()):
        why = f"The description of {parameter.name} publishes a password to all who read the template."
    elif judged.standing == "published":
        why, at = f"{parameter.name} has a default that is on every list of passwords.", judged.at
    elif parameter.allowed and names_secret(parameter.name):
        why = f"Whether one of the values {parameter.name} allows is a published password is not known."
        kind = "open"
    else:
        return
    yield RULE.at(
        app,
        why,
        kind="open" if kind == "open" else "fail",
        resource=parameter.name,
        location=at,
        discriminator=parameter.name,
    )
