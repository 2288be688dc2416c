"""Schemas: which arguments hold no free text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockade.languages.graphql import read_schema

SCHEMA = '''
# a comment { with braces }
schema { query: Query }
"""what a { description } may hold"""
enum Size @deprecated { A2, A3 }
scalar Odd
interface Node { id: ID! }
input Change { id: ID!, size: Size = A2, count: [Int!]!, inner: Inner, "x" odd: Odd }
input Inner { when: AWSDateTime, name: String, change: Change }
type Query implements Node & Other @aws_api_key {
  id: ID!
  prints(size: Size, limit: Int = 10, name: String!, change: Change! @x(y: 1)): [Print!]!
    @aws_auth(cognito_groups: ["a"])
  last(at: AWSDateTime): String
}
extend type Query { more(n: Float, text: String): String }
'''


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (
            "prints",
            {"size", "limit", "change.size", "change.count", "change.inner.when"},
        ),
        ("last", {"at"}),
        ("more", {"n"}),
        ("none", set()),
    ],
)
def test_types_without_free_text(field: str, expected: set[str]) -> None:
    found = {path for path in read_schema(SCHEMA).checked("Query", field) if path.count(".") < 3}
    assert found == expected


@given(st.text(alphabet='{}()[]:!=@&|"#\n typeinputenum a1', max_size=120))
def test_any_text_is_read(text: str) -> None:
    read_schema(text).checked("a", "a")


def test_a_large_text_comes_to_an_end() -> None:
    read_schema("type A {" * 50_000)
    read_schema('"""' * 50_000)
    read_schema("input A { a: A }" * 5_000).checked("A", "a")
