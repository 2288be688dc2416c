"""How a function is built: by what templates say beside its properties.

SAM: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
(`Metadata` of `sam build`); the CDK notes what it staged under `aws:asset:*`.
"""

import posixpath

from stockade.model import StackResource
from stockade.model.building import Packaging
from stockade.values import ABSENT, as_list, entries, get, text

_ASSET = "aws:asset:path"
_DOCKERFILE = "aws:asset:dockerfile-path"


def packaging(folder: str, resource: StackResource) -> Packaging:
    """Return how a function is built; `folder` is that of its template."""
    metadata = dict(entries(resource.metadata))
    context = text(metadata.get("DockerContext", ABSENT))
    staged = text(metadata[_ASSET]) if _ASSET in metadata and _DOCKERFILE in metadata else None
    dockerfile = next((text(metadata[key]) for key in (_DOCKERFILE, "Dockerfile") if key in metadata), None)
    command = as_list(get(resource.properties, "ImageConfig.Command"))
    entry_points = as_list(get(metadata.get("BuildProperties", ABSENT), "EntryPoints"))
    code = text(get(resource.properties, "Code")) or "."
    return Packaging(
        context=_below(folder, context or staged),
        dockerfile=dockerfile or "Dockerfile",
        command=next((one for one in map(text, command) if one), ""),
        entries=tuple(found for one in entry_points if (found := _below(_below(folder, code), text(one)))),
        application=text(metadata.get("WsgiApplication", ABSENT)) or "",
    )


def _below(folder: str, path: str | None) -> str:
    """Return a path seen from a folder; empty where it is not known, or leads out of the root."""
    if path is None or posixpath.isabs(path) or "://" in path:
        return ""
    joined = posixpath.normpath(posixpath.join(folder, path))
    return "" if joined.split("/")[0] == ".." else joined
