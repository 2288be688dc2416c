"""Who the policies of a resource let in, decided once by assembly for everyone."""

from typing import Literal

from msgspec import Struct

Let = Literal["public", "account", "own", "unknown"]
"""Anyone; principals of other accounts; this account alone; not known."""

Answers = tuple[tuple[str, bool], ...]
"""Conditions of the template with the answers something needs."""


class Access(Struct, frozen=True, gc=False):
    """Who may put data into a resource and who may take data out of it, by its policies and ACLs.

    Masks are applied: a public policy that an access block keeps shut is not public, and `masked` names the
    side (`write`, `read`) that would be public without it. `write_when` and `read_when` are the answers of
    the template's conditions under which a side is as wide as it says; empty where it always is.
    """

    write: Let = "own"
    read: Let = "own"
    masked: tuple[Literal["write", "read"], ...] = ()
    write_when: Answers = ()
    read_when: Answers = ()
