"""Variables of a root module: what the files of values say, else the default, else nothing.

Never the environment of whoever scans. A value in a file beside the configuration is that value. A default
is a `Param` that has it: it reads as the default wherever a text or number is asked for, decides conditions,
`count` and `for_each` (as nothing else is known of the deployment), and still says that a deployment may set
another. It is taken apart where one part of it is used, so that parts of lists and objects are plain values.
A variable without a value is a `Param` without default.
"""

from stockade.errors import ReadError
from stockade.model import Gap, Parameter
from stockade.readers.terraform.evaluator import Evaluator, Frame
from stockade.readers.terraform.jsonsyntax import parse_json_arguments
from stockade.readers.terraform.library import Library
from stockade.readers.terraform.parsing import parse_body
from stockade.readers.terraform.syntax import Attribute, Body, Call, Literal, Name, Stanza, Traversal, TupleOf
from stockade.values import ABSENT, List, Lit, Location, Map, Param, Value, flag, is_absent, text

FIRST = ("terraform.tfvars", "terraform.tfvars.json")
"""Files of values read first; those of `AUTOMATIC` endings follow by name, and a later one wins."""
AUTOMATIC = (".auto.tfvars", ".auto.tfvars.json")


def given_values(library: Library, folder: str, gaps: list[Gap]) -> dict[str, Attribute]:
    """Return the values that files in a root module's folder give to variables."""
    names = library.names(folder)
    chosen = [name for name in FIRST if name in names]
    chosen += [name for name in names if name.endswith(AUTOMATIC)]
    found: dict[str, Attribute] = {}
    for name in chosen:
        found.update(_read(library, f"{folder}/{name}" if folder else name, gaps).attributes)
    return found


def _read(library: Library, file: str, gaps: list[Gap]) -> Body:
    try:
        written = library.root.text(file)
        if file.endswith(".json"):
            return parse_json_arguments(written, file)
        body, found = parse_body(written, file)
    except ReadError as error:
        gaps.append(Gap(Location(error.file or file, error.line), error.reason, "file"))
        return Body()
    gaps.extend(found)
    return body


def parameter(stanza: Stanza, default: Value, frame: Frame, evaluator: Evaluator) -> Parameter:
    """Return what a `variable` block declares; `default` is `ABSENT` where it has none."""

    def said(name: str) -> Value:
        attribute = stanza.body.attributes.get(name)
        return evaluator.evaluate(attribute.expression, frame) if attribute is not None else ABSENT

    kind = stanza.body.attributes.get("type")
    return Parameter(
        stanza.labels[0],
        " ".join(kind.written.split()) if kind is not None else "",
        default=default,
        allowed=allowed(stanza),
        no_echo=flag(said("sensitive")) is True,
        description=text(said("description")) or "",
        at=stanza.at,
    )


def allowed(stanza: Stanza) -> tuple[Value, ...]:
    """Return the values a validation of the form `contains([...], var.NAME)` leaves a variable."""
    for inner in stanza.body.stanzas:
        condition = inner.body.attributes.get("condition")
        if inner.type != "validation" or condition is None:
            continue
        match condition.expression:
            case Call(
                name="contains",
                arguments=(TupleOf(items=items), Traversal(of=Name(name="var"), steps=(name,))),
            ) if name == stanza.labels[0]:
                return tuple(Lit(item.value, at=item.at) for item in items if isinstance(item, Literal))
            case _:
                pass
    return ()


def as_param(declared: Parameter, value: Value) -> Value:
    """Return a variable as an expression sees it: a term that may have a default.

    Collections are plain, as their parts are what is used; null is null, which leaves an argument away.
    """
    if isinstance(value, List | Map) or (is_absent(value) and value is not ABSENT):
        return value
    default = None if value is ABSENT else value
    return Param(declared.name, default, declared.allowed, declared.no_echo, at=declared.at)
