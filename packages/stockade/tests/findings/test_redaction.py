from hypothesis import given
from hypothesis import strategies as st

from stockade.findings.redaction import redact, secrets_of
from stockade.model import App, Function, Parameter, Resource
from stockade.values import NOWHERE, Cond, List, Lit, Map, Param, Ref, Value, plain


def _app(**parts: object) -> App:
    return App(name="a", template="t.yaml", format="sam", **parts)  # type: ignore[arg-type]


def test_secrets_of_an_application() -> None:
    environment: dict[str, Value] = {
        "DB_PASSWORD": Lit("hunter2-hunter2"),
        "API_KEY": Cond("IsProd", Param("Key", Lit("prod-key-0123")), Lit("dev-key-0123")),
        "SECRET": Ref("Secret"),
        "TABLE": Lit("orders-table"),
    }
    function = Function("F", "", "", "", "", NOWHERE, environment=environment)
    properties = Map(
        {"List": List((Map({"MasterUserPassword": Lit("correct-horse")}),)), "Password": Lit("short")}
    )
    app = _app(
        functions={"F": function},
        resources={"Db": Resource("Db", "AWS::RDS::DBInstance", Lit("db"), NOWHERE, properties)},
        parameters={"Quiet": Parameter("Quiet", "String", Lit("not-echoed"), no_echo=True)},
    )
    assert set(secrets_of(app)) == {
        "hunter2-hunter2",
        "prod-key-0123",
        "dev-key-0123",
        "correct-horse",
        "not-echoed",
    }
    assert redact("it is hunter2-hunter2!", secrets_of(app)) == "it is ***!"


def test_texts_of_mappings_under_names_of_secrets() -> None:
    app = _app(mappings=plain({"Stages": {"prod": {"password": "correct-horse", "table": "orders-table"}}}))
    assert secrets_of(app) == ("correct-horse",)


def test_words_of_our_own_stay() -> None:
    app = _app(parameters={"P": Parameter("P", "String", Lit("password"), no_echo=True)})
    assert secrets_of(app) == ()


@given(st.text(min_size=6), st.text(), st.text())
def test_a_known_secret_never_remains(secret: str, before: str, after: str) -> None:
    left = redact(f"{before}{secret}{after}", (secret,))
    assert secret not in left.replace("***", "\0") or secret in "***" * 3
