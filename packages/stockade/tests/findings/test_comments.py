from stockade.findings.comments import Comment, comments_of


def test_a_comment_beside_holds_for_its_line() -> None:
    assert comments_of("A: 1\nB: 2  # stockade: accept[no-dlq] drops are fine here\n") == (
        Comment(("no-dlq",), "drops are fine here", 2, (2,)),
    )


def test_a_comment_alone_holds_for_the_next_line() -> None:
    (found,) = comments_of("  # stockade: accept[a, b]: both are meant # really\nB: 2\n")
    assert found == Comment(("a", "b"), "both are meant", 1, (2,))


def test_a_reason_may_name_an_issue() -> None:
    (found,) = comments_of("# stockade: accept[a] see issue #12")
    assert found.reason == "see issue #12"


def test_other_languages() -> None:
    (found,) = comments_of("call(x) // stockade: accept[a] safe: x is a constant")
    assert found.reason == "safe: x is a constant"


def test_no_reason_is_empty() -> None:
    (found,) = comments_of("# stockade: accept[a]   # finding: x")
    assert found.reason == ""


def test_other_comments_are_none() -> None:
    assert comments_of("# stockade: ignore\n# accept[a] x\n") == ()
