import pytest

from stockade.secrets import HIDDEN, hide, shown

KEY = "AKIA" + "Z7QXN4LMB2WERT5Y"


@pytest.mark.parametrize(
    ("written", "left"),
    [
        (f"id {KEY} here, {KEY}", "id *** here, ***"),
        ("postgres://shop:hunter22@db.example.com/x", "postgres://shop:***@db.example.com/x"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nrest", "***\nrest"),
        ("-----BEGIN PRIVATE KEY-----\nMIIE", "***"),
        ("Password=changeme;", "Password=***;"),
        ("AKIA" + "IOSFODNN7EXAMPLE", "***"),
        ("secret=prod/database", "secret=***"),
        ("arn:aws:iam::123456789012:role/x", "arn:aws:iam::123456789012:role/x"),
        ("", ""),
    ],
)
def test_hiding(written: str, left: str) -> None:
    assert hide(written) == left
    assert hide(left) == left


def test_named_texts() -> None:
    assert shown("DB_PASSWORD", "hunter22") == HIDDEN
    assert shown("DB_PASSWORD", "") == ""
    assert shown("TABLE", "orders") == "orders"
    assert shown("TICKET_KEY", "5fb1c2a07e9d4d63" + "a8f4e7b90c61d2aa") == HIDDEN
