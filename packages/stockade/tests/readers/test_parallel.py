"""An estate over several processes gives what one process gives."""

from pathlib import Path

import pytest

from stockade.readers import read_all
from stockade.readers.parallel import FEWEST

TEMPLATE = "Resources:\n  Jobs: {Type: AWS::SQS::Queue, Properties: {QueueName: jobs}}\n"


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    """Make a folder with many applications, a broken one, one nested to the limit, and Terraform."""
    for number in range(FEWEST):
        (tmp_path / f"a{number:03}").mkdir()
        (tmp_path / f"a{number:03}/template.yaml").write_text(TEMPLATE)
    (tmp_path / "a007/template.yaml").write_text(f"{TEMPLATE}  broken: [\n")
    nested = "[" * 190 + "]" * 190
    deep = f"{TEMPLATE}  Deep: {{Type: AWS::CloudFormation::WaitConditionHandle, Metadata: {nested}}}\n"
    (tmp_path / "a008/template.yaml").write_text(deep)
    (tmp_path / "module").mkdir()
    (tmp_path / "module/main.tf").write_text('resource "aws_sqs_queue" "jobs" {}\n')
    (tmp_path / "root").mkdir()
    (tmp_path / "root/main.tf").write_text('module "jobs" {\n  source = "../module"\n}\n')
    return tmp_path


def test_several_processes_read_what_one_reads(estate: Path) -> None:
    told: list[tuple[int, int]] = []
    alone, together = read_all(estate), read_all(estate, jobs=2, progress=lambda *one: told.append(one))
    assert together == alone
    assert len(alone.stacks) == FEWEST  # one is broken, and of Terraform the root module is one
    assert "root" in {stack.name for stack in alone.stacks}
    assert "module" not in {stack.name for stack in alone.stacks}
    assert len(alone.gaps) == 1
    assert told[-1] == (FEWEST + 2, FEWEST + 2)
