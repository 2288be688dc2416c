"""Source to `Module`."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from stockade.languages.javascript import (
    classes,
    declaring,
    expressions,
    functions,
    jsx,
    loops,
    modules,
    operators,
    statements,
    texts,
    typescript,
)
from stockade.languages.javascript.lowering import Lowering, Tables, constant, spread
from stockade.languages.javascript.syntax import grammar_of, parse
from stockade.languages.trees import first_error
from stockade.model.program import Language, Module

_MORE_FRAMES = 1_500
"""Frames that a tree of the deepest nesting may take, whatever called us."""


TABLES = Tables(
    expressions={
        "identifier": expressions.identifier,
        "this": expressions.identifier,
        "super": expressions.identifier,
        "undefined": constant(None),
        "null": constant(None),
        "true": constant(True),
        "false": constant(False),
        "string": texts.string,
        "template_string": texts.template,
        "number": texts.number,
        "regex": texts.regex,
        "member_expression": expressions.member,
        "nested_identifier": expressions.member,
        "subscript_expression": expressions.subscript,
        "call_expression": expressions.call,
        "new_expression": expressions.new,
        "meta_property": expressions.meta,
        "yield_expression": expressions.yielded,
        "array": expressions.array,
        "object": expressions.mapping,
        "spread_element": spread,
        "parenthesized_expression": expressions.inner,
        "await_expression": expressions.inner,
        "as_expression": expressions.inner,
        "satisfies_expression": expressions.inner,
        "non_null_expression": expressions.inner,
        "instantiation_expression": expressions.inner,
        "jsx_expression": expressions.inner,
        "type_assertion": expressions.asserted,
        "binary_expression": operators.binary,
        "unary_expression": operators.unary,
        "ternary_expression": operators.ternary,
        "sequence_expression": operators.sequence,
        "assignment_expression": operators.assignment,
        "augmented_assignment_expression": operators.assignment,
        "update_expression": operators.assignment,
        "function_expression": functions.function,
        "generator_function": functions.function,
        "arrow_function": functions.function,
        "method_definition": functions.function,
        "class": classes.class_value,
        "jsx_element": jsx.element,
        "jsx_self_closing_element": jsx.element,
        "html_character_reference": texts.reference,
    },
    functions={
        "function_expression": functions.function,
        "generator_function": functions.function,
        "arrow_function": functions.function,
        "method_definition": functions.function,
        "function_declaration": functions.function,
        "generator_function_declaration": functions.function,
    },
    named={
        "function_expression": functions.function,
        "generator_function": functions.function,
        "arrow_function": functions.function,
        "class": classes.class_value,
        "object": expressions.mapping,
    },
    statements={
        "expression_statement": statements.expression,
        "statement_block": statements.block,
        "lexical_declaration": statements.declaration,
        "variable_declaration": statements.declaration,
        "using_declaration": statements.declaration,
        "if_statement": statements.branch,
        "switch_statement": statements.switch,
        "try_statement": statements.attempt,
        "return_statement": statements.returned,
        "throw_statement": statements.thrown,
        "while_statement": loops.while_loop,
        "do_statement": loops.do_loop,
        "for_statement": loops.for_loop,
        "for_in_statement": loops.each,
        "labeled_statement": loops.labelled,
        "break_statement": loops.left,
        "continue_statement": loops.left,
        "with_statement": loops.scoped,
        "function_declaration": functions.declaration,
        "generator_function_declaration": functions.declaration,
        "class_declaration": classes.class_declaration,
        "abstract_class_declaration": classes.class_declaration,
        "import_statement": modules.imported,
        "import_alias": modules.alias,
        "export_statement": modules.exported,
        "enum_declaration": typescript.enum,
        "internal_module": typescript.namespace,
        "module": typescript.namespace,
        "ERROR": statements.broken,
    },
)
"""What reads each kind of node; an expression that is not here is opaque, a statement is left out."""


def read_program(source: str, file: str) -> Module:
    """Read one source text: TypeScript by the ending of `file`, else JavaScript.

    What cannot be read is opaque, and `broken` tells where it begins; no text makes this fail.
    """
    grammar = grammar_of(file)
    language: Language = "javascript" if grammar == "javascript" else "typescript"
    with _prepared():
        try:
            return _read(source, file, language)
        except RecursionError:  # the caller itself stood at the end of the stack
            return Module(file, language, broken=1)


def _read(source: str, file: str, language: Language) -> Module:
    written = source.removeprefix("\ufeff").encode("utf-8", "replace")
    root = parse(written, grammar_of(file))
    lower = Lowering(written, root, TABLES)
    body = declaring.body_of(lower, [root] if root.is_error else root.children, 0)
    functions.read_waiting(lower)
    return Module(file, language, body, functions.settled(lower), lower.classes, first_error(root))


@contextmanager
def _prepared() -> Iterator[None]:
    """Pause the collector, for millions of objects are made and none is garbage; allow deeper recursion."""
    collecting, frames = gc.isenabled(), sys.getrecursionlimit()
    gc.disable()
    sys.setrecursionlimit(frames + _MORE_FRAMES)
    try:
        yield
    finally:
        sys.setrecursionlimit(frames)
        if collecting:
            gc.enable()
