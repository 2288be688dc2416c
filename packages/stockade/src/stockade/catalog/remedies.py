"""The types of `fix` in `catalog/sinks/*.toml`: how a source is changed so that a sink is none any more.

A remedy stands in the catalog only where the change is right wherever it can be made: what depends on what
the program means stays advice (`safe`). Remedies are tried in their order, and the first that can be made is
the fix; one whose conditions are not met by the call as it is written gives none.
"""

from msgspec import Struct


class _Remedy(
    Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True, tag_field="kind"
):
    """What all share.

    `calls`: only for these calls of the place, all where it is empty. `unless`: not in a file that holds a
    match of this pattern. `since`: not where a function runs on a lower version of the language, or on one
    that is not known (`3.8`).
    """

    calls: tuple[str, ...] = ()
    unless: str = ""
    since: str = ""


class Rename(_Remedy, frozen=True, tag="rename"):
    """Call another function of the same module, with the same arguments.

    `names` says which instead of which. `arguments` is how many arguments, all without a name, there may be.
    """

    names: dict[str, str]
    arguments: int = 1


class Give(_Remedy, frozen=True, tag="give"):
    """Give an argument another value, or give it where it is missing.

    `instead` says which value instead of which, written as in the source; with `*.` a name of the module that
    the function called is of. Another value is left alone. `value` is what is added under the name where the
    argument is not given; `*.` as before.
    """

    name: str
    position: int | None = None
    instead: dict[str, str] = {}
    value: str = ""


class Option(_Remedy, frozen=True, tag="option"):
    """Give an option another value, in the object written out as the argument at `position`."""

    position: int
    name: str
    instead: dict[str, str]


class Escape(_Remedy, frozen=True, tag="escape"):
    """Wrap what senders control, where it stands in a text, in a call of `function` of `module`.

    `context` says in what the call is right: a word of a `shell` command outside quotes, or text of `html`
    outside tags.
    """

    module: str
    function: str
    context: str


class Bind(_Remedy, frozen=True, tag="bind"):
    """Hand a value over apart from the SQL that it is a quoted literal of.

    `placeholders` says how each driver writes one; the file imports exactly one of them.
    """

    placeholders: dict[str, str]


Remedy = Rename | Give | Option | Escape | Bind
