"""Template engines: whether what is filled in is escaped.

Jinja escapes only where it is told to (https://jinja.palletsprojects.com/en/stable/api/#autoescaping),
Nunjucks unless it is told not to, Handlebars unless `noEscape` is set.
"""

from stockade.analysis.arguments import Given
from stockade.analysis.values import Value


def environment(given: Given) -> Value:
    """Return an environment of Jinja."""
    return Value(names=("jinja2.Environment()", *(("jinja2.Escaping",) if _escapes(given) else ())))


def template(given: Given) -> Value:
    """Return a template of Jinja that is made of its text."""
    return Value(names=("jinja2.Template()", *(("jinja2.EscapingTemplate",) if _escapes(given) else ())))


def _escapes(given: Given) -> bool:
    """Tell whether `autoescape` is set: what is not known is taken for a yes."""
    said = given.keywords.get("autoescape")
    return "" in given.keywords if said is None else said.truth is not False


def nunjucks(given: Given) -> Value:
    """Return an environment of Nunjucks."""
    said = [(one.fields or {}).get("autoescape") for one in given.arguments]
    off = any(one is not None and one.truth is False for one in said)
    return Value(names=("nunjucks.Environment()", *(() if off else ("nunjucks.Escaping",))))


def handlebars(given: Given) -> Value | None:
    """Return a template of Handlebars that does not escape; None where it does."""
    said = (given.positional(1).fields or {}).get("noEscape")
    return Value(names=("handlebars.unescaped",)) if said is not None and said.truth is True else None
