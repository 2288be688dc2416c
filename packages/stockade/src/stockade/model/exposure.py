"""The words for who can make an event exist, and what authenticates its sender."""

from collections.abc import Iterable
from typing import Literal

Exposure = Literal["public", "authenticated", "account", "stored", "operator", "unknown"]
"""Who can make the event exist.

`public`: anyone on the Internet, by mail, by telephone. `authenticated`: an outsider who has proved who he
is. `account`: a principal let in by a policy. `stored`: data somebody stored earlier flows in. `operator`:
only the people who run the application. `unknown`: a term that decides it is not known.
"""

Authentication = Literal[
    "none",
    "iam",
    "cognito",
    "jwt",
    "lambda-authorizer",
    "mtls",
    "resource-policy",
    "signature",
    "api-key",
    "service",
    "unknown",
]
"""What authenticates the sender. `api-key` never counts; `service`: the platform names the sender."""

WIDEST_FIRST: tuple[Exposure, ...] = ("public", "unknown", "authenticated", "account", "stored", "operator")


def widest(exposures: Iterable[Exposure]) -> Exposure:
    """Return the widest exposure; an unknown hides all but `public`; `operator` where there is none."""
    return min(exposures, key=WIDEST_FIRST.index, default="operator")
