import pytest

from stockade.dependencies.distributions import WELL_KNOWN, import_names, is_imported, may_be_imported
from stockade.dependencies.names import python_name
from stockade.model import Component
from stockade.model.shipping import Ecosystem
from stockade.values import NOWHERE


def _component(name: str, ecosystem: Ecosystem = "PyPI", modules: tuple[str, ...] = ()) -> Component:
    return Component(ecosystem, name, NOWHERE, "1.0", modules=modules)


@pytest.mark.parametrize(
    ("name", "module", "expected"),
    [
        ("pyyaml", "yaml", True),
        ("pillow", "PIL", True),
        ("beautifulsoup4", "bs4", True),
        ("requests", "requests", True),
        ("aws-lambda-powertools", "aws_lambda_powertools", True),
        ("pypdf2", "PyPDF2", True),
        ("python-snappy", "snappy", True),
        ("google-cloud-storage", "google", True),
        ("requests", "urllib3", False),
        ("yaml", "pyyaml", False),
        ("pyyaml", "pyyaml", False),
    ],
)
def test_names_that_are_imported(name: str, module: str, expected: bool) -> None:
    assert is_imported(_component(name), frozenset({module})) is expected


def test_what_is_installed_is_believed() -> None:
    assert is_imported(_component("kit", modules=("paper",)), frozenset({"paper"}))
    assert not is_imported(_component("kit", modules=("paper",)), frozenset({"kit"}))


def test_packages_of_npm_are_imported_by_their_names() -> None:
    assert is_imported(_component("@scope/kit", "npm"), frozenset({"@scope/kit"}))
    assert not is_imported(_component("kit", "npm"), frozenset({"@scope/kit"}))


def test_a_shared_word_is_a_doubt() -> None:
    assert may_be_imported(_component("strands-agents"), frozenset({"strands"}))
    assert not may_be_imported(_component("aws-encryption-sdk"), frozenset({"aws_xray_sdk"}))
    assert not may_be_imported(_component("pyyaml"), frozenset({"pyyaml_extra"}))


def test_the_table_is_written_as_names_are_compared() -> None:
    assert [name for name in WELL_KNOWN if python_name(name) != name] == []


def test_top_level_names() -> None:
    assert import_names("yaml\n_yaml\n\n", record=False) == ("_yaml", "yaml")
    record = (
        "yaml/__init__.py,sha256=x,1\nsix.py,,\n_c.cpython-312.so,,\n../../bin/x,,\nx-1.dist-info/RECORD,,\n"
    )
    assert import_names(record, record=True) == ("_c", "six", "yaml")
