"""A route: a function or class that a framework calls for a request."""

from stockade.analysis.values import Value


class Route:
    """A function, or a class with a method for each verb, that a framework calls for a request.

    `kind` says what it is handed, `text` is the path with its parameters. `page`: the text it returns is a
    page. `plain`: a parameter of the path holds no separator. `known`: what is known of arguments by name.
    """

    __slots__ = ("function", "kind", "known", "page", "plain", "text")

    def __init__(
        self,
        function: Value,
        kind: str,
        text: str,
        *,
        page: bool = False,
        plain: bool = False,
        known: frozenset[str] = frozenset(),
    ) -> None:
        self.function = function
        self.kind = kind
        self.text = text
        self.page = page
        self.plain = plain
        self.known = known
