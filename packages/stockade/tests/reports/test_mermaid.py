from stockade.findings import Scan
from stockade.reports.mermaid import map_mermaid


def test_a_picture(scan: Scan) -> None:
    lines = map_mermaid(scan.surface).split("\n")
    assert lines[:3] == ["flowchart LR", '  subgraph a0["orders"]', '    a0n0["CreateOrder"]:::function']
    assert '    a0n3(["apigw.rest POST /orders (public, none)"]):::open' in lines
    assert "    a0n3 --> a0n0" in lines
    assert '    a0n0 -->|"writes"| a0n2' in lines


def test_labels_hold_no_syntax(scan: Scan) -> None:
    text = map_mermaid(scan.surface)
    evil = next(line for line in text.split("\n") if "Evil" in line)
    assert "\x1b" not in text
    assert evil.count('"') == 2
    for syntax in ("`", "](", "-->", "[(http", "\u202e"):
        assert syntax not in evil
