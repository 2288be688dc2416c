"""Code inside templates: mapping templates, resolvers, functions of the edge, rules on messages.

Each piece of it is a text with a place, what runs it, and what that feeds: the request of a data source, the
action of a service, an answer. Assembly finds it; it is parsed only where an application is judged.
"""

from typing import Literal

from msgspec import Struct

from stockade.model.program import Module
from stockade.values import ABSENT, NOWHERE, Location, Value

CodeLanguage = Literal["vtl", "javascript", "iotsql"]
FeedKind = Literal[
    "service",
    "lambda",
    "http",
    "dynamodb",
    "rds",
    "opensearch",
    "eventbridge",
    "bedrock",
    "none",
    "pipeline",
    "response",
    "edge",
    "rule",
    "unknown",
]
"""What a text is for: the action of a service that a route calls (`service`), the event of a function, a
request to a host, a data source of a GraphQL API by its type (`none` has no source, `pipeline` comes before
or behind the functions of one), the answer, an edge function, the action of a rule on messages."""

TEMPLATE = "template"
"""The name of the function that a template is lowered to."""
WRITE = "$write"
"""What that function calls with all that it writes but its own text."""


class Feed(Struct, frozen=True):
    """What a text is for; `service` and `action` where it calls a service (`dynamodb`, `PutItem`)."""

    kind: FeedKind
    service: str = ""
    action: str = ""


class Embedded(Struct, frozen=True, kw_only=True):
    """Code that a template holds or names.

    `resource` is the id of what holds it, `part` what of that it is (`request`, `response`, `code`, an
    action), `entry_points` the ids of the triggers that run it. `text` is what is written there, `file` names
    a file of its own instead, seen from the folder of the template, `filled` holds the texts that a statement
    fills. `exports` are the functions of a script that run. `role` is the id of the role that the operation
    is made with. `group` is what runs on one context, in order: the resolver. `schema` is the id of the
    schema that types the arguments.
    """

    id: str
    language: CodeLanguage
    resource: str
    part: str
    feed: Feed
    event_source: str
    entry_points: tuple[str, ...] = ()
    text: Value = ABSENT
    file: Value = ABSENT
    filled: Value = ABSENT
    exports: tuple[str, ...] = ()
    content_type: str = ""
    detail: str = ""
    role: str = ""
    group: str = ""
    schema: str = ""
    location: Location = NOWHERE


class Parsed(Struct, frozen=True):
    """Code as a program, and what of it was not understood: positions in its text, and reasons."""

    program: Module
    unread: tuple[tuple[int, str], ...] = ()
