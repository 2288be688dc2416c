from pathlib import Path

import pytest

from stockade.config import Config, load_config, parse_config
from stockade.errors import ConfigError


def test_no_file_is_the_defaults(tmp_path: Path) -> None:
    config = load_config(tmp_path)
    assert config == Config()
    assert config.limits.file_bytes == 5_000_000


def test_everything() -> None:
    config = parse_config("""
        exclude = ["vendor/**"]
        fail_on = "medium"
        [limits]
        file_bytes = 1_000
        [rules]
        pedantic = true
        disable = ["no-dlq"]
        severity = { no-access-log = "low" }
        [trust]
        accounts = ["123456789012"]
        [[invoked]]
        function = "Nightly"
        by = "a scheduler"
    """)
    assert config.rules.severity == {"no-access-log": "low"}
    assert config.trust.accounts == ("123456789012",)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("x =", "stockade.toml: is no TOML: Invalid value (at end of document)"),
        ("fail_one = 1", "stockade.toml: `fail_one` is not a key of stockade.toml"),
        ("[limits]\nfile_byte = 1", "stockade.toml: `limits.file_byte` is not a key of stockade.toml"),
        ('source = "x"', "stockade.toml: `source` is not a key of stockade.toml"),
        ('[limits]\nfile_bytes = "x"', "stockade.toml: `limits.file_bytes`: expected `int`, got `str`"),
        ("[limits]\nfile_bytes = 0", "stockade.toml: `limits.file_bytes` must be above zero"),
        ('fail_on = "hgh"', "stockade.toml: `fail_on`: invalid enum value 'hgh'"),
        ('[[public]]\nroute = "GET /"', "stockade.toml: `public[0]` lacks `reason`"),
        ('[trust]\naccounts = ["12"]', "stockade.toml: `trust.accounts`: '12' is not twelve digits"),
        (
            '[[accept]]\nrule = "x"',
            "stockade.toml: [[accept]] number 1 names neither a fingerprint nor a rule with its subject",
        ),
    ],
)
def test_errors_name_file_and_key(text: str, problem: str) -> None:
    with pytest.raises(ConfigError) as raised:
        parse_config(text)
    assert str(raised.value) == problem


def test_routes_public_on_purpose() -> None:
    config = parse_config('[[public]]\napp = "shop"\nroute = "GET /"\nreason = "a shop"\n')
    assert config.is_public("shop", "get /")
    assert not config.is_public("other", "GET /")
    assert not config.is_public("shop", "POST /")


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere.toml").write_text("")
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "stockade.toml").symlink_to(tmp_path / "elsewhere.toml")
    with pytest.raises(ConfigError, match="a link out of the scanned folder"):
        load_config(folder)


def test_unreadable_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "stockade.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match=r"stockade\.toml: cannot be read"):
        load_config(tmp_path)
    with pytest.raises(ConfigError, match=r"other\.toml: cannot be read"):
        load_config(tmp_path, tmp_path / "other.toml")
