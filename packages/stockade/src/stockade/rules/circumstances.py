"""The conditions of the template under which a fault is there at all. No rule.

They come from the branch that the line at fault stands in, from the resources concerned, and from the entry
point that the finding names.
"""

from collections.abc import Iterable
from functools import cached_property

from stockade.findings import Report
from stockade.model import App
from stockade.values import Concat, Cond, List, Location, Map, Value

Conditions = dict[str, bool]


class Circumstances:
    """The conditions that each line of an application needs, and whose line it is.

    Lines are looked at when the first report is asked about.
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self._triggers = {trigger.id: trigger for trigger in app.triggers}
        self._owners: dict[Location, set[str]] = {}

    @cached_property
    def _lines(self) -> dict[Location, Conditions]:
        lines: dict[Location, Conditions] = {}
        for resource in self._app.resources.values():
            needed = {resource.condition: True} if resource.condition else {}
            self._note(lines, resource.location, needed, resource.id)
            self._walk(lines, resource.properties, needed, resource.id)
        return lines

    def of(self, report: Report) -> Conditions:
        """Return the conditions without which nothing of a report would hold.

        What a report says of several things alike (functions, routes) holds as long as one of them is there.
        """
        place = report.place
        about = (place.resource, place.subject, place.function)
        own = self._together(place.location, (*about, place.entry_point))
        types = {found.type for name in about if (found := self._app.resources.get(name)) is not None}
        others: list[Conditions] = []
        for name in report.touches:
            resource, trigger = self._app.resources.get(name), self._triggers.get(name)
            if trigger is not None:
                others.append(self._together(trigger.location, (*about, name)))
            elif resource is not None and resource.type in types:
                shared = name in self._owners.get(place.location, ())
                others.append(self._together(place.location if shared else resource.location, (name,)))
        return common((own, *others))

    def _together(self, location: Location, names: Iterable[str]) -> Conditions:
        """Return what a line needs, and resources and triggers besides."""
        found = dict(self._lines.get(location, {}))
        for name in names:
            resource, trigger = self._app.resources.get(name), self._triggers.get(name)
            if resource is not None and resource.condition:
                found.setdefault(resource.condition, True)
            for condition, answer in trigger.conditions.items() if trigger is not None else ():
                found.setdefault(condition, answer)
        return found

    def _walk(self, lines: dict[Location, Conditions], value: Value, needed: Conditions, owner: str) -> None:
        waiting: list[tuple[Value, Conditions]] = [(value, needed)]
        while waiting:
            current, when = waiting.pop()
            self._note(lines, current.at, when, owner)
            match current:
                case Map():
                    waiting += [(item, when) for item in current.items.values()]
                case List():
                    waiting += [(item, when) for item in current.items]
                case Concat():
                    waiting += [(part, when) for part in current.parts]
                case Cond():
                    for answer, side in ((True, current.then), (False, current.otherwise)):
                        if when.get(current.name, answer) == answer:
                            waiting.append((side, {**when, current.name: answer}))
                case _:
                    pass

    def _note(
        self, lines: dict[Location, Conditions], location: Location, when: Conditions, owner: str
    ) -> None:
        """Keep of a line that is met more than once what all meetings need."""
        known = lines.get(location)
        lines[location] = when if known is None else common((known, when))
        self._owners.setdefault(location, set()).add(owner)


def common(all_of: Iterable[Conditions]) -> Conditions:
    """Return the conditions that every one of several has."""
    first, *others = all_of
    return {name: answer for name, answer in first.items() if all(one.get(name) == answer for one in others)}


def terms(conditions: Conditions) -> tuple[str, ...]:
    """Return conditions as words: `IsProd`, `not IsProd`."""
    return tuple(name if answer else f"not {name}" for name, answer in sorted(conditions.items()))


def conditional(sentence: str, needed: tuple[str, ...]) -> str:
    """Return a message that ends with the conditions it needs: `(if IsProd)`."""
    if not needed:
        return sentence
    return f"{sentence.removesuffix('.')} (if {' and '.join(needed)})."
