from collections.abc import Callable

from stockade.model.program import Class, Module, Name

Bodies = Callable[..., dict[str, str]]
Program = Callable[..., Module]
Lowered = Callable[..., list[str]]


Methods = dict[str, tuple[str, str]]
Fields = dict[str, tuple[bool, str, bool]]


def members(found: Class) -> tuple[Methods, Fields]:
    methods: Methods = {method.function: (method.name, method.kind) for method in found.methods}
    fields = {field.name: (field.static, field.annotation, field.value is not None) for field in found.fields}
    return methods, fields


def test_methods_and_fields(program: Program) -> None:
    source = """
    class A extends B {
      static #x = 1; y; 'z' = 2; [w] = 3; static static = 4;
      constructor() {} get a() {} set a(b) {} static c() {} async *d() {} #e() {} static get f() {}
      ['g']() {} [Symbol.iterator]() {} 5() {}
    }"""
    module = program(source, "a.js")
    methods, fields = members(module.classes["A"])
    assert [*methods.values()] == [
        ("constructor", "plain"),
        ("a", "getter"),
        ("a", "setter"),
        ("c", "static"),
        ("d", "plain"),
        ("#e", "plain"),
        ("f", "static"),
        ("g", "plain"),
        ("[Symbol.iterator]", "plain"),
        ("5", "plain"),
    ]
    assert set(methods) == set(module.functions)
    assert all(function.owner == "A" for function in module.functions.values())
    assert fields == {
        "#x": (True, "", True),
        "y": (False, "", False),
        "z": (False, "", True),
        "[w]": (False, "", True),
        "static": (True, "", True),
    }
    assert module.classes["A"].bases == (Name("B", module.classes["A"].bases[0].at),)


def test_typescript_members(program: Program, bodies: Bodies) -> None:
    source = """
    abstract class A<T> extends B<T> implements C, D {
      private readonly x: string = 'a'; declare y: number; z?: T;
      constructor(private readonly db: Db, public e = 1, f?: string) {super(); this.g()}
      abstract h(): void; i(): void; i(a?: any) {} [k: string]: any;
      static override async j() {}
    }"""
    methods, fields = members(program(source).classes["A"])
    assert [*methods] == ["A.constructor", "A.i", "A.j"]
    assert fields == {
        "x": (False, "string", True),
        "y": (False, "number", False),
        "z": (False, "T", False),
        "db": (False, "Db", False),
        "e": (False, "", False),
    }
    body = "(db: Db, e = 1, f: string) {super(); this.db = db; this.e = e; this.g()}"
    assert bodies(source)["A.constructor"] == body
    assert bodies("class A {constructor(private a: B) {}}")["A.constructor"] == "(a: B) {this.a = a}"


def test_decorators(program: Program) -> None:
    source = """
    @Controller('x') export class A {
      @Get(':id') @Guard get(@Param('id') id: string, @Body() body: Dto) {}
      other() {}
    }"""
    module = program(source)
    assert len(module.classes["A"].decorators) == 1
    found = module.functions["A.get"]
    assert len(found.decorators) == 2
    assert [len(parameter.decorators) for parameter in found.parameters] == [1, 1]
    assert module.functions["A.other"].decorators == ()
    assert len(program("class A {@d() m() {}}", "a.js").functions["A.m"].decorators) == 1
    assert len(program("export @d class A {}", "a.js").classes["A"].decorators) == 1


def test_functions_in_fields_belong_to_the_class(program: Program) -> None:
    source = "class A {a = () => this.b; c = function () {}; d = {e() {}}; f() {return () => this}}"
    found = program(source).functions
    owners = {name: each.owner for name, each in found.items()}
    assert owners == {
        "A.a": "A",
        "A.c": "A",
        "A.d.e": "",
        "A.f": "A",
        "A.f.<anonymous>@1:74": "A",
    }


def test_static_blocks_are_called_with_the_static_fields(program: Program, bodies: Bodies) -> None:
    source = "class A {static a = 1; static {this.b = c()}}"
    (_, block) = program(source).classes["A"].fields
    assert (block.name, block.static) == ("<static>", True)
    assert bodies(source)["A.<static>"] == "() {this.b = c()}"


def test_class_values(lowered: Lowered, program: Program) -> None:
    assert lowered("const A = class {}; module.exports = class B {}") == ["A = class:A", "exports = class:B"]
    assert lowered("const A = class B {m() {return B}}") == ["A = (B := class:A)"]
    assert lowered("f(class {})") == ["f(class:<anonymous>@1:3)"]
    assert set(program("function f() {class A {m() {}}}").functions) == {"f", "f.A.m"}
