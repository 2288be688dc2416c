"""The managed policies of AWS, from dated data inside the package; nothing is fetched.

Made by `catalog/build/managed_policies.py`; source and licence stand in the data file.
"""

from functools import cache
from importlib.resources import files

import msgspec


class _Data(msgspec.Struct):
    date: str
    source: str
    licence: str
    policies: dict[str, msgspec.Raw]


@cache
def _data() -> _Data:
    written = files("stockade.catalog").joinpath("data/managed-policies.json").read_bytes()
    return msgspec.json.decode(written, type=_Data)


def managed_policy(arn_or_name: str) -> dict[str, object] | None:
    """Return the document of a managed policy of AWS, None where the data does not know it.

    Takes a bare name, a path and name (`service-role/X`), or an ARN of any partition. ARNs of customers'
    policies, which have an account, are never found.
    """
    name = arn_or_name
    if name.startswith("arn:"):
        owner, _, name = name.partition(":policy/")
        if not owner.endswith(":iam::aws"):
            return None
    found = _data().policies.get(name.rpartition("/")[2])
    return None if found is None else msgspec.json.decode(found, type=dict[str, object])


def data_date() -> str:
    """Return the date of the newest policy in the data (`YYYY-MM-DD`), for messages about freshness."""
    return _data().date
