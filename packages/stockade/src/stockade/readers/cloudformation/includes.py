"""Files a template names: `AWS::Include` snippets and OpenAPI documents, put where they are named.

Local files below the root only; an address elsewhere is left as it is and becomes a gap.
"""

from stockade.errors import ReadError
from stockade.model import Gap
from stockade.readers.cloudformation.document import MOST_ADDED, Document, read_document, size
from stockade.readers.files import Root
from stockade.values import ABSENT, List, Lit, Map, Value, text

DEEPEST = 5
BODY_KEYS = {
    "AWS::Serverless::Api": ("DefinitionUri", "DefinitionBody"),
    "AWS::Serverless::HttpApi": ("DefinitionUri", "DefinitionBody"),
    "AWS::Serverless::StateMachine": ("DefinitionUri", "Definition"),
    "AWS::StepFunctions::StateMachine": ("DefinitionS3Location", "Definition"),
    "AWS::ApiGateway::RestApi": ("BodyS3Location", "Body"),
    "AWS::ApiGatewayV2::Api": ("BodyS3Location", "Body"),
}
"""Resource type -> the property that names its definition by file, and the one that holds it in line."""


class Includer:
    """Puts the files in place; what it could not read is in `gaps`."""

    def __init__(self, root: Root, folder: str) -> None:
        self.root = root
        self.folder = folder
        self.gaps: list[Gap] = []
        self._left = MOST_ADDED
        self._documents: dict[str, tuple[Document, int]] = {}

    def include(self, raw: Value) -> Value:
        """Return a raw value with every `AWS::Include` inside it replaced by its file."""
        return self._included(raw, 0) if _holds_transform(raw) else raw

    def _included(self, raw: Value, depth: int) -> Value:
        match raw:
            case List():
                return List(tuple(self._included(item, depth) for item in raw.items), at=raw.at)
            case Map() if "Fn::Transform" in raw.items:
                return self._transformed(raw, depth)
            case Map():
                return Map({key: self._included(item, depth) for key, item in raw.items.items()}, at=raw.at)
            case _:
                return raw

    def _transformed(self, raw: Map, depth: int) -> Value:
        location = _include_location(raw.items["Fn::Transform"])
        others = {
            key: self._included(item, depth) for key, item in raw.items.items() if key != "Fn::Transform"
        }
        if location is None:
            return Map({**others, "Fn::Transform": raw.items["Fn::Transform"]}, at=raw.at)
        found = self._followed(location, depth)
        if found is None:
            return Map({**others, "Fn::Transform": raw.items["Fn::Transform"]}, at=raw.at)
        inner = self._included(found, depth + 1)
        if not others:
            return inner
        return Map({**(inner.items if isinstance(inner, Map) else {}), **others}, at=raw.at)

    def _followed(self, location: Value, depth: int) -> Value | None:
        if depth < DEEPEST and self._left > 0:
            return self.file(location)
        self.gaps.append(Gap(location.at, "files that include one another are followed no further"))
        return None

    def file(self, location: Value) -> Value | None:
        """Return the document a local location names, None (and a gap) where it cannot be had."""
        name = text(location)
        if name is None or "://" in name:
            where = name or "an address known only at deployment"
            self.gaps.append(Gap(location.at, f"a file outside the folder is included: {where}"))
            return None
        try:
            document, values = self._document(self.root.inside(self.folder, name))
        except ReadError as error:
            self.gaps.append(Gap(location.at, f"the included file cannot be read: {error}"))
            return None
        self._left -= values
        return document.value

    def _document(self, file: str) -> tuple[Document, int]:
        """Return a file, read once, and the number of values in it. Raises `ReadError`."""
        if file not in self._documents:
            document = read_document(self.root.text(file), file)
            self.gaps.extend(document.gaps)
            self._documents[file] = document, size(document.value)
        return self._documents[file]


def _holds_transform(raw: Value) -> bool:
    waiting = [raw]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Map):
            if "Fn::Transform" in value.items:
                return True
            waiting.extend(value.items.values())
        elif isinstance(value, List):
            waiting.extend(value.items)
    return False


def _include_location(transform: Value) -> Value | None:
    """Return the location of an `AWS::Include`, None for any other macro."""
    if isinstance(transform, List) and len(transform.items) == 1:
        transform = transform.items[0]
    if not isinstance(transform, Map) or text(transform.items.get("Name", ABSENT)) != "AWS::Include":
        return None
    parameters = transform.items.get("Parameters", ABSENT)
    return parameters.items.get("Location") if isinstance(parameters, Map) else None


def with_local_bodies(resource: Map, includer: Includer) -> Map:
    """Return a resource whose definition by local file stands in line instead (`DefinitionUri`, ...)."""
    properties = resource.items.get("Properties")
    kind = text(resource.items.get("Type", ABSENT)) or ""
    if not isinstance(properties, Map) or kind not in BODY_KEYS:
        return resource
    key, body = BODY_KEYS[kind]
    location = properties.items.get(key)
    if not isinstance(location, Lit) or "://" in str(location.value) or body in properties.items:
        return resource
    found = includer.file(location)
    if found is None:
        return resource
    changed = {name: value for name, value in properties.items.items() if name != key}
    changed[body] = includer.include(found)
    return Map({**resource.items, "Properties": Map(changed, at=properties.at)}, at=resource.at)
