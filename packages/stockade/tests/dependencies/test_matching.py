from stockade.dependencies.advisories.loading import Database
from stockade.dependencies.advisories.matching import matched, shipped
from stockade.dependencies.advisories.records import Affected, Event, Package, Range, Record, Wanted
from stockade.model import App, Component, Function, Manifest, Part, Shipping, Vulnerability
from stockade.values import Location

KIT: Wanted = ("npm", "kit")


def _app(*components: Component) -> App:
    place = Location("template.yaml", 3)
    functions = {name: Function(name, "nodejs22.x", "index.handler", "src", "", place) for name in ("A", "B")}
    part = Part(Manifest("src/package-lock.json", "npm", components))
    return App("shop", "template.yaml", "sam", functions, shipping=Shipping({"A": (part,), "B": (part,)}))


def _component(version: str = "1.2.0", **more: str) -> Component:
    return Component("npm", "kit", Location("src/package-lock.json", 7), version, **more)  # type: ignore[arg-type]


def _record(name: str, *aliases: str, fixed: str = "1.5.0", word: str = "LOW", summary: str = "") -> Record:
    entry = Affected(Package("npm", "kit"), [Range("SEMVER", [Event(introduced="0"), Event(fixed=fixed)])])
    return Record(name, list(aliases), summary, affected=[entry], database_specific={"severity": word})


def _found(app: App, *records: Record) -> tuple[Vulnerability, ...]:
    return matched(app, Database("db", {KIT: records}, len(records))).shipping.vulnerabilities


def test_what_is_looked_for() -> None:
    assert shipped([_app(_component()), _app()]) == {KIT}


def test_names_of_one_flaw_are_one() -> None:
    (one,) = _found(
        _app(_component()),
        _record("GHSA-1", "CVE-2026-1", summary="a flaw\n of kit"),
        _record("PYSEC-1", "CVE-2026-1", word="HIGH", fixed="1.4.0"),
        _record("CVE-2026-1", word="MODERATE"),
    )
    assert (one.id, one.aliases) == ("CVE-2026-1", ("GHSA-1", "PYSEC-1"))
    assert one.severity == "high"
    assert one.fixed == ("1.4.0", "1.5.0")
    assert one.summary == "a flaw of kit"
    assert one.certain


def test_names_are_joined_through_others() -> None:
    records = [_record("A", "X"), _record("B", "Y"), _record("C", "X", "Y")]
    assert len(_found(_app(_component()), *records)) == 1
    assert len(_found(_app(_component()), *records[:2])) == 2


def test_a_manifest_that_functions_share_is_looked_at_once() -> None:
    assert len(_found(_app(_component()), _record("A"))) == 1


def test_a_version_that_is_fixed_is_silent() -> None:
    app = matched(_app(_component("1.5.0")), Database("db", {KIT: (_record("A"),)}, 1))
    assert app.shipping.checked
    assert app.shipping.vulnerabilities == ()


def test_a_range_that_may_give_an_affected_version_is_not_certain() -> None:
    entry = Affected(Package("npm", "kit"), versions=["1.2.0", "1.3.0"])
    record = Record("A", affected=[entry])
    (one,) = _found(_app(_component("", wanted="^1.2.0")), record)
    assert not one.certain
    assert _found(_app(_component("", wanted="^2.0.0")), record) == ()
    assert _found(_app(_component("", source="https://git.example/kit")), record) == ()


def test_the_entry_of_another_package_does_not_count() -> None:
    other = Affected(Package("npm", "other"), versions=["1.2.0"])
    own = Affected(Package("npm", "kit"), versions=["9.0.0"])
    assert _found(_app(_component()), Record("A", affected=[other, own])) == ()
