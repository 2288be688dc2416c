"""What was not understood. A gap is reported and counted, never swallowed."""

from typing import Literal

from msgspec import Struct

from stockade.values import Location


class Gap(Struct, frozen=True, gc=False, order=True):
    """A place that could not be analysed, and why.

    `scope` says how much is missing: a whole `file`, one `resource`, or one `value`.
    """

    location: Location
    reason: str
    scope: Literal["file", "resource", "value"] = "value"
