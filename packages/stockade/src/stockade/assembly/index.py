"""Finding the resource a value means: by reference, by attribute, by evaluated name, by ARN."""

import re
from collections.abc import Iterator

from stockade.assembly.arns import NAMING, arn, is_arn_of
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
_FOLLOWED = {
    "AWS::Lambda::Alias": "FunctionName",
    "AWS::Lambda::Version": "FunctionName",
    "AWS::ApiGateway::Stage": "RestApiId",
    "AWS::ApiGatewayV2::Stage": "ApiId",
}
"""Types that stand for another resource, and the property that names it."""

_FUNCTION_ARN = re.compile(r"arn:[^:]*:lambda:[^:]*:[^:]*:function:([A-Za-z0-9_-]+)")


class Index:
    """The resources of one stack by id, by name and by ARN."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.resources = stack.resources
        self._names: dict[tuple[str, str], str] = {}
        for resource in stack.resources.values():
            known = text(self.name(resource))
            if known:
                self._names.setdefault((resource.type, known), resource.id)

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
            written = text(side)
            if written is not None:
                found = self.by_name(written, types)
                if found is not None:
                    yield found
            elif isinstance(side, Concat):
                yield from self._by_parts(side, types)

    def _by_parts(self, value: Concat, types: tuple[str, ...]) -> Iterator[str]:
        """Yield resources whose name or ARN equals a text that holds parameters (`jobs-${Stage}`)."""
        wanted = self.normal(value)
        for resource in self.resources.values():
            if types and resource.type not in types:
                continue
            if _alike(self.name(resource), value) or _alike(self.arn(resource.id), wanted):
                yield resource.id

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
        known = text(inner)
        return self.by_name(known, types) if known else None

    def by_name(self, written: str, types: tuple[str, ...]) -> str | None:
        """Return the id of a resource by its evaluated name, or by an ARN or address that ends in it."""
        function = _FUNCTION_ARN.search(written)
        if function and (not types or FUNCTION in types):
            return self._names.get((FUNCTION, function.group(1)))
        last = re.split(r"[:/]", written)[-1] if written.startswith(("arn:", "https://")) else written
        for kind in types or NAMING:
            found = self._names.get((kind, written)) or self._names.get((kind, last))
            if found is not None:
                return found
        return None

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


def _alike(left: Value | None, right: Value) -> bool:
    """Tell whether two texts are made of the same parts, wherever they stand."""
    if isinstance(left, Concat) and isinstance(right, Concat):
        return _shape(left) == _shape(right)
    return False


def _shape(value: Concat) -> tuple[str, ...]:
    return tuple(_part(part) for part in value.parts)


def _part(part: Value) -> str:
    match part:
        case Lit():
            return f"={part.value}"
        case Ref():
            return f"@{part.id}"
        case Attr():
            return f"@{part.id}.{part.name}"
        case _:
            return f"{type(part).__name__}:{getattr(part, 'name', '')}"
