"""What names mean inside one template: parameters, mappings, conditions, resources."""

from msgspec import Struct

from stockade.values import ABSENT, List, Lit, Location, Map, Param, Pseudo, Ref, Unknown, Value

PSEUDO = frozenset(
    f"AWS::{name}"
    for name in (
        "AccountId",
        "NotificationARNs",
        "NoValue",
        "Partition",
        "Region",
        "StackId",
        "StackName",
        "URLSuffix",
    )
)


class Scope(Struct, frozen=True):
    """The names of one template.

    `parameters` are values (what the outer stack passes, or a `Param`), `mappings` and `conditions` raw
    values, `resources` the logical ids; `implied` are ids that exist once the template is deployed though
    nobody wrote them (`ServerlessRestApi`).
    """

    parameters: dict[str, Value] = {}
    mappings: Value = ABSENT
    conditions: dict[str, Value] = {}
    resources: frozenset[str] = frozenset()
    implied: frozenset[str] = frozenset()

    def ref(self, name: str, at: Location) -> Value:
        """Return what `Ref` of a name is: a parameter, a pseudo parameter, a resource, or unknown."""
        if name in self.parameters:
            return self.parameters[name]
        if name in PSEUDO:
            return ABSENT if name == "AWS::NoValue" else Pseudo(name, at=at)
        if name in self.resources or name in self.implied:
            return Ref(name, at=at)
        return Unknown(f"nothing in this template is called {name!r}", at=at)

    def has_resource(self, name: str) -> bool:
        """Tell whether a name is a resource of the template."""
        return name in self.resources or name in self.implied


def declared_parameters(raw: Value) -> dict[str, Value]:
    """Return a `Param` for each entry of a raw `Parameters` section."""
    found: dict[str, Value] = {}
    if not isinstance(raw, Map):
        return found
    for name, body in raw.items.items():
        fields = body.items if isinstance(body, Map) else {}
        allowed = fields.get("AllowedValues")
        echo = fields.get("NoEcho")
        found[name] = Param(
            name,
            default=_default(fields),
            allowed=allowed.items if isinstance(allowed, List) else (),
            no_echo=isinstance(echo, Lit) and str(echo.value).lower() == "true",
            at=body.at,
        )
    return found


def _default(fields: dict[str, Value]) -> Value | None:
    """Return a parameter's default; one of the Systems Manager types names a key, not the value."""
    default = fields.get("Default")
    kind = fields.get("Type")
    if default is None or not isinstance(kind, Lit):
        return default
    if str(kind.value).startswith("AWS::SSM::Parameter::Value"):
        return Unknown("a parameter of Systems Manager, read at deployment", at=default.at)
    return default
