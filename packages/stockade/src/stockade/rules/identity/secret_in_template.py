"""A secret's value stands in the template itself."""

from collections.abc import Iterator

from stockade.model import App, Resource
from stockade.rules import Report, Rule
from stockade.rules.secret_texts import KEPT, NONE, Judged, of_parameter, of_text, texts
from stockade.secrets import names_secret
from stockade.values import Lit, entries, get, text

RULE = Rule(
    id="secret-in-template",
    title="A secret stands in the template",
    severity="high",
    severity_fixed=True,
    remediation="Let a secret store generate the value at deployment, and change the one that was published.",
    cwe=("CWE-798",),
)
_STORES = {"AWS::SecretsManager::Secret": "SecretString", "AWS::SSM::Parameter": "Value"}
_TOLD = ("cloud-key", "secret", "unknown")


def check(app: App, _app: App) -> Iterator[Report]:
    """Report parameters whose default is a secret, and secrets written into mappings and resources."""
    for parameter in app.parameters.values():
        judged = of_parameter(parameter, app)
        yield from _report(app, f"the default of the parameter {parameter.name}", judged, parameter.name)
    for mapping, table in entries(app.mappings):
        for row, columns in entries(table):
            for key, written in texts(columns):
                where = f"{mapping}.{row}.{key}"
                yield from _report(app, f"the mapping {where}", _no_setting(key, written), where)
    for resource in app.resources.values():
        found: dict[str, Report] = {}
        for key, written in texts(resource.properties, without="Environment"):
            stored = key == _STORES.get(resource.type)
            judged = of_text(_stored(resource, key), written) if stored else _no_setting(key, written)
            for report in _report(resource, f"{key} of {resource.id}", judged, key, stored=stored):
                found.setdefault(key, report)
        yield from found.values()


def _no_setting(key: str, written: Lit) -> Judged:
    """Judge a text; a plain word below a key that is no store's is a setting."""
    judged = of_text(key, written)
    return NONE if judged.standing == "unknown" else judged


def _stored(resource: Resource, key: str) -> str:
    """Return the name under which a store keeps a text; all that the store of secrets keeps is secret."""
    if resource.type == "AWS::SecretsManager::Secret" or names_secret(key):
        return KEPT
    return (text(get(resource.properties, "Name")) or resource.id).rpartition("/")[2]


def _report(
    subject: App | Resource, where: str, judged: Judged, name: str, *, stored: bool = False
) -> Iterator[Report]:
    if judged.standing not in _TOLD:
        return
    what = "a key to the cloud account" if judged.standing == "cloud-key" else judged.words
    message = f"There is {what} in {where}: everybody who reads the template, or its history, has it."
    if judged.standing == "unknown":
        message = f"Whether {where} is a secret or only the name of one is not known."
    yield RULE.at(
        subject,
        message,
        kind="open" if judged.standing == "unknown" else "fail",
        severity="medium" if stored and judged.standing == "secret" else judged.severity,
        confidence=judged.confidence,
        resource=name if isinstance(subject, App) else None,
        location=judged.at,
        discriminator=name,
    )
