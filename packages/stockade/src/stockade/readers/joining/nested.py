"""Nested applications: local ones are read with the parameters they get, and become part of the outer one.

Their resources have ids after the nested resource's (`Shop.Orders`); its outputs are what they say. One that
lies at an address, or in a repository of applications, stays opaque, and a gap says so. Terraform writes the
template of a stack into the resource (`TemplateBody`): it is read where it stands.
"""

from collections.abc import Callable, Iterator, Sequence

from msgspec.structs import replace as changed

from stockade.errors import ReadError
from stockade.model import Gap, Stack, StackResource
from stockade.readers.cloudformation import is_template
from stockade.readers.cloudformation.template import prepare, read_stack
from stockade.readers.files import Root
from stockade.readers.joining.renaming import home_again, outward, renamed, rewritten
from stockade.readers.sam import is_sam
from stockade.values import ABSENT, Attr, Map, Unknown, Value, entries, get, text

NESTING = ("AWS::CloudFormation::Stack", "AWS::Serverless::Application")
DEEPEST = 10
"""Stacks in stacks that are followed."""
MOST_NESTED = 500
"""Stacks put into one: a few templates that each nest the next eight times make any number."""
_OUTPUTS = "Outputs."

Read = Callable[[str, dict[str, Value]], Stack | None]
"""Reads a template by its path, with the parameters it is given. Raises `ReadError`."""


def with_nested(stacks: Sequence[Stack], root: Root, read: Read) -> list[Stack]:
    """Return the stacks with their nested ones in them; a template that became a part is no stack itself.

    Of templates that hold one another in a circle the first is the stack.
    """
    embedding = _Embedding(root, read)
    joined = [
        embedding.outermost(stack)
        for stack in stacks
        if stack.template not in embedding.parts  # which grows as the ones before are embedded
    ]
    return [stack for stack in joined if stack.template not in embedding.parts]


class _Embedding:
    def __init__(self, root: Root, read: Read) -> None:
        self.root = root
        self.read = read
        self.parts: set[str] = set()
        self._nested = 0

    def outermost(self, stack: Stack) -> Stack:
        """Return a stack that nothing nests with all that it nests."""
        self._nested = 0
        return self.whole(stack, (stack.template,))

    def whole(self, stack: Stack, chain: tuple[str, ...]) -> Stack:
        """Return a stack with every nested one it names in it; `chain` are the templates around it."""
        for identity in [one.id for one in stack.resources.values() if one.type in NESTING]:
            resource = stack.resources[identity]  # by now bound to what its siblings gave out
            self._nested += 1
            if self._nested > MOST_NESTED:
                more = f"and those after it are not read: there are more than {MOST_NESTED} nested stacks"
                return _with_gap(stack, resource, more)
            if get(resource.properties, "TemplateBody") != ABSENT:
                stack = self._with_inline(stack, resource, chain)
                continue
            try:
                file = self._file(stack, resource, chain)
                inner = self.read(file, dict(_passed(resource)))
            except ReadError as error:
                stack = _with_gap(stack, resource, error.reason)
                continue
            if inner is None:
                stack = _with_gap(stack, resource, f"names {file}, which is no template")
                continue
            self.parts.add(file)
            stack = _embedded(stack, resource, self.whole(inner, (*chain, file)))
        return stack

    def _with_inline(self, stack: Stack, resource: StackResource, chain: tuple[str, ...]) -> Stack:
        """Return a stack with the one whose template stands in it; references in that one are the outer's."""
        template = outward(get(resource.properties, "TemplateBody"))
        if not isinstance(template, Map) or not is_template(template):
            return _with_gap(stack, resource, "holds a template that is only known at deployment")
        if is_sam(template):
            return _with_gap(stack, resource, "holds a template of SAM in itself, which is not transformed")
        if len(chain) > DEEPEST:
            return _with_gap(stack, resource, f"is nested more than {DEEPEST} stacks deep")
        gaps: list[Gap] = []
        prepared = prepare(template, self.root, stack.folder, gaps)
        inner = read_stack(prepared, stack.template, gaps, passed=dict(_passed(resource)))
        whole = self.whole(inner, (*chain, f"{stack.template}#{resource.id}"))
        return _embedded(_without_template(stack, resource), resource, whole)

    def _file(self, stack: Stack, resource: StackResource, chain: tuple[str, ...]) -> str:
        """Return the template a nested resource names. Raises `ReadError` where it is not to be had."""
        name = _template(resource)
        if name is None or "://" in name:
            raise ReadError("lies at an address that is not read")
        file = self.root.inside(stack.folder, name)
        if file in chain:
            raise ReadError(f"holds itself ({' -> '.join((*chain, file))})")
        if len(chain) > DEEPEST:
            raise ReadError(f"is nested more than {DEEPEST} stacks deep")
        if not (self.root.path / file).is_file():
            raise ReadError(f"names {file}, which is not there")
        return file


def _without_template(stack: Stack, resource: StackResource) -> Stack:
    """Return a stack without a template written into it: what it holds is there as resources, once."""
    kept = {key: item for key, item in resource.properties.items.items() if key != "TemplateBody"}
    emptied = changed(resource, properties=Map(kept, at=resource.properties.at))
    return changed(stack, resources={**stack.resources, resource.id: emptied})


def _template(resource: StackResource) -> str | None:
    place = get(resource.properties, "TemplateURL")
    return text(place if place != ABSENT else get(resource.properties, "Location"))


def _passed(resource: StackResource) -> Iterator[tuple[str, Value]]:
    for name, value in entries(get(resource.properties, "Parameters")):
        yield name, outward(value)


def _with_gap(stack: Stack, resource: StackResource, reason: str) -> Stack:
    gap = Gap(resource.at, f"the nested application {resource.id!r} {reason}", "resource")
    return changed(stack, gaps=(*stack.gaps, gap))


def _embedded(outer: Stack, nested: StackResource, inner: Stack) -> Stack:
    """Put a stack into the one that names it."""
    label = f"{nested.id}."
    names = {identity: f"{label}{identity}" for identity in inner.resources}
    apart = renamed(inner, names, label, outer.folder)
    home = rewritten(apart, home_again, {}, "", outer.folder)
    bound = rewritten(outer, _binding(nested.id, home), {}, "", outer.folder)
    parts = {identity: _under(part, nested) for identity, part in home.resources.items()}
    return changed(
        bound,
        resources={**bound.resources, **parts},
        conditions={**bound.conditions, **home.conditions},
        gaps=(*bound.gaps, *home.gaps),
    )


def _under(part: StackResource, nested: StackResource) -> StackResource:
    """Return a part that needs the condition of the nested resource where it has none of its own."""
    return changed(part, condition=nested.condition) if nested.condition and not part.condition else part


def _binding(nested: str, inner: Stack) -> Callable[[Value], Value]:
    def bind(term: Value) -> Value:
        if not isinstance(term, Attr) or term.id != nested or not term.name.startswith(_OUTPUTS):
            return term
        output = inner.outputs.get(term.name.removeprefix(_OUTPUTS))
        reason = f"the nested application {nested!r} has no output {term.name.removeprefix(_OUTPUTS)!r}"
        return output.value if output is not None else Unknown(reason, at=term.at)

    return bind
