"""A secret's value stands in the template itself."""

from collections.abc import Iterator

from stockade.config import Severity
from stockade.findings.redaction import names_secret
from stockade.model import App, Parameter, Resource
from stockade.rules import Report, Rule
from stockade.rules.secret_texts import Standing, of_document, of_text, standing, texts
from stockade.values import get, text

RULE = Rule(
    id="secret-in-template",
    title="A secret stands in the template",
    severity="high",
    severity_fixed=True,
    remediation="Let a secret store generate the value at deployment, and change the one that was published.",
    cwe=("CWE-798",),
)
_STORES = {"AWS::SecretsManager::Secret": "SecretString", "AWS::SSM::Parameter": "Value"}
_TOLD: tuple[Standing, ...] = ("cloud-key", "secret", "unknown")


def check(app: App, _app: App) -> Iterator[Report]:
    """Report parameters whose default is a secret, and secrets written into resources."""
    for parameter in app.parameters.values():
        verdict = standing(parameter.name, parameter.default, app)
        if verdict in _TOLD:
            yield _parameter(app, parameter, verdict)
    for resource in app.resources.values():
        found: dict[str, Report] = {}
        for key, written in texts(resource.properties, without="Environment"):
            stored = key == _STORES.get(resource.type)
            verdict = _judged(resource, key, str(written.value), stored=stored)
            if verdict in _TOLD and key not in found:
                found[key] = RULE.at(
                    resource,
                    _message(f"{key} of {resource.id}", verdict),
                    kind="open" if verdict == "unknown" else "fail",
                    severity="medium" if stored and verdict == "secret" else _severity(verdict),
                    location=written.at,
                    discriminator=key,
                )
        yield from found.values()


def _judged(resource: Resource, key: str, written: str, *, stored: bool) -> Standing:
    """Judge a text of a resource; a plain word below a key that is no store's is a setting."""
    if stored:
        name = text(get(resource.properties, "Name")) or resource.id
        named = key if names_secret(key) else name.rpartition("/")[2]
        return of_document(named, written, secret=resource.type == "AWS::SecretsManager::Secret")
    verdict = of_text(key, written)
    return "none" if verdict == "unknown" else verdict


def _parameter(app: App, parameter: Parameter, verdict: Standing) -> Report:
    return RULE.at(
        app,
        _message(f"the default of the parameter {parameter.name}", verdict),
        kind="open" if verdict == "unknown" else "fail",
        severity=_severity(verdict),
        resource=parameter.name,
        location=parameter.at,
        discriminator=parameter.name,
    )


def _message(where: str, verdict: Standing) -> str:
    if verdict == "unknown":
        return f"Whether {where} is a secret or only the name of one is not known."
    what = "a key to the cloud account" if verdict == "cloud-key" else "a secret"
    return f"There is {what} in {where}: everybody who reads the template, or its history, has it."


def _severity(verdict: Standing) -> Severity | None:
    return "critical" if verdict == "cloud-key" else None
