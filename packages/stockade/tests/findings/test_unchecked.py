from stockade.findings.unchecked import unchecked
from stockade.model import App, Component, Manifest, Part, Shipping
from stockade.values import NOWHERE


def _app(*names: str, checked: bool = False) -> App:
    components = tuple(Component("PyPI", name, NOWHERE, "1.0") for name in names)
    parts = (Part(Manifest("requirements.txt", "PyPI", components)),)
    return App("a", "t", "sam", shipping=Shipping({"F": parts}, checked=checked))


def test_it_is_said_once() -> None:
    (notice,) = unchecked([_app("one", "two"), _app("one")])
    assert notice.text == (
        "known vulnerabilities of 2 packages that functions ship were not checked: "
        "no database of advisories was given (--advisories)"
    )
    assert [one.text[:36] for one in unchecked([_app("one")])] == ["known vulnerabilities of 1 package t"]


def test_nothing_is_said_where_nothing_is_shipped_or_all_was_checked() -> None:
    assert list(unchecked([_app(), App("b", "t", "sam")])) == []
    assert list(unchecked([_app("one", checked=True)])) == []
