"""Methods and functions of the languages that build, change or take apart values.

texts.py        texts, JSON and regular expressions
collections.py  lists, dictionaries, objects, maps and sets
elements.py     calls of a function for every element
promises.py     promises: a promise is what it becomes
functions.py    functions as values, and what ends a run
paths.py        paths and URLs
velocity.py     what is handed to mapping templates
templates.py    template engines: whether they escape
"""

from collections.abc import Callable

from stockade.analysis.arguments import Given
from stockade.analysis.builtin import (
    collections,
    elements,
    functions,
    paths,
    promises,
    templates,
    texts,
    velocity,
)
from stockade.analysis.builtin.elements import passing
from stockade.analysis.builtin.texts import multi_line
from stockade.analysis.frameworks import graphql, powertools
from stockade.analysis.values import Value

Method = Callable[[Given, Value], Value | None]


def method(given: Given, name: str) -> Value | None:
    """Return the value of a built-in method; None where there is none of this name for such an object."""
    holder = given.holder
    if holder is None:
        return None
    if holder.names and not any(one.endswith("environ") for one in holder.names) and holder.fields is None:
        found = _ON_NAMED.get(name)
        wanted = found is not None and (holder.taints or name in _PROMISED)
        return found(given, holder) if found is not None and wanted else None
    table = _PYTHON if given.language == "python" else _JAVASCRIPT
    known = table.get(name)
    return known(given, holder) if known is not None else None


_PYTHON: dict[str, Method] = {
    "append": collections.append,
    "add": collections.append,
    "appendleft": collections.append,
    "extend": collections.extend,
    "insert": collections.insert,
    "get": collections.get,
    "update": collections.update,
    "setdefault": collections.set_default,
    "keys": collections.keys,
    "values": collections.values_of,
    "items": collections.items_of,
    "copy": collections.copied,
    "join": texts.joined,
    "format": texts.formatted,
    "lower": texts.cased,
    "upper": texts.cased,
    "strip": texts.cased,
    "replace": texts.replaced,
    "split": texts.split,
    "pop": collections.popped,
    "popleft": collections.popped,
    "encode": texts.encode,
    "decode": texts.encode,
    "hex": texts.hexed,
    "group": texts.group,
    "__getitem__": texts.group,
    "match": texts.pattern_match,
    "fullmatch": texts.pattern_match,
    "search": texts.pattern_match,
    "__enter__": functions.entered,
    "__aenter__": functions.entered,
    "as_view": functions.as_view,
}
_JAVASCRIPT: dict[str, Method] = {
    "push": collections.append,
    "unshift": collections.append,
    "add": collections.map_set,
    "set": collections.map_set,
    "get": collections.get,
    "keys": collections.keys,
    "values": collections.values_of,
    "entries": collections.items_of,
    "join": texts.joined,
    "concat": collections.concat,
    "toLowerCase": texts.cased,
    "toUpperCase": texts.cased,
    "trim": texts.cased,
    "replace": texts.replaced,
    "replaceAll": texts.replaced,
    "split": texts.split,
    "pop": collections.popped,
    "shift": collections.popped,
    "match": texts.matched,
    "exec": texts.matched,
    "slice": collections.sliced,
    "splice": collections.sliced,
    "toString": texts.encode,
    "then": promises.followed,
    "catch": promises.caught,
    "finally": promises.settled,
    "forEach": elements.each,
    "map": elements.mapped,
    "flatMap": elements.flat_mapped,
    "filter": elements.filtered,
    "find": elements.found,
    "some": elements.tested,
    "every": elements.tested,
    "findIndex": elements.tested,
    "reduce": elements.reduced,
    "sort": collections.copied,
    "call": functions.call,
    "apply": functions.apply,
    "bind": functions.bind,
    "promise": texts.encode,
}
_PROMISED = frozenset({"then", "__enter__", "catch", "finally"})
_ON_NAMED: dict[str, Method] = {
    "get": collections.get,
    "then": promises.followed,
    "catch": promises.caught,
    "finally": promises.settled,
    "forEach": elements.each,
    "map": elements.mapped,
    "filter": elements.filtered,
    "reduce": elements.reduced,
    "find": elements.found,
    "split": texts.split,
    "replace": texts.replaced,
    "items": collections.items_of,
    "resolve": paths.resolved_path,
    "toString": texts.digits_of,
    **dict.fromkeys(("toLowerCase", "toUpperCase", "trim", "lower", "upper", "strip"), texts.cased),
    "__enter__": functions.entered,
}
CALLS: dict[str, Callable[[Given], Value | None]] = {
    "Object.assign": collections.object_assign,
    "Object.keys": collections.object_keys,
    "Object.values": collections.object_values,
    "Object.entries": collections.entries,
    "Object.fromEntries": collections.from_entries,
    "Object.freeze": functions.first,
    "Promise.all": promises.promise_all,
    "Promise.allSettled": promises.promise_all,
    "Promise.resolve": functions.first,
    "Promise": promises.new_promise,
    "Promise.resolver": promises.resolver,
    "Promise.reject": promises.rejected,
    "Promise.callback": promises.callback,
    "util.promisify": functions.promisified,
    "collections.namedtuple": collections.named_tuple_of,
    "typing.NamedTuple": collections.named_tuple_of,
    **dict.fromkeys(
        (
            f"{emitter}.{method}"
            for emitter in ("events()", "events.EventEmitter()")
            for method in ("on", "once", "addListener", "prependListener")
        ),
        functions.listened,
    ),
    "events().emit": functions.emitted,
    "events.EventEmitter().emit": functions.emitted,
    "asyncio.gather": promises.gather,
    "asyncio.run": functions.first,
    "asyncio.create_task": functions.first,
    "asyncio.wait_for": functions.first,
    "json.dumps": texts.dumped,
    "JSON.stringify": texts.dumped,
    "json.loads": texts.parsed,
    "JSON.parse": texts.parsed,
    "str": texts.text_of,
    "String": texts.text_of,
    "path.join": paths.path_join,
    "os.path.join": paths.path_join,
    "os.getenv": functions.getenv,
    "os.environ.get": functions.getenv,
    "dict": collections.dictionary,
    "list": collections.listed,
    "tuple": collections.listed,
    "set": collections.listed,
    "frozenset": collections.listed,
    "sorted": collections.listed,
    "reversed": collections.listed,
    "Set": collections.listed,
    "Array.from": collections.listed,
    "enumerate": collections.enumerated,
    "zip": collections.zipped,
    "iter": functions.first,
    "next": lambda given: given.machine.elements(given.frame, given.first(), given.at),
    "getattr": functions.attribute,
    "functools.partial": functions.partial,
    "map": elements.mapped_by,
    "filter": elements.filtered_by,
    "jinja2.Environment": templates.environment,
    "jinja2.environment.Environment": templates.environment,
    "jinja2.sandbox.SandboxedEnvironment": templates.environment,
    "jinja2.Template": templates.template,
    "jinja2.environment.Template": templates.template,
    "nunjucks.Environment": templates.nunjucks,
    "nunjucks.configure": templates.nunjucks,
    "handlebars.compile": templates.handlebars,
    "re.sub": texts.re_sub,
    "re.match": texts.match,
    "re.fullmatch": texts.match,
    "re.search": texts.match,
    "RegExp": texts.regexp,
    "re.compile": texts.re_compile,
    "urllib.parse.urlparse": paths.parsed_url,
    "urllib.parse.urlsplit": paths.parsed_url,
    "urlparse.urlparse": paths.parsed_url,
    "URL": paths.parsed_url,
    "url.URL": paths.parsed_url,
    "url.parse": paths.parsed_url,
    "os.path.realpath": paths.resolved,
    "os.path.abspath": paths.resolved,
    "os.path.normpath": paths.resolved,
    "path.resolve": paths.resolved,
    "path.normalize": paths.resolved,
    "threading.Thread": functions.thread,
    "aws_lambda_powertools.utilities.batch.process_partial_response": functions.batch,
    "aws_lambda_powertools.utilities.batch.async_process_partial_response": functions.batch,
    "aws_lambda_powertools.utilities.batch.BatchProcessor()": functions.batch_of,
    "aws_lambda_powertools.utilities.batch.AsyncBatchProcessor()": functions.batch_of,
    "@aws-lambda-powertools/batch.processPartialResponse": functions.batch,
    "@aws-lambda-powertools/batch.processPartialResponseSync": functions.batch,
    "aws_lambda_powertools.utilities.parser.parse": powertools.parsed,
    "aws_lambda_powertools.utilities.parser.parser.parse": powertools.parsed,
    "Map": collections.map_of,
    "sys.exit": functions.leave,
    "os._exit": functions.leave,
    "exit": functions.leave,
    "quit": functions.leave,
    "process.exit": functions.leave,
    "process.abort": functions.leave,
    "collections.OrderedDict": collections.dictionary,
    "collections.deque": collections.listed,
    "copy.copy": functions.first,
    "copy.deepcopy": functions.first,
    "structuredClone": functions.first,
    "typing.cast": lambda given: given.positional(1),
    **graphql.RESULTS,
    "@aws-appsync/utils.util.error": functions.leave,
    "@aws-appsync/utils.util.unauthorized": functions.leave,
    "@aws-appsync/utils.runtime.earlyReturn": functions.leave,
    **velocity.CALLS,
}
"""Functions of the languages and their standard libraries by full name."""

__all__ = ["CALLS", "method", "multi_line", "passing"]
