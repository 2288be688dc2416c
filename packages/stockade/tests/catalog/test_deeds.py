"""What actions do with data."""

import pytest

from stockade.catalog.actions import action
from stockade.catalog.deeds import DEEDS, STORES, deeds_of, store_actions

NAMED = sorted(
    {
        *(one for table in DEEDS.values() for actions in table.values() for one in actions),
        *store_actions(),
    }
)


@pytest.mark.parametrize("written", NAMED)
def test_every_action_is_one_of_the_service(written: str) -> None:
    assert str(action(*written.split(":"))) == written
    assert deeds_of(written)


@pytest.mark.parametrize(
    ("written", "deeds"),
    [
        ("dynamodb:getitem", {"reads"}),
        ("dynamodb:BatchWriteItem", {"changes", "deletes"}),
        ("rds-data:ExecuteStatement", {"reads", "changes", "deletes"}),
        ("sqs:SendMessage", {"sends"}),
        ("states:StartSyncExecution", {"starts"}),
        ("dynamodb:DescribeTable", set()),
        ("secretsmanager:BatchGetSecretValue", set()),
        ("nonsense", set()),
    ],
)
def test_deeds(written: str, deeds: set[str]) -> None:
    assert deeds_of(written) == deeds


def test_stores_hold_what_can_be_read_and_deleted() -> None:
    for kind in STORES:
        assert set(DEEDS[kind]) == {"reads", "changes", "deletes"}
    assert "s3:ListBucket" not in store_actions()
    assert "sqs:SendMessage" not in store_actions()
