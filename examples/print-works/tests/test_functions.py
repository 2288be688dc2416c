"""Both versions do the same job; only the vulnerable one does what an attacker wants."""

import base64
import contextlib
import importlib.util
import io
import json
import pickle
import sys
import time
import types
from collections.abc import Callable
from decimal import Decimal
from email.message import EmailMessage
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import mock

import pytest

EXAMPLE = Path(__file__).parents[1]
ORDER = "7d0b2a52-6f0e-4c57-9a3e-0c8f6f1d2b33"
ENVIRONMENT = {
    "AGENCY_DOMAINS": "agency.example",
    "ARTWORK_BUCKET": "artwork",
    "BOOKKEEPING_API_KEY": "a key of the books",
    "BOOKKEEPING_SECRET": "books",
    "BOOKKEEPING_URL": "https://books.example/days",
    "EVENT_BUS": "bus",
    "MAIL_BUCKET": "mail",
    "ORDERS_TABLE": "orders",
    "PAYMENT_SECRET": "payment",
    "PAYMENT_URL": "https://payments.example/charges",
    "PRICES_TABLE": "prices",
    "REPORTS_BUCKET": "reports",
    "SHOP_ORIGIN": "https://shop.example",
    "STOCK_TABLE": "stock",
    "TICKET_KEY": "not a secret",
    "TICKET_SECRET": "ticket",
}

Load = Callable[[str, str], Any]


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Load:
    """Load a function of a version with a stand-in for boto3: every client and table is a mock."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    conditions = types.ModuleType("boto3.dynamodb.conditions")
    vars(conditions).update(Attr=mock.MagicMock(), Key=mock.MagicMock())
    monkeypatch.setitem(sys.modules, "boto3", mock.MagicMock())
    monkeypatch.setitem(sys.modules, "boto3.dynamodb", types.ModuleType("boto3.dynamodb"))
    monkeypatch.setitem(sys.modules, "boto3.dynamodb.conditions", conditions)

    def load_function(version: str, name: str) -> ModuleType:
        spec = importlib.util.spec_from_file_location(name, EXAMPLE / version / "src" / name / "app.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        for client in ("orders", "prices", "stock", "storage", "secrets", "events", "users"):
            if hasattr(module, client):
                setattr(module, client, mock.MagicMock(name=client))
        if hasattr(module, "secrets"):
            module.secrets.get_secret_value.return_value = {"SecretString": "not a secret"}
        return module

    return load_function


def answered(body: object = None) -> contextlib.closing[io.BytesIO]:
    return contextlib.closing(io.BytesIO(json.dumps(body).encode()))


def test_orders_price_is_the_client_s_or_the_list_s(load: Load) -> None:
    wanted = {
        "customerId": "somebody else", "product": "poster-a2", "paper": "satin-170",
        "quantity": 10, "unitPrice": 0, "shipTo": "here",
    }  # fmt: skip
    event = {
        "httpMethod": "POST",
        "body": json.dumps(wanted),
        "requestContext": {"authorizer": {"claims": {"sub": "me"}}},
    }
    vulnerable, hardened = load("vulnerable", "orders"), load("hardened", "orders")
    price = {"product": "poster-a2", "paper": "satin-170", "setup": Decimal(1200), "sheet": Decimal(310)}
    hardened.prices.get_item.return_value = {"Item": price}
    cheap, right = (json.loads(f.handler(event, None)["body"]) for f in (vulnerable, hardened))
    assert (cheap["customerId"], cheap["total"]) == ("somebody else", "0")
    assert (right["customerId"], right["total"]) == ("me", "4300")
    assert cheap["ticket"].count(".") == right["ticket"].count(".") == 1


def test_orders_search_by_an_expression(load: Load) -> None:
    event = {
        "httpMethod": "GET",
        "queryStringParameters": {"field": "attribute_exists(orderId) OR total", "value": "1"},
        "requestContext": {"authorizer": {"claims": {"sub": "me"}}},
    }
    vulnerable, hardened = load("vulnerable", "orders"), load("hardened", "orders")
    vulnerable.orders.scan.return_value = {"Items": []}
    assert vulnerable.handler(event, None)["statusCode"] == 200
    assert " OR " in vulnerable.orders.scan.call_args.kwargs["FilterExpression"]
    assert hardened.handler(event, None)["statusCode"] == 400


def test_render_preview_of_a_key_that_is_a_command(
    load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proof = tmp_path / "proof"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONVERT", "true")
    key = "incoming/a%27%3Btouch+proof%3B%27"
    event = {"Records": [{"s3": {"bucket": {"name": "artwork"}, "object": {"key": key, "size": 1}}}]}
    vulnerable, hardened = load("vulnerable", "render_preview"), load("hardened", "render_preview")
    with contextlib.suppress(OSError):  # the shell has run: there is no preview to remove
        vulnerable.handler(event, None)
    assert proof.exists()
    proof.unlink()
    with mock.patch("subprocess.run", return_value=mock.Mock(returncode=0)) as run:
        assert hardened.handler(event, None)[0].startswith("previews/")
    assert not run.call_args.kwargs.get("shell")
    assert not proof.exists()


def test_supplier_notices_of_a_pickle(load: Load) -> None:
    def notices(message: dict[str, Any]) -> dict[str, Any]:
        return {"Records": [{"Sns": {"Message": json.dumps(message), "Timestamp": "2026-01-01T00:00:00Z"}}]}

    vulnerable, hardened = load("vulnerable", "supplier_notices"), load("hardened", "supplier_notices")
    plain = notices({"supplier": "mill", "stock": {"satin-170": 12000}})
    assert vulnerable.handler(plain, None) == hardened.handler(plain, None) == {"stored": 1}

    code = b"cbuiltins\nlen\n(S'ran'\ntR."
    assert pickle.loads(code) == 3  # noqa: S301 - a harmless call proves that the pickle runs
    sent = {"supplier": "mill", "format": "snapshot", "stock": base64.b64encode(code).decode()}
    with pytest.raises(AttributeError, match="'int' object"):
        vulnerable.handler(notices(sent), None)
    with pytest.raises(AttributeError, match="'str' object"):
        hardened.handler(notices(sent), None)


def test_inbound_mail_of_an_attachment_that_is_a_path(load: Load, tmp_path: Path) -> None:
    target = tmp_path / "proof"
    mail = EmailMessage()
    mail.set_content("see attachment")
    mail.add_attachment(b"PNG", maintype="image", subtype="png", filename=str(target))
    verdict = {"status": "PASS"}
    receipt = dict.fromkeys(
        ("spfVerdict", "dkimVerdict", "dmarcVerdict", "spamVerdict", "virusVerdict"), verdict
    )
    header = {"subject": f"artwork of order {ORDER}", "from": ["Ann <ann@agency.example>"]}
    record = {"ses": {"mail": {"messageId": "m1", "commonHeaders": header}, "receipt": receipt}}
    functions = [load(version, "inbound_mail") for version in ("vulnerable", "hardened")]
    for function in functions:
        function.storage.get_object.return_value = {"Body": io.BytesIO(mail.as_bytes())}

    assert len(functions[0].handler({"Records": [record]}, None)["stored"]) == 1
    assert target.read_bytes() == b"PNG"
    target.unlink()
    stored = functions[1].handler({"Records": [record]}, None)["stored"]
    assert stored[0].startswith(f"incoming/{ORDER}/")
    assert not target.exists()
    receipt["dmarcVerdict"] = {"status": "FAIL"}
    assert functions[1].handler({"Records": [record]}, None)["stored"] == []


def test_settle_payment_of_somebody_else_s_order(load: Load, capsys: pytest.CaptureFixture[str]) -> None:
    order = {"orderId": ORDER, "customerId": "owner", "status": "placed", "total": Decimal(4300)}
    event = {"orderId": ORDER, "customerId": "thief", "total": 1}
    vulnerable, hardened = load("vulnerable", "settle_payment"), load("hardened", "settle_payment")
    for function in (vulnerable, hardened):
        function.orders.get_item.return_value = {"Item": order}
    with mock.patch("urllib.request.urlopen", side_effect=lambda *_, **__: answered({"reference": "r"})):
        assert vulnerable.handler(event, None)["amount"] == "1"
        assert "not a secret" in capsys.readouterr().out
        with pytest.raises(hardened.NotPayable):
            hardened.handler(event, None)
        assert hardened.handler({**event, "customerId": "owner"}, None)["amount"] == "4300"
        assert "not a secret" not in capsys.readouterr().out


def test_seed_logs_its_answer_address(load: Load, capsys: pytest.CaptureFixture[str]) -> None:
    event = {
        "RequestType": "Create", "ResponseURL": "https://bucket.example/?signature=s", "StackId": "s",
        "RequestId": "r", "LogicalResourceId": "Seed",
        "ResourceProperties": {"UserPoolId": "p", "OperatorEmail": "o@print-works.example"},
    }  # fmt: skip
    vulnerable, hardened = load("vulnerable", "seed"), load("hardened", "seed")
    with mock.patch("urllib.request.urlopen", side_effect=lambda *_, **__: answered()) as put:
        vulnerable.handler(event, None)
        assert "signature" in capsys.readouterr().out
        assert vulnerable.users.admin_set_user_password.called
        hardened.handler(event, None)
        assert "signature" not in capsys.readouterr().out
        assert not hardened.users.admin_set_user_password.called
    assert json.loads(put.call_args.args[0].data)["Status"] == "SUCCESS"


def test_nightly_report_adds_up_the_day(load: Load, capsys: pytest.CaptureFixture[str]) -> None:
    order = {"orderId": ORDER, "product": "poster-a2", "quantity": 10, "total": Decimal(4300)}
    for version, leaks in (("vulnerable", True), ("hardened", False)):
        function = load(version, "nightly_report")
        function.orders.scan.return_value = {"Items": [order, order]}
        with mock.patch("urllib.request.urlopen", side_effect=lambda *_, **__: answered()):
            done = function.handler({"time": "2026-03-01T01:15:00Z"}, None)
        assert done == {"day": "2026-02-28", "orders": 2, "total": "8600"}
        assert ("a key of the books" in capsys.readouterr().out) is leaks


def test_tracking_ticket_that_nobody_signed(load: Load) -> None:
    claims = base64.urlsafe_b64encode(json.dumps({"customerId": "me", "expires": time.time() + 60}).encode())
    forged = f"{claims.decode()}.AAAA"
    event = {
        "methodArn": "arn",
        "queryStringParameters": {"token": forged},
        "headers": {"Authorization": forged},
    }

    def effect(version: str, event: dict[str, Any]) -> object:
        policy = load(version, "tracking_authorizer").handler(event, None)["policyDocument"]
        return policy["Statement"][0]["Effect"]

    assert effect("vulnerable", event) == "Allow"
    assert effect("hardened", event) == "Deny"
    ours = load("hardened", "orders").ticket("me")
    assert effect("hardened", {**event, "headers": {"Authorization": ours}}) == "Allow"
    assert effect("hardened", {**event, "headers": None}) == "Deny"
