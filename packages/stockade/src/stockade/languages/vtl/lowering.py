"""A template as a program: one function that writes.

text                    a statement that is a constant: it is written
$x.y                    Do(Call(Name("$write"), (x.y,)))
#set($a = b)            Assign
#if, #elseif, #else     If
#foreach($a in b)       Loop; `$foreach` is what it is in Velocity, of nobody's data
#define, #macro         put in where they are used, a macro's arguments assigned to its parameters
#return, #stop          Return; $util.error(...) ends as an error does
$util.validate(c, ...)  If(not c) ends as an error does
"""

from collections.abc import Iterable, Iterator

from stockade.languages.vtl.methods import ENDING, is_utility
from stockade.languages.vtl.reading import Reader
from stockade.languages.vtl.tree import Assigned, Block, Branch, Each, Node, Output, Stop, Text, Unread, Use
from stockade.model import program as ir
from stockade.model.embedded import TEMPLATE, WRITE, Parsed

_DEEPEST_USE = 6
_MOST_NODES = 20_000
"""Statements of a template with all its blocks put in."""
PARAMETERS = ("input", "context", "util", "stageVariables")
"""What the platform hands to a template, as its variables are called."""


def read_template(text: str, file: str) -> Parsed:
    """Return the program of a template as if it stood in a file of this name; never raises."""
    reader = Reader(text)
    nodes = reader.read()
    lowering = _Lowering(nodes)
    body = tuple(lowering.statements(nodes))
    bound = {*lowering.bound, *(f"${name}" for name in PARAMETERS)}
    function = ir.Function(
        id=TEMPLATE,
        name=TEMPLATE,
        parameters=tuple(ir.Parameter(ir.Name(f"${name}")) for name in PARAMETERS),
        body=body,
        bound=tuple(sorted(bound)),
        at=ir.position(1, 1),
        last=text.count("\n") + 1,
    )
    exported = ir.Assign(ir.Attribute(ir.Name("exports"), TEMPLATE), ir.Closure(TEMPLATE))
    program = ir.Module(file, "vtl", (exported,), {TEMPLATE: function})
    unread = ((one.at, one.reason) for one in (*reader.unread, *lowering.unread))
    return Parsed(program, tuple(unread))


class _Lowering:
    def __init__(self, nodes: Iterable[Node]) -> None:
        self.blocks: dict[str, Block] = {}
        self.macros: dict[str, Block] = {}
        self.bound: set[str] = set()
        self.unread: list[Unread] = []
        self._left = _MOST_NODES
        self._using: list[str] = []
        self._known(nodes)

    def _known(self, nodes: Iterable[Node]) -> None:
        waiting = [*nodes]
        while waiting:
            node = waiting.pop()
            if isinstance(node, Block):
                (self.macros if node.macro else self.blocks).setdefault(node.name, node)
                waiting.extend(node.body)
            elif isinstance(node, Branch):
                waiting.extend(inner for _, body in node.cases for inner in body)
            elif isinstance(node, Each):
                waiting.extend(node.body)

    def statements(self, nodes: Iterable[Node]) -> Iterator[ir.Statement]:
        """Yield what nodes do, in order."""
        for node in nodes:
            self._left -= 1
            if self._left < 0:
                if self._left == -1:
                    self.unread.append(Unread(node.at, "the template is too large to be read to its end"))
                return
            yield from self._statement(node)

    def _statement(self, node: Node) -> Iterator[ir.Statement]:
        match node:
            case Text():
                yield ir.Do(ir.Const(node.text, node.at), node.at)
            case Output():
                yield from self._output(node)
            case Assigned():
                yield from self._assigned(node)
            case Branch():
                yield self._branch(node.cases, node.at)
            case Each():
                yield from self._each(node)
            case Use():
                yield from self._use(node)
            case Stop():
                yield from _stop(node)
            case Block():
                pass

    def _output(self, node: Output) -> Iterator[ir.Statement]:
        value = node.value
        if node.name in self.blocks and f"${node.name}" not in self.bound:
            yield from self._put_in(self.blocks[node.name], (), node.at)
        elif is_utility(value, *ENDING):
            yield ir.Raise(value, node.at)
        elif is_utility(value, "validate") and isinstance(value, ir.Call) and value.arguments:
            yield ir.If(value.arguments[0], (), (ir.Raise(None, node.at),), node.at)
        elif isinstance(value, ir.Assignment):
            yield ir.Assign(value.target, value.value, node.at)
        elif isinstance(value, ir.Operation) and value.name == "quiet":
            yield from self._quiet(value.operands[0], node.at)
        else:
            yield ir.Do(ir.Call(ir.Name(WRITE, node.at), (value,), at=node.at), node.at)

    def _quiet(self, value: ir.Expression, at: int) -> Iterator[ir.Statement]:
        if isinstance(value, ir.Assignment):
            yield ir.Assign(value.target, value.value, at)
        else:
            yield ir.Do(ir.Operation("quiet", (value,), at), at)

    def _assigned(self, node: Assigned) -> Iterator[ir.Statement]:
        if isinstance(node.target, ir.Name):
            self.bound.add(node.target.name)
        value = node.value
        if isinstance(value, ir.Operation) and value.name == "quiet":
            value = value.operands[0]
        if isinstance(value, ir.Assignment):  # `#set($done = $map.put(k, v))`
            yield ir.Assign(value.target, value.value, node.at)
            value = ir.Const(None, node.at)
        yield ir.Assign(node.target, value, node.at)

    def _branch(
        self, cases: tuple[tuple[ir.Expression | None, tuple[Node, ...]], ...], at: int
    ) -> ir.Statement:
        made: tuple[ir.Statement, ...] = ()
        for test, body in reversed(cases):
            then = tuple(self.statements(body))
            made = then if test is None else (ir.If(test, then, made, getattr(test, "at", at) or at),)
        if len(made) == 1 and isinstance(made[0], ir.If):
            return made[0]
        return ir.If(ir.Const(True, at), made, (), at)

    def _each(self, node: Each) -> Iterator[ir.Statement]:
        if isinstance(node.target, ir.Name):
            self.bound.add(node.target.name)
        self.bound.add("$foreach")
        body = tuple(self.statements(node.body))
        counter = ir.Assign(ir.Name("$foreach"), ir.Opaque("the state of the loop", (), node.at), node.at)
        yield ir.Loop("of", node.target, node.subject, (counter, *body), at=node.at)

    def _use(self, node: Use) -> Iterator[ir.Statement]:
        macro = self.macros.get(node.name)
        if macro is None:
            yield ir.Do(ir.Const(node.written, node.at), node.at)
            return
        for name, value in zip(macro.parameters, node.arguments, strict=False):
            self.bound.add(f"${name}")
            yield ir.Assign(ir.Name(f"${name}"), value, node.at)
        yield from self._put_in(macro, macro.parameters, node.at)

    def _put_in(self, block: Block, _parameters: Iterable[str], at: int) -> Iterator[ir.Statement]:
        if block.name in self._using or len(self._using) >= _DEEPEST_USE:
            self.unread.append(Unread(at, f"{block.name} is used within itself, or nested too deeply"))
            return
        self._using.append(block.name)
        yield from self.statements(block.body)
        self._using.pop()


def _stop(node: Stop) -> Iterator[ir.Statement]:
    if node.kind == "break":
        yield ir.Break(node.at)
        return
    yield ir.Return(node.value, node.at)
