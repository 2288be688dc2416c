from msgspec.structs import replace

from stockade.findings import Finding, fingerprint, ranked
from stockade.model import Exposure
from stockade.values import Location

BASE = Finding(
    rule="a-fault",
    title="A fault",
    app="orders",
    subject="Table",
    message="It is so.",
    remediation="Change it.",
    severity="high",
    location=Location("template.yaml", 3),
    fingerprint="0",
)


def test_a_fingerprint_is_forever() -> None:
    assert fingerprint("a-fault", "orders", "Table") == "4c970b46685795d03446019ae14d7b96"


def test_parts_are_told_apart() -> None:
    assert fingerprint("a", "b", "c") != fingerprint("a", "bc", "")
    assert fingerprint("a", "b", "c", "d") != fingerprint("a", "b", "c")


def test_hashes_a_transform_appends_do_not_count() -> None:
    first = fingerprint("a", "b", "ServerlessRestApiDeployment5332c373d4")
    assert first == fingerprint("a", "b", "ServerlessRestApiDeployment47fc2d5f9d")
    assert first != fingerprint("a", "b", "ServerlessRestApiStage")


def test_ranking() -> None:
    def made(name: str, severity: str, exposure: Exposure | None = None, kind: str = "fail") -> Finding:
        return replace(BASE, subject=name, severity=severity, exposure=exposure, kind=kind)

    findings = [
        made("low", "low", "public"),
        made("open", "high", "public", "open"),
        made("stored", "high", "stored"),
        made("public", "high", "public"),
        made("unreached", "high"),
        made("critical", "critical"),
    ]
    order = [found.subject for found in ranked(findings)]
    assert order == ["critical", "public", "stored", "unreached", "open", "low"]
