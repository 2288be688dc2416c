"""Instances of modules: what each name means in one of them, found out when it is first asked for."""

import posixpath
from collections.abc import Callable

from msgspec import Struct

from stockade.model import Gap, Parameter
from stockade.readers.terraform.constraints import convert, type_of
from stockade.readers.terraform.declarations import Module
from stockade.readers.terraform.evaluator import Evaluator, Frame, Steps, follow
from stockade.readers.terraform.instances import Expansion, Instance, expand
from stockade.readers.terraform.library import Library
from stockade.readers.terraform.sources import locate
from stockade.readers.terraform.syntax import Attribute, Literal, Stanza
from stockade.readers.terraform.traversal import Fault, index
from stockade.readers.terraform.variables import as_param, parameter
from stockade.values import (
    ABSENT,
    Attr,
    Cond,
    List,
    Lit,
    Location,
    Map,
    Param,
    Ref,
    Value,
    is_absent,
    text,
)
from stockade.values import replace as rebuilt

DEEPEST_MODULES = 10
"""Modules inside one another."""
MOST_MODULES = 500
"""Instances of modules of one configuration: a few calls that each call the next twice make any number."""

OF_THE_DEPLOYMENT = Param("terraform.workspace", default=Lit("default"))
"""The workspace; a configuration that names none is deployed into `default`."""


class Configured:
    """What all modules of one configuration share."""

    def __init__(
        self, library: Library, folder: str, evaluator: Evaluator, installed: dict[str, str]
    ) -> None:
        self.library = library
        self.folder = folder
        self.evaluator = evaluator
        self.installed = installed
        self.gaps: list[Gap] = []
        self.modules = 0

    def gap(self, at: Location, reason: str) -> None:
        """Note a gap that no `try()` undoes."""
        self.gaps.append(Gap(at, reason, "resource"))


class Origin(Struct, frozen=True):
    """How a module came to be: the values given to its variables, and what it lies in.

    `frame` is that of the call, None for a root module. `calls` are the names of the calls that lead to it,
    `folders` those of the modules around it.
    """

    address: str = ""
    given: dict[str, Attribute] = {}
    frame: Frame | None = None
    calls: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    condition: str = ""


class ModuleInstance:
    """One instance of a module; implements the names an expression in it may use."""

    def __init__(self, shared: Configured, source: Module, origin: Origin) -> None:
        self.shared = shared
        self.source = source
        self.origin = origin
        self.address = origin.address
        self.frame = Frame(self)
        self._values: dict[str, Value | None] = {}
        self._expansions: dict[str, Expansion | None] = {}
        self._children: dict[str, ModuleInstance | None] = {}

    def within(self, key: str) -> str:
        """Return the address of something in this module."""
        return f"{self.address}.{key}" if self.address else key

    def resolve(self, root: str, steps: Steps, at: Location) -> tuple[Value, int]:
        """Return what a reference begins with, and how many of its steps that took. Raises `Fault`."""
        match root:
            case "var":
                return self.variable(_named(root, steps, 0)), 1
            case "local":
                return self.local(_named(root, steps, 0)), 1
            case "module":
                return self._output_of_call(_named(root, steps, 0), steps, at)
            case "path":
                return self._path(_named(root, steps, 0), at), 1
            case "terraform" | "tofu":
                return OF_THE_DEPLOYMENT, 1
            case "data":
                return self._resource(f"data.{_named(root, steps, 0)}.{_named(root, steps, 1)}", steps, 2, at)
            case "each" | "count" | "self":
                raise Fault(f"{root!r} means nothing here")
            case _:
                return self._resource(f"{root}.{_named(root, steps, 0)}", steps, 1, at)

    def variable(self, name: str) -> Value:
        """Return a variable's value. Raises `Fault` where none is declared."""
        stanza = self.source.variables.get(name)
        if stanza is None:
            raise Fault(f"no variable {name!r} is declared here")
        return self._lazily(f"var.{name}", lambda: self._variable(name, stanza))

    def _variable(self, name: str, stanza: Stanza) -> Value:
        given = self.origin.given.get(name)
        if given is not None:
            value = self.shared.evaluator.evaluate(given.expression, self.origin.frame or self.frame)
            if not (is_absent(value) and self._never_null(stanza)):
                return self._converted(value, stanza)
        if self.origin.frame is None:
            return as_param(self.declared(stanza), self.default(stanza))
        if "default" not in stanza.body.attributes:
            raise Fault(f"{self.address} is not given its variable {name!r}")
        return self.default(stanza)

    def _never_null(self, stanza: Stanza) -> bool:
        nullable = stanza.body.attributes.get("nullable")
        return nullable is not None and nullable.expression == Literal(False, at=nullable.expression.at)

    def default(self, stanza: Stanza) -> Value:
        """Return a variable's default, `ABSENT` where it has none."""
        attribute = stanza.body.attributes.get("default")
        if attribute is None:
            return ABSENT
        return self._converted(self.shared.evaluator.evaluate(attribute.expression, self.frame), stanza)

    def _converted(self, value: Value, stanza: Stanza) -> Value:
        kind = stanza.body.attributes.get("type")
        if kind is None:
            return value
        return convert(value, type_of(kind.expression), self.frame, self.shared.evaluator)

    def declared(self, stanza: Stanza) -> Parameter:
        """Return what a `variable` block declares."""
        return parameter(stanza, self.default(stanza), self.frame, self.shared.evaluator)

    def local(self, name: str) -> Value:
        """Return a local's value. Raises `Fault` where none is declared."""
        attribute = self.source.local_values.get(name)
        if attribute is None:
            raise Fault(f"no local value {name!r} is declared here")
        return self._evaluated(f"local.{name}", attribute)

    def output(self, name: str) -> Value:
        """Return an output's value. Raises `Fault` where there is none."""
        stanza = self.source.outputs.get(name)
        if stanza is None:
            raise Fault(f"{self.address or 'the module'} has no output {name!r}")
        attribute = stanza.body.attributes.get("value")
        return (
            self._evaluated(f"output.{name}", attribute) if attribute is not None else Lit(None, at=stanza.at)
        )

    def _evaluated(self, key: str, attribute: Attribute) -> Value:
        return self._lazily(key, lambda: self.shared.evaluator.evaluate(attribute.expression, self.frame))

    def _lazily(self, key: str, compute: Callable[[], Value]) -> Value:
        """Return a value, computed once. Raises `Fault` when it is asked for while it is computed."""
        if key in self._values:
            found = self._values[key]
            if found is None:
                raise Fault(f"{self.within(key)} depends on itself")
            return found
        self._values[key] = None
        try:
            value = compute()
        except BaseException:
            del self._values[key]
            raise
        self._values[key] = value
        return value

    def _path(self, name: str, at: Location) -> Value:
        """Return a path relative to the root module's folder, where Terraform is taken to run."""
        if name == "module":
            return Lit(posixpath.relpath(self.source.folder or ".", self.shared.folder or "."), at=at)
        if name in {"root", "cwd"}:
            return Lit(".", at=at)
        raise Fault(f"there is no path.{name}")

    def expansion(self, key: str, stanza: Stanza) -> Expansion:
        """Return the instances of a resource or a call. Raises `Fault` when they depend on themselves."""
        if key in self._expansions:
            found = self._expansions[key]
            if found is None:
                raise Fault(f"the number of {self.within(key)} depends on itself")
            return found
        self._expansions[key] = None
        expansion = expand(stanza.body, self.frame, self.shared.evaluator)
        self._expansions[key] = expansion
        return expansion

    def framed(self, key: str, instance: Instance) -> Frame:
        """Return the frame of an instance's arguments."""
        if not instance.bound:
            return self.frame
        return self.frame.within(instance.bound, f".{key}{instance.suffix}" if self.address else key)

    def _resource(self, key: str, steps: Steps, used: int, at: Location) -> tuple[Value, int]:
        declared = self.source.resources.get(key)
        if declared is None:
            raise Fault(f"no {key} is declared here")
        expansion, address = self.expansion(key, declared.stanza), self.within(key)
        if isinstance(expansion.shape, Lit):
            # One instance stands for all: which of them is meant makes no difference.
            skips = expansion.is_open and used < len(steps) and not isinstance(steps[used], str)
            return Ref(address, at=at), used + skips
        return expansion.values(lambda suffix: Ref(address + suffix, at=at)), used

    def _output_of_call(self, name: str, steps: Steps, at: Location) -> tuple[Value, int]:
        stanza = self.source.calls.get(name)
        if stanza is None:
            raise Fault(f"no module {name!r} is called here")
        expansion = self.expansion(f"module.{name}", stanza)
        skips = expansion.is_open and len(steps) > 1 and not isinstance(steps[1], str)
        return self._inside_call(name, expansion.shape, steps, 1 + skips, at)

    def _inside_call(
        self, name: str, shape: Value, steps: Steps, used: int, at: Location
    ) -> tuple[Value, int]:
        """Return an output of a call, of the instance the steps name, or of all instances."""
        match shape:
            case Lit():
                return self._output_of_instance(name, str(shape.value), steps, used, at)
            case Cond():
                then = self._inside_side(name, shape.then, steps, used, at)
                otherwise = self._inside_side(name, shape.otherwise, steps, used, at)
                return Cond(shape.name, then, otherwise, at=at), len(steps)
            case List() | Map() if used < len(steps):
                step = steps[used]
                key = step if not isinstance(step, str) else Lit(step)
                if text(key) is not None:
                    return self._inside_call(name, index(shape, key, at), steps, used + 1, at)
            case _:
                pass
        whole = rebuilt(shape, lambda leaf: self._whole(name, leaf, at))
        return whole, used

    def _inside_side(self, name: str, shape: Value, steps: Steps, used: int, at: Location) -> Value:
        """Return an output on one side of a condition; an instance that side lacks is absent."""
        try:
            value, taken = self._inside_call(name, shape, steps, used, at)
            return follow(value, steps[taken:], at)
        except Fault:
            return ABSENT

    def _whole(self, name: str, leaf: Value, at: Location) -> Value:
        return (
            self._output_of_instance(name, str(leaf.value), (), 0, at)[0] if isinstance(leaf, Lit) else leaf
        )

    def _output_of_instance(
        self, name: str, suffix: str, steps: Steps, used: int, at: Location
    ) -> tuple[Value, int]:
        child = self.child(name, suffix)
        if used < len(steps):
            output = _named("module", steps, used)
            if child is None:
                return Attr(self.within(f"module.{name}{suffix}"), output, at=at), used + 1
            return child.output(output), used + 1
        if child is None:
            return Ref(self.within(f"module.{name}{suffix}"), at=at), used
        return Map({output: child.output(output) for output in child.source.outputs}, at=at), used

    def child(self, name: str, suffix: str) -> "ModuleInstance | None":
        """Return an instance of a called module, None where its files are not at hand."""
        key = f"{name}{suffix}"
        if key not in self._children:
            self._children[key] = self._called(name, suffix, self.source.calls[name])
        return self._children[key]

    def _called(self, name: str, suffix: str, stanza: Stanza) -> "ModuleInstance | None":
        folder = self._folder_of(name, stanza)
        if folder is None:
            return None
        instances = self.expansion(f"module.{name}", stanza).instances
        instance = next((found for found in instances if found.suffix == suffix), Instance(suffix))
        self.shared.modules += 1
        origin = Origin(
            address=self.within(f"module.{name}{suffix}"),
            given=stanza.body.attributes,
            frame=self.framed(f"module.{name}", instance),
            calls=(*self.origin.calls, name),
            folders=(*self.origin.folders, self.source.folder),
            condition=" and ".join(part for part in (self.origin.condition, instance.condition) if part),
        )
        return ModuleInstance(self.shared, self.shared.library.module(folder), origin)

    def _folder_of(self, name: str, stanza: Stanza) -> str | None:
        """Return the folder of a called module if it can be read; a gap says why it cannot."""
        source = text_of(stanza, "source", self)
        shared = self.shared
        place = locate(
            shared.library.root,
            self.source.folder,
            source,
            shared.installed,
            ".".join((*self.origin.calls, name)),
        )
        if place.folder is None:
            if place.reason:
                shared.gap(stanza.at, f"the module {name!r} {place.reason}")
            return None
        reason = self._refusal(place.folder)
        if reason:
            shared.gap(stanza.at, f"the module {name!r} {reason}")
            return None
        return place.folder

    def _refusal(self, folder: str) -> str:
        if folder == self.source.folder or folder in self.origin.folders:
            return "includes itself"
        if len(self.origin.folders) >= DEEPEST_MODULES:
            return f"lies more than {DEEPEST_MODULES} modules deep"
        if self.shared.modules >= MOST_MODULES:
            return f"is not read: the configuration has more than {MOST_MODULES} instances of modules"
        if self.shared.library.module(folder).is_empty:
            return f"has no configuration in its folder {folder or '.'!r}"
        return ""


def text_of(stanza: Stanza, name: str, module: ModuleInstance) -> str:
    """Return an argument of a block that must be a known text, the empty one where it is none."""
    attribute = stanza.body.attributes.get(name)
    if attribute is None:
        return ""
    return text(module.shared.evaluator.evaluate(attribute.expression, module.frame)) or ""


def _named(root: str, steps: Steps, position: int) -> str:
    """Return the name at a step, written behind a dot or as a key. Raises `Fault` where there is none."""
    if position < len(steps):
        step = steps[position]
        name = step if isinstance(step, str) else text(step)
        if name is not None:
            return name
    raise Fault(f"{root!r} is used without a name")
