"""`Secret`: where in a text a secret stands and what it is. Its value is never kept."""

from typing import Literal

from msgspec import Struct

Confidence = Literal["high", "medium", "low"]
"""`high`: by its form, or by where it stands. `medium`: by the name it stands under. `low`: may be a name."""

DEFAULT_CREDENTIAL = "default-credential"
"""The kind of a password that is on every list: `changeme`."""

EXAMPLE = "example"
"""The kind of what documentation shows in place of a key: not worth a finding, and hidden all the same."""

CLOUD_KINDS = frozenset({"aws-access-key", "aws-secret-key"})
"""Kinds that open the cloud account itself."""


class Secret(Struct, frozen=True, gc=False):
    """A secret at `text[start:end]`; `kind` is an id of `formats.py` or `password`, `secret` and the like."""

    kind: str
    start: int
    end: int
    confidence: Confidence
