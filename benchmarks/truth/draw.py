"""The draw of the labelled applications, repeated from the lists and seeds of draw.toml.

draw.py          prints what every stratum draws, in order, with what became of it
draw.py --check  says nothing where draw.toml holds exactly that draw; exit status 1 otherwise
"""

import random
import sys
import tomllib
from pathlib import Path
from typing import Any

DRAW = Path(__file__).resolve().parent / "draw.toml"


def drawn(names: list[str], seed: int) -> list[int]:
    """Positions in `names` in the order in which they are read."""
    order = list(range(len(names)))
    random.Random(seed).shuffle(order)  # noqa: S311 - a draw to be repeated, not a secret
    return order


def faults(stratum: dict[str, Any]) -> list[str]:
    """How the record of a stratum differs from its draw: empty where it does not."""
    names, record = stratum["list"], stratum["drawn"]
    order = drawn(names, stratum["seed"])
    wrong = [
        f"{stratum['name']}: {row['name']} at {row['position']} was not drawn as number {number}"
        for number, row in enumerate(record)
        if row["position"] != order[number] or row["name"] != names[order[number]]
    ]
    taken = sum(row["taken"] for row in record)
    if taken != stratum["wanted"]:
        wrong.append(f"{stratum['name']}: {taken} taken, {stratum['wanted']} wanted")
    return wrong


def show(stratum: dict[str, Any]) -> None:
    record = {row["position"]: row for row in stratum["drawn"]}
    for position in drawn(stratum["list"], stratum["seed"])[: len(record)]:
        row = record.get(position, {"taken": False, "reason": "not in the record"})
        fate = "taken" if row["taken"] else row["reason"]
        print(f"{stratum['name']} {position} {stratum['list'][position]}: {fate}")


def main(arguments: list[str]) -> int:
    strata = tomllib.loads(DRAW.read_text(encoding="utf-8"))["strata"]
    wrong = [line for stratum in strata for line in faults(stratum)]
    if "--check" not in arguments:
        for stratum in strata:
            show(stratum)
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
