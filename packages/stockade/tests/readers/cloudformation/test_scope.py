from stockade.readers.cloudformation.document import read_document
from stockade.readers.cloudformation.scope import PSEUDO, Scope, declared_parameters
from stockade.values import ABSENT, NOWHERE, Lit, Param, Pseudo, Ref, Unknown, Value, text


def declared(written: str) -> dict[str, Value]:
    return declared_parameters(read_document(written, "t.yaml").value)


def test_a_parameter_holds_what_the_template_says_of_it() -> None:
    found = declared("Stage: {Type: String, Default: dev, AllowedValues: [dev, prod]}\n")["Stage"]
    assert isinstance(found, Param)
    assert text(found) == "dev"
    assert [text(value) for value in found.allowed] == ["dev", "prod"]
    assert not found.no_echo
    assert found.at.line == 1


def test_no_echo_in_every_spelling() -> None:
    found = declared("A: {NoEcho: true}\nB: {NoEcho: 'true'}\nC: {NoEcho: True}\nD: {NoEcho: no}\n")
    assert [name for name, one in found.items() if isinstance(one, Param) and one.no_echo] == ["A", "B", "C"]


def test_the_default_of_a_stored_parameter_is_a_key_and_not_the_value() -> None:
    found = declared("A: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /a/b}\n")["A"]
    assert isinstance(found, Param)
    assert isinstance(found.default, Unknown)
    assert text(found) is None


def test_odd_declarations_are_parameters_of_which_nothing_is_known() -> None:
    found = declared("A: 5\nB: {AllowedValues: {a: b}}\nC: {AllowedValues: x, Default: ~}\n")
    assert all(isinstance(one, Param) and one.allowed == () and text(one) is None for one in found.values())
    assert declared("[1]") == {}


def test_what_a_name_means() -> None:
    given: Value = Lit("given")
    scope = Scope(
        parameters={"P": given, "Q": Param("Q")}, resources=frozenset({"Q", "R"}), implied=frozenset({"I"})
    )
    assert scope.ref("P", NOWHERE) is given
    assert isinstance(scope.ref("Q", NOWHERE), Param)
    assert (scope.ref("R", NOWHERE), scope.ref("I", NOWHERE)) == (Ref("R"), Ref("I"))
    assert isinstance(scope.ref("Nowhere", NOWHERE), Unknown)
    assert (scope.has_resource("I"), scope.has_resource("P")) == (True, False)


def test_pseudo_parameters() -> None:
    for name in PSEUDO:
        found = Scope().ref(name, NOWHERE)
        assert found == (ABSENT if name == "AWS::NoValue" else Pseudo(name))
