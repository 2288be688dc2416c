"""Functions over points in time that are written; what the clock says is another at each deployment."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from stockade.readers.terraform.functions.arguments import Arguments
from stockade.readers.terraform.traversal import Fault
from stockade.values import Value

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
_PIECE = r"(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h)"
_DURATION = re.compile(f"[+-]?(?:{_PIECE})+")
_AMOUNT = re.compile(r"([\d.]+)(ns|us|µs|μs|ms|s|m|h)")
_SECONDS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_FORMAT = re.compile(r"'((?:[^']|'')*)'|([A-Za-z])\2*|.", re.DOTALL)

_NOON = 12
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _time(written: str) -> datetime:
    if not _TIME.fullmatch(written):
        raise Fault(f"{written!r} is no point in time of RFC 3339")
    return datetime.fromisoformat(written)


def _offset(time: datetime, separator: str) -> str:
    minutes = int((time.utcoffset() or timedelta()).total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02}{separator}{abs(minutes) % 60:02}"


def _zone(time: datetime, separator: str, utc: str) -> str:
    return _offset(time, separator) if time.utcoffset() else utc


def _timeadd(given: Arguments) -> Value:
    time, written = _time(given.text(0)), given.text(1)
    if not _DURATION.fullmatch(written):
        raise Fault(f"{written!r} is no duration")
    seconds = sum(float(amount) * _SECONDS[unit] for amount, unit in _AMOUNT.findall(written))
    moved = time + timedelta(seconds=-seconds if written.startswith("-") else seconds)
    return given.lit(f"{moved:%Y-%m-%dT%H:%M:%S}{_zone(moved, ':', 'Z')}")


def _timecmp(given: Arguments) -> Value:
    left, right = _time(given.text(0)), _time(given.text(1))
    return given.lit((left > right) - (left < right))


_VERBS: dict[str, Callable[[datetime], str]] = {
    "YYYY": lambda time: f"{time:%Y}".zfill(4),
    "YY": lambda time: f"{time.year % 100:02}",
    "MMMM": lambda time: _MONTHS[time.month - 1],
    "MMM": lambda time: _MONTHS[time.month - 1][:3],
    "MM": lambda time: f"{time.month:02}",
    "M": lambda time: str(time.month),
    "DD": lambda time: f"{time.day:02}",
    "D": lambda time: str(time.day),
    "EEEE": lambda time: _DAYS[time.weekday()],
    "EEE": lambda time: _DAYS[time.weekday()][:3],
    "hh": lambda time: f"{time.hour:02}",
    "h": lambda time: str(time.hour),
    "HH": lambda time: f"{time.hour % 12 or 12:02}",
    "H": lambda time: str(time.hour % 12 or 12),
    "AA": lambda time: "AM" if time.hour < _NOON else "PM",
    "aa": lambda time: "am" if time.hour < _NOON else "pm",
    "mm": lambda time: f"{time.minute:02}",
    "m": lambda time: str(time.minute),
    "ss": lambda time: f"{time.second:02}",
    "s": lambda time: str(time.second),
    "ZZZZZ": lambda time: _offset(time, ":"),
    "ZZZZ": lambda time: _offset(time, ""),
    "ZZZ": lambda time: _zone(time, "", "UTC"),
    "Z": lambda time: _zone(time, ":", "Z"),
}
"""What a run of one letter stands for. Source: `formatdate` of Terraform's documentation."""


def _formatdate(given: Arguments) -> Value:
    time = _time(given.text(1))
    return given.lit("".join(_piece(found, time) for found in _FORMAT.finditer(given.text(0))))


def _piece(found: re.Match[str], time: datetime) -> str:
    if found[1] is not None:
        return found[1].replace("''", "'")
    if found[2] is None:
        return found[0]
    verb = _VERBS.get(found[0])
    if verb is None:
        raise Fault(f"formatdate() knows no {found[0]!r}")
    return verb(time)


FUNCTIONS: dict[str, Callable[[Arguments], Value]] = {
    "formatdate": _formatdate,
    "timeadd": _timeadd,
    "timecmp": _timecmp,
}
