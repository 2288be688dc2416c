"""Functions: what runs, where its code lies, which role it has."""

import posixpath

from stockade.assembly.draft import Draft
from stockade.assembly.index import FUNCTION
from stockade.assembly.packaging import packaging
from stockade.model import Function, StackResource
from stockade.values import Value, alternatives, entries, get, is_absent, number, text

DEFAULT_TIMEOUT = 3.0


def functions(draft: Draft) -> dict[str, Function]:
    """Return the functions of a stack by logical id."""
    return {resource.id: _function(draft, resource) for resource in draft.of_type(FUNCTION)}


def _function(draft: Draft, resource: StackResource) -> Function:
    properties = resource.properties
    code = get(properties, "Code")
    return Function(
        id=resource.id,
        runtime=text(get(properties, "Runtime")) or "",
        handler=text(get(properties, "Handler")) or "",
        code=_folder(draft, code),
        role=_role(draft, resource),
        location=resource.at,
        environment=dict(entries(get(properties, "Environment.Variables"))),
        inline=get(code, "ZipFile"),
        image=not is_absent(get(code, "ImageUri")) or text(get(properties, "PackageType")) == "Image",
        timeout=number(get(properties, "Timeout")) or DEFAULT_TIMEOUT,
        properties=properties,
        made_from=resource.made_from,
        packaging=packaging(draft.stack.folder, resource),
    )


def _folder(draft: Draft, code: Value) -> str:
    """Return the folder of local code relative to the scanned root; empty for code that lies elsewhere."""
    path = text(code)
    if path is None or "://" in path:
        return ""
    joined = posixpath.normpath(posixpath.join(draft.stack.folder, path))
    return "" if joined.split("/")[0] in {"..", ""} else joined


def _role(draft: Draft, resource: StackResource) -> str:
    """Return the role of the template a function runs with; of any other nothing is known: a gap."""
    sides = alternatives(get(resource.properties, "Role"))
    found = [draft.index.find(side, "AWS::IAM::Role") for side in sides]
    if None in found or not found:
        where = "lies outside of the template" if found else "is not named"
        draft.gap(resource.at, f"the role of {resource.id} {where}: what it may do is not known")
    return next((one for one in found if one is not None), "")
