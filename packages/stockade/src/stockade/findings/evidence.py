"""What speaks for a finding; one finding gathers evidence of several kinds."""

from msgspec import Struct

from stockade.values import NOWHERE, Location


class _Evidence(Struct, frozen=True, tag_field="kind"):
    """What all kinds share: a sentence, and the place it speaks about."""

    text: str
    location: Location = NOWHERE


class Declared(_Evidence, frozen=True, tag="declared"):
    """Something the template says (or says by leaving it to a default)."""


class Traced(_Evidence, frozen=True, tag="traced"):
    """A step of a flow through code."""


class Granted(_Evidence, frozen=True, tag="granted"):
    """A statement of a policy that allows it."""


class Exploited(_Evidence, frozen=True, tag="exploited"):
    """An attack that worked."""


class Observed(_Evidence, frozen=True, tag="observed"):
    """Something seen at run time."""


Evidence = Declared | Traced | Granted | Exploited | Observed
