"""Finding the resource a value means: by reference, by attribute, by evaluated name, by ARN."""

from collections.abc import Iterator

from stockade.assembly.arns import NAMING, arn, is_arn_of, own_key
from stockade.assembly.names import arn_key, containers, queue_of_url, written
from stockade.model import Stack, StackResource
from stockade.values import (
    Attr,
    Concat,
    Lit,
    Ref,
    Value,
    alternatives,
    get,
    is_absent,
    references,
    replace,
    text,
)

FUNCTION = "AWS::Lambda::Function"
QUEUE = "AWS::SQS::Queue"
_FOLLOWED = {
    "AWS::Lambda::Alias": "FunctionName",
    "AWS::Lambda::Version": "FunctionName",
    "AWS::ApiGateway::Stage": "RestApiId",
    "AWS::ApiGatewayV2::Stage": "ApiId",
}
"""Types that stand for another resource, and the property that names it."""


class Index:
    """The resources of one stack by id, by name and by ARN."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.resources = stack.resources
        self._names: dict[tuple[str, str], str] = {}
        self._arns: dict[tuple[str, str], str] = {}
        for resource in stack.resources.values():
            self._enter(resource)

    def _enter(self, resource: StackResource) -> None:
        """Note a resource under each name and ARN it may have."""
        for name in alternatives(self.normal(self.name(resource))):
            known = written(name)
            if known:
                self._names.setdefault((resource.type, known), resource.id)
            called = known if not isinstance(name, Ref | Attr) else written(Ref(resource.id))
            key = own_key(resource.type, called) if called else None
            if key:
                self._arns.setdefault((key[0], key[1].removesuffix("*").rstrip("/:")), resource.id)

    def name(self, resource: StackResource) -> Value:
        """Return the physical name of a resource; `Ref` to itself where the platform chooses."""
        naming = NAMING.get(resource.type)
        given = get(resource.properties, naming.property) if naming else None
        if given is None or is_absent(given) or text(given) == "":
            return Ref(resource.id, at=resource.at)
        return given

    def arn(self, identity: str) -> Value | None:
        """Return the ARN of a resource by id, None where its form is not known."""
        resource = self.resources.get(identity)
        return arn(resource.type, identity, self.name(resource)) if resource else None

    def find(self, value: Value, *types: str) -> str | None:
        """Return the id of the resource of one of some types that a value means, None where none does.

        Without types any resource will do. Aliases, versions and stages stand for what they belong to.
        """
        return next(self._found(value, types), None)

    def find_all(self, value: Value, *types: str) -> tuple[str, ...]:
        """Return the ids of all resources a value may mean, each once."""
        return tuple(dict.fromkeys(self._found(value, types)))

    def _found(self, value: Value, types: tuple[str, ...]) -> Iterator[str]:
        for side in alternatives(value):
            for reference in references(side):
                found = self.follow(reference.id, types)
                if found is not None:
                    yield found
            shown = written(self.normal(side))
            if shown:
                yield from self._named(shown, types)

    def _named(self, shown: str, types: tuple[str, ...]) -> Iterator[str]:
        """Yield the resource a written name, ARN or queue address means."""
        found = self._by_arn(shown, types) if shown.startswith("arn:") else self._by_name(shown, types)
        if found is not None:
            yield found

    def _by_arn(self, shown: str, types: tuple[str, ...]) -> str | None:
        key = arn_key(shown)
        for rest in containers(*key) if key else ():
            found = self._arns.get((key[0], rest)) if key else None
            if found is not None:
                return self.follow(found, types)
        return None

    def _by_name(self, shown: str, types: tuple[str, ...]) -> str | None:
        queue = queue_of_url(shown)
        if queue is not None:
            shown, types = queue, tuple(kind for kind in types or (QUEUE,) if kind == QUEUE)
            if not types:
                return None
        for kind in types or NAMING:
            found = self._names.get((kind, shown))
            if found is None and kind == FUNCTION:
                found = self._names.get((kind, _unqualified(shown)))
            if found is not None:
                return found
        return None

    def follow(self, identity: str, types: tuple[str, ...], depth: int = 0) -> str | None:
        """Return the id itself, or what it stands for, if that is of one of some types."""
        resource = self.resources.get(identity)
        if resource is None or depth > len(_FOLLOWED):
            return None
        if not types or resource.type in types:
            return identity
        target = _FOLLOWED.get(resource.type)
        if target is None:
            return None
        inner = get(resource.properties, target)
        for reference in references(inner):
            found = self.follow(reference.id, types, depth + 1)
            if found is not None:
                return found
        shown = written(inner)
        return next(self._named(shown, types), None) if shown else None

    def normal(self, value: Value) -> Value:
        """Return a value with every ARN, name and URL of the stack's resources in its one normal form."""
        return replace(value, self._normal_term)

    def _normal_term(self, term: Value) -> Value:
        match term:
            case Attr(id=identity, name=attribute):
                resource = self.resources.get(identity)
                if resource is not None and is_arn_of(resource.type, attribute):
                    return self.arn(identity) or term
                return term
            case Ref(id=identity):
                resource = self.resources.get(identity)
                naming = NAMING.get(resource.type) if resource else None
                if resource is None or naming is None:
                    return term
                if naming.ref == "arn":
                    return self.arn(identity) or term
                known = self.name(resource)
                return known if naming.ref == "name" and isinstance(known, Lit | Concat) else term
            case _:
                return term


def _unqualified(shown: str) -> str:
    """Return the name in a partial ARN of a function (`ACCOUNT:function:NAME:ALIAS`, `NAME:ALIAS`)."""
    return shown.rpartition("function:")[2].partition(":")[0]
