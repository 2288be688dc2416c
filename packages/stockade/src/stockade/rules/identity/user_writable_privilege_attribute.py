"""A user may write the attribute that carries his own privileges."""

import re
from collections.abc import Iterator

from stockade.model import App, Resource
from stockade.rules import Report, Rule
from stockade.values import Value, as_list, flag, get, is_absent, references, strings, text

RULE = Rule(
    id="user-writable-privilege-attribute",
    title="A user may write the attribute that carries his privileges",
    severity="high",
    severity_fixed=True,
    remediation="Leave the attribute out of WriteAttributes of every client, or use groups of the pool.",
    cwe=("CWE-269",),
    resource_types=("AWS::Cognito::UserPool",),
)
_PRIVILEGE = re.compile(
    r"(^|[_-])(is[_-]?)?(access|admin|administrator|role|roles|tenant|tenantid|permission|permissions|privilege|plan|tier)"
    r"([_-]?(id|level))?$",
    re.IGNORECASE,
)


def check(pool: Resource, app: App) -> Iterator[Report]:
    """Report a pool with a mutable attribute named like a privilege that a client may write."""
    clients = [
        other
        for other in app.of_type("AWS::Cognito::UserPoolClient")
        if any(found.id == pool.id for found in references(get(other.properties, "UserPoolId")))
    ]
    for attribute in as_list(get(pool.properties, "Schema")):
        name = text(get(attribute, "Name")) or ""
        mutable = get(attribute, "Mutable")
        if not _PRIVILEGE.search(name.removeprefix("custom:")) or flag(mutable) is False:
            continue
        writers = [one for one in clients if _may_write(one.properties, name)]
        if writers:
            unknown = flag(mutable) is None and not is_absent(mutable)
            yield RULE.at(
                pool,
                f"Whoever has a token of {writers[0].id} may set his own custom:{name} in {pool.id}.",
                kind="open" if unknown else "fail",
                touches=tuple(one.id for one in writers),
                discriminator=name,
            )


def _may_write(client: Value, name: str) -> bool:
    """Tell whether a client may write an attribute; one that names no attributes may write them all."""
    listed = get(client, "WriteAttributes")
    return is_absent(listed) or bool({name, f"custom:{name}"} & set(strings(listed)))
