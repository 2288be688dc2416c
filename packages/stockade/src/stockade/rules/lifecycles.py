"""Until when each runtime of functions is patched, and from when nobody may update a function. No rule.

Source: "Lambda runtimes" of the AWS Lambda developer guide, as read by cfn-lint 1.58.0 (July 2026). Projected
dates move: read the page again before a date of this table has passed.
"""

from msgspec import Struct


class Lifecycle(Struct, frozen=True):
    """Days (`YYYY-MM-DD`): `deprecated` ends security updates, `frozen` changes of functions (or empty)."""

    deprecated: str
    frozen: str = ""


LIFECYCLES = {
    "dotnet10": Lifecycle("2028-11-14", "2029-01-15"),
    "dotnet5.0": Lifecycle("2022-05-10"),
    "dotnet6": Lifecycle("2024-12-20", "2027-03-03"),
    "dotnet7": Lifecycle("2024-05-14"),
    "dotnet8": Lifecycle("2026-11-10", "2027-03-03"),
    "dotnet9": Lifecycle("2026-11-10"),
    "dotnetcore1.0": Lifecycle("2019-06-27", "2019-07-30"),
    "dotnetcore2.0": Lifecycle("2019-05-30", "2019-05-30"),
    "dotnetcore2.1": Lifecycle("2022-01-05", "2022-04-13"),
    "dotnetcore3.1": Lifecycle("2023-04-03", "2023-05-03"),
    "go1.x": Lifecycle("2024-01-08", "2027-03-03"),
    "java8": Lifecycle("2024-01-08", "2027-03-03"),
    "java8.al2": Lifecycle("2027-06-30", "2027-08-31"),
    "java11": Lifecycle("2027-06-30", "2027-08-31"),
    "java17": Lifecycle("2027-06-30", "2027-08-31"),
    "java21": Lifecycle("2029-06-30", "2029-08-31"),
    "java25": Lifecycle("2029-06-30", "2029-08-31"),
    "nodejs": Lifecycle("2016-08-30", "2016-10-31"),
    "nodejs4.3": Lifecycle("2020-03-05", "2020-03-05"),
    "nodejs4.3-edge": Lifecycle("2020-03-05", "2019-04-30"),
    "nodejs6.10": Lifecycle("2019-08-12", "2019-08-12"),
    "nodejs8.10": Lifecycle("2020-03-06", "2020-03-06"),
    "nodejs10.x": Lifecycle("2021-07-30", "2022-02-14"),
    "nodejs12.x": Lifecycle("2023-03-31", "2023-04-30"),
    "nodejs14.x": Lifecycle("2023-12-04", "2027-03-03"),
    "nodejs16.x": Lifecycle("2024-06-12", "2027-03-03"),
    "nodejs18.x": Lifecycle("2025-09-01", "2027-03-03"),
    "nodejs20.x": Lifecycle("2026-04-30", "2027-03-03"),
    "nodejs22.x": Lifecycle("2027-04-30", "2027-07-01"),
    "nodejs24.x": Lifecycle("2028-04-30", "2028-07-01"),
    "provided": Lifecycle("2024-01-08", "2027-03-03"),
    "provided.al2": Lifecycle("2026-07-31", "2027-03-03"),
    "provided.al2023": Lifecycle("2029-06-30", "2029-08-31"),
    "python2.7": Lifecycle("2021-07-15", "2022-05-30"),
    "python3.6": Lifecycle("2022-07-18", "2022-08-29"),
    "python3.7": Lifecycle("2023-12-04", "2027-03-03"),
    "python3.8": Lifecycle("2024-10-14", "2027-03-03"),
    "python3.9": Lifecycle("2025-12-15", "2027-03-03"),
    "python3.10": Lifecycle("2026-10-31", "2027-03-03"),
    "python3.11": Lifecycle("2027-06-30", "2027-08-31"),
    "python3.12": Lifecycle("2028-10-31", "2029-01-10"),
    "python3.13": Lifecycle("2029-06-30", "2029-08-31"),
    "python3.14": Lifecycle("2029-06-30", "2029-08-31"),
    "ruby2.5": Lifecycle("2021-07-30", "2022-03-31"),
    "ruby2.7": Lifecycle("2023-12-07", "2027-03-03"),
    "ruby3.2": Lifecycle("2026-03-31", "2027-03-03"),
    "ruby3.3": Lifecycle("2027-03-31", "2027-05-31"),
    "ruby3.4": Lifecycle("2028-03-31", "2028-05-31"),
    "ruby4.0": Lifecycle("2029-03-31", "2029-05-31"),
}
"""Runtime -> its days."""


def deprecated(runtime: str, today: str) -> str:
    """Return the day since which a runtime gets no security updates; empty where it does, or is unknown."""
    known = LIFECYCLES.get(runtime)
    return known.deprecated if known is not None and known.deprecated <= today else ""


def frozen(runtime: str, today: str) -> bool:
    """Tell whether functions on a runtime cannot even be updated any more."""
    known = LIFECYCLES.get(runtime)
    return known is not None and "" < known.frozen <= today
