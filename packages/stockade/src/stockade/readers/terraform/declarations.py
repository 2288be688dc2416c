"""What the files of one module declare: variables, locals, outputs, resources, data sources, module calls."""

import posixpath
from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from stockade.model import Gap
from stockade.readers.terraform.syntax import Attribute, Body, Stanza

IGNORED = frozenset(
    {"provider", "terraform", "moved", "import", "removed", "check", "locals", "ephemeral", "action"}
)
"""Blocks that say nothing about what is deployed: where state lies, how it moved, whom to ask for it.

`locals` stand here because they are read name by name."""

KNOWN_LABELS = {"resource": 2, "data": 2, "variable": 1, "output": 1, "module": 1}
"""The labels of the blocks that are read."""

Stanzas = dict[tuple[str, ...], Stanza]
"""Blocks by type and labels."""


class Declared(Struct, frozen=True):
    """A resource or data source as written."""

    mode: Literal["managed", "data"]
    type: str
    name: str
    stanza: Stanza


class Module(Struct, frozen=True):
    """One module, not yet evaluated.

    `resources` are keyed by their address inside the module. `file` is where a reader would begin: `main.tf`,
    else the first file.
    """

    folder: str
    file: str = ""
    variables: dict[str, Stanza] = {}
    local_values: dict[str, Attribute] = {}
    outputs: dict[str, Stanza] = {}
    resources: dict[str, Declared] = {}
    calls: dict[str, Stanza] = {}
    gaps: tuple[Gap, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to evaluate and nothing to report."""
        return not (self.file or self.gaps)


def declared(
    folder: str,
    files: Sequence[str],
    bodies: Sequence[Body],
    overrides: Sequence[Body],
    gaps: tuple[Gap, ...],
) -> Module:
    """Put the bodies of a folder's files together; overrides change what is there."""
    first = next((name for name in files if name.startswith("main.")), files[0] if files else "")
    found = list(gaps)
    stanzas = _collected(bodies, found)
    for body in overrides:
        for stanza in body.stanzas:
            _override(stanzas, stanza)
    module = Module(
        folder,
        posixpath.join(folder, first) if first else "",
        local_values=_local_values((*bodies, *overrides)),
        variables=_labelled(stanzas, "variable"),
        outputs=_labelled(stanzas, "output"),
        calls=_labelled(stanzas, "module"),
        resources=_resources(stanzas),
    )
    found.extend(_not_understood(stanzas.values()))
    return replace(module, gaps=tuple(found))


def _collected(bodies: Sequence[Body], gaps: list[Gap]) -> Stanzas:
    found: Stanzas = {}
    for body in bodies:
        for stanza in body.stanzas:
            key = (stanza.type, *stanza.labels)
            if key not in found:
                found[key] = stanza
            elif stanza.type not in IGNORED:
                reason = f"{' '.join(key)} is declared a second time; the first one is read"
                gaps.append(Gap(stanza.at, reason, "resource"))
    return found


def _override(stanzas: Stanzas, stanza: Stanza) -> None:
    """Lay a block over the one it overrides: its arguments, and each kind of nested block as a whole."""
    key = (stanza.type, *stanza.labels)
    base = stanzas.get(key)
    if base is None:
        stanzas[key] = stanza
        return
    replaced = {inner.type for inner in stanza.body.stanzas}
    kept = tuple(inner for inner in base.body.stanzas if inner.type not in replaced)
    attributes = {**base.body.attributes, **stanza.body.attributes}
    body = Body(attributes, (*kept, *stanza.body.stanzas), at=base.body.at)
    stanzas[key] = Stanza(base.type, base.labels, body, at=base.at)


def _local_values(bodies: Sequence[Body]) -> dict[str, Attribute]:
    return {
        name: attribute
        for body in bodies
        for stanza in body.stanzas
        if stanza.type == "locals"
        for name, attribute in stanza.body.attributes.items()
    }


def _labelled(stanzas: Stanzas, kind: str) -> dict[str, Stanza]:
    return {key[1]: stanza for key, stanza in stanzas.items() if key[0] == kind and len(key) == 2}  # noqa: PLR2004 - one label


def _resources(stanzas: Stanzas) -> dict[str, Declared]:
    found: dict[str, Declared] = {}
    for (kind, *labels), stanza in stanzas.items():
        if kind in {"resource", "data"} and len(labels) == 2:  # noqa: PLR2004 - type and name
            mode: Literal["managed", "data"] = "managed" if kind == "resource" else "data"
            prefix = "" if kind == "resource" else "data."
            found[f"{prefix}{labels[0]}.{labels[1]}"] = Declared(mode, labels[0], labels[1], stanza)
    return found


def _not_understood(stanzas: Iterable[Stanza]) -> list[Gap]:
    """Return a gap for each block of a type or with labels that Terraform does not know."""
    return [
        Gap(stanza.at, f"Terraform has no block {' '.join((stanza.type, *stanza.labels))!r}", "resource")
        for stanza in stanzas
        if stanza.type not in IGNORED and KNOWN_LABELS.get(stanza.type) != len(stanza.labels)
    ]
