"""How bad an advisory is where it is met: by who imports the package, and who reaches the function."""

import pytest
from msgspec.structs import replace

from stockade.config import Config
from stockade.findings import Finding, Severity
from stockade.model import App, Code, Component, Manifest, Part, Shipping, Vulnerability
from stockade.rules.engine import judge
from stockade.rules.registry import find_rule
from stockade.rules.shipments import Shipments, loaded, named
from stockade.values import Location

PLACE = Location("src/package-lock.json", 7)
KIT = Component("npm", "kit", PLACE, "1.2.0", pinned=True)
TOP = Component("npm", "top", PLACE, "1.0.0", pinned=True, requires=("kit@1.2.0",))
MANIFEST = Manifest("src/package-lock.json", "npm", (KIT, TOP))


def _app(
    app: App, functions: dict[str, tuple[str, ...] | None], manifest: Manifest = MANIFEST, **more: object
) -> App:
    values: dict[str, object] = {
        "severity": "medium",
        "fixed": ("1.5.0",),
        "aliases": ("GHSA-1",),
        "summary": "it breaks",
        **more,
    }
    found = Vulnerability(manifest, manifest.components[0], "CVE-1", **values)  # type: ignore[arg-type]
    shipping = Shipping(dict.fromkeys(functions, (Part(manifest),)), (found,), checked=True)
    code = {
        name: Code(name, read=imports is not None, imports=imports or ())
        for name, imports in functions.items()
    }
    return replace(app, shipping=shipping, code=code)


def _findings(app: App, rule: str = "vulnerable-dependency") -> tuple[Finding, ...]:
    judged = judge(app, (find_rule(rule),), Config())
    assert judged.gaps == ()
    return judged.findings


@pytest.mark.parametrize(
    ("functions", "severity"),
    [
        ({"CreateOrder": ("kit",)}, "high"),
        ({"CreateOrder": ("top",)}, "high"),
        ({"CreateOrder": ("other",)}, "low"),
        ({"CreateOrder": None}, "medium"),
        ({"Nightly": ("kit",)}, "medium"),
        ({"Nightly": ()}, "low"),
        ({"Worker": ("kit",)}, "high"),
        ({"Forgotten": ("kit",)}, "medium"),
        ({"CreateOrder": (), "Nightly": ("kit",)}, "medium"),
        ({"CreateOrder": ("kit",), "Nightly": ()}, "high"),
        ({"CreateOrder": (), "Nightly": None}, "medium"),
    ],
)
def test_severity(app: App, functions: dict[str, tuple[str, ...] | None], severity: Severity) -> None:
    (finding,) = _findings(_app(app, functions))
    assert finding.severity == severity


def test_who_is_reached(app: App) -> None:
    assert Shipments(app).is_reached("CreateOrder")
    assert Shipments(app).is_reached("Worker")
    assert not Shipments(app).is_reached("Nightly")
    assert not Shipments(app).is_reached("Forgotten")


def test_one_finding_names_all_functions(app: App) -> None:
    (finding,) = _findings(_app(app, {"Nightly": ("kit",), "CreateOrder": ("kit",), "Worker": ()}))
    assert finding.function == "CreateOrder"
    assert finding.touches == ("Nightly", "Worker")
    assert finding.attack_path[0] == "post"
    assert finding.location == PLACE
    assert finding.message == (
        "kit 1.2.0 is affected by CVE-1 (GHSA-1): it breaks. Shipped by CreateOrder, Nightly, Worker, "
        "imported by CreateOrder, Nightly. Fixed in 1.5.0."
    )
    assert finding.remediation == "Upgrade kit to 1.5.0 at least, and deploy again."


def test_what_an_advisory_does_not_say(app: App) -> None:
    (finding,) = _findings(_app(app, {"Nightly": ()}, severity=None, fixed=(), aliases=(), summary=""))
    assert finding.message == (
        "kit 1.2.0 is affected by CVE-1. Shipped by Nightly, which does not import it. "
        "No fixed version is known. The advisory gives no severity."
    )
    assert "Replace kit" in finding.remediation


@pytest.mark.parametrize(
    ("functions", "said"),
    [
        ({"Nightly": None}, "Shipped by Nightly. "),
        ({"Nightly": (), "Worker": ()}, "Shipped by Worker, Nightly, imported by none of them. "),
        ({"Nightly": (), "Worker": None}, "Shipped by Worker, Nightly. "),
        ({"Nightly": ("kit",)}, "Imported by Nightly. "),
    ],
)
def test_who_is_said_to_import_it(app: App, functions: dict[str, tuple[str, ...] | None], said: str) -> None:
    assert said in _findings(_app(app, functions))[0].message


def test_members_that_share_a_lock_are_one_finding(app: App) -> None:
    members = [replace(MANIFEST, member=name) for name in ("a", "b")]
    shipping = Shipping(
        {"CreateOrder": (Part(members[0]),), "Worker": (Part(members[1]),)},
        tuple(Vulnerability(one, KIT, "CVE-1") for one in members),
        checked=True,
    )
    (finding,) = _findings(replace(app, shipping=shipping))
    assert {finding.function, *finding.touches} == {"CreateOrder", "Worker"}


def test_what_is_bundled_is_imported(app: App) -> None:
    bundled = replace(MANIFEST, member="dist/index.js", bundled=True)
    (finding,) = _findings(_app(app, {"CreateOrder": None}, bundled))
    assert finding.severity == "high"


def test_a_doubtful_name_lowers_nothing(app: App) -> None:
    agents = Manifest("requirements.txt", "PyPI", (Component("PyPI", "strands-agents", PLACE, "1.0"),))
    assert _findings(_app(app, {"Nightly": ("strands",)}, agents))[0].severity == "medium"
    explained = replace(agents, components=(*agents.components, Component("PyPI", "strands", PLACE, "1.0")))
    assert _findings(_app(app, {"Nightly": ("strands",)}, explained))[0].severity == "low"


def test_a_version_nobody_fixed_is_a_question_once(app: App) -> None:
    loose = Manifest("src/package.json", "npm", (replace(KIT, version="", wanted="^1.0.0", pinned=False),))
    found = [
        Vulnerability(loose, loose.components[0], name, severity="high", certain=False)
        for name in ("CVE-1", "CVE-2")
    ]
    shipping = Shipping({"CreateOrder": (Part(loose),)}, tuple(found), checked=True)
    (finding,) = _findings(replace(app, shipping=shipping))
    assert (finding.kind, finding.severity) == ("open", "high")
    assert "(^1.0.0 is asked for)" in finding.message
    assert "CVE-1, CVE-2" in finding.message


def test_unpinned_packages_are_one_finding_a_manifest(app: App) -> None:
    components = (
        Component("PyPI", "boto3", PLACE),
        Component("PyPI", "one", Location("requirements.txt", 2), wanted=">=1"),
        Component("PyPI", "two", Location("requirements.txt", 1), source="https://git.example/two"),
        Component("PyPI", "deep", PLACE, direct=False),
    )
    part = Part(Manifest("requirements.txt", "PyPI", components))
    shipping = Shipping({"CreateOrder": (part,), "Worker": (part,)})
    (finding,) = _findings(replace(app, shipping=shipping), "unpinned-dependency")
    assert finding.location.line == 1
    assert finding.message == (
        "two (from https://git.example/two), one (>=1): each build takes what there is then. "
        "Shipped by CreateOrder, Worker."
    )


def test_the_sdk_of_the_runtime_may_be_left_to_it(app: App) -> None:
    names = ("aws-sdk", "@aws-sdk/client-s3")
    part = Part(
        Manifest("package.json", "npm", tuple(Component("npm", name, PLACE, wanted="*") for name in names))
    )
    shipped = replace(app, shipping=Shipping({"CreateOrder": (part,)}))
    assert _findings(shipped, "unpinned-dependency") == ()


def test_what_imports_lead_to() -> None:
    circle = Component("npm", "round", PLACE, "1", requires=("top@1.0.0", "missing@1"))
    manifest = Manifest("x", "npm", (KIT, replace(TOP, requires=("kit@1.2.0", "round@1")), circle))
    assert loaded(manifest, frozenset({"round"})) == {"round@1", "top@1.0.0", "kit@1.2.0"}
    assert loaded(manifest, frozenset()) == frozenset()


def test_a_few_names() -> None:
    assert named(["a", "b"]) == "a, b"
    assert named("abcdefg") == "a, b, c, d and 3 more"
