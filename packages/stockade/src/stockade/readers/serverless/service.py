"""A service while it is read: its sections with variables resolved, and the resources made of them so far."""

from collections.abc import Iterator

from stockade.model import Gap
from stockade.readers.building import Data, lifted, resource
from stockade.readers.serverless.variables import Variables
from stockade.values import ABSENT, List, Location, Map, Value, get, is_absent, text


class Service:
    """One `serverless.yml`: what it says, and the raw resources that stand for it."""

    def __init__(self, document: Map, variables: Variables) -> None:
        self.variables = variables
        self.at = document.at
        self.sections = {
            key: variables.resolve(value) for key, value in document.items.items() if key != "custom"
        }
        self.custom = variables.resolve(document.items.get("custom", ABSENT))
        self.provider = self.sections.get("provider", ABSENT)
        self.resources: dict[str, Map] = {}
        self.gaps: list[Gap] = []
        self.granted: list[Data] = []

    @property
    def name(self) -> Value:
        """The name of the service."""
        named = self.sections.get("service", ABSENT)
        return get(named, "name") if isinstance(named, Map) else named

    @property
    def stage(self) -> Value:
        """The stage it is read for."""
        return self.variables.stage(self.at)

    def setting(self, path: str) -> Value:
        """Return a setting of the provider."""
        return get(self.provider, path)

    def functions(self) -> Iterator[tuple[str, Map]]:
        """Yield every function by its key; `functions` may be a map, or a list of maps."""
        section = self.sections.get("functions", ABSENT)
        for part in section.items if isinstance(section, List) else (section,):
            if not isinstance(part, Map):
                if not is_absent(part):
                    self.gap(
                        part.at if part.at.line else self.at, "the functions are only known at deployment"
                    )
                continue
            for name, body in part.items.items():
                if isinstance(body, Map):
                    yield name, body
                elif not is_absent(body):
                    self.gap(body.at, f"the function {name!r} is only known at deployment")

    def add(self, identity: str, kind: str, properties: dict[str, Data], at: Location, **more: Data) -> str:
        """Add a resource, and return its logical id; one that is there keeps what it says."""
        self.resources.setdefault(identity, resource(kind, properties, at, **more))
        return identity

    def grant(self, actions: tuple[str, ...], target: Data, at: Location) -> None:
        """Grant the functions that share a role some actions on a resource, as a plug-in does by itself."""
        self.granted.append(lifted({"Effect": "Allow", "Action": list(actions), "Resource": [target]}, at))

    def gap(self, at: Location, reason: str) -> None:
        """Note what could not be understood."""
        self.gaps.append(Gap(at, reason, "resource"))


def entries_of(value: Value) -> Iterator[Value]:
    """Yield the elements of what may be one or a list."""
    if isinstance(value, List):
        yield from value.items
    elif not is_absent(value):
        yield value


def option(event: Value, key: str) -> Value:
    """Return a setting of an event; one written as a text has only its main one, under the empty key."""
    if isinstance(event, Map):
        return event.items.get(key, ABSENT)
    return ABSENT


def is_true(value: Value) -> bool:
    """Tell whether a switch is on: true, or a map of settings."""
    return isinstance(value, Map) or (text(value) or "").lower() == "true"
