from stockade.findings import at_least, lowered, raised, rank


def test_steps_stay_between_critical_and_low() -> None:
    assert raised("high") == "critical"
    assert raised("critical") == "critical"
    assert lowered("medium") == "low"
    assert lowered("low") == "low"
    assert raised("info") == lowered("info") == "info"


def test_order() -> None:
    assert rank("critical") < rank("high") < rank("info")
    assert at_least("critical", "high")
    assert not at_least("medium", "high")
    assert not at_least("critical", "never")
