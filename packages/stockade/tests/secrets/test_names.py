import pytest

from stockade.secrets import names_secret, names_setting


@pytest.mark.parametrize(
    "name",
    [
        "DB_PASSWORD",
        "dbPassword",
        "API_KEY",
        "ApiKey",
        "STRIPE_SECRET",
        "authToken",
        "TOKEN",
        "JWT_KEY",
        "PassPhrase",
        "privateKey",
        "clientSecret",
        "DB_PASSWORD2",
        "AccountKey",
        "SLACK_BOT_TOKEN",
        "TokenSecret",
    ],
)
def test_names_of_secrets(name: str) -> None:
    assert names_secret(name)


@pytest.mark.parametrize(
    "name",
    [
        "SECRET_NAME",
        "SecretArn",
        "PASSWORD_PARAMETER",
        "TOKEN_URL",
        "TABLE",
        "KEY",
        "KeyId",
        "BYPASS_CACHE",
        "Compass",
        "TokenTable",
        "API_KEY_ID",
        "SECRET_PATH",
        "MONKEY",
        "PASSWORD_MIN_LENGTH",
        "PASSWORD_ITERATIONS",
        "TOKEN_EXPIRY",
        "TOKEN_TTL",
        "USE_SECRET",
        "EnableSecretRotation",
        "PASSWORD_HASH",
        "PUBLIC_KEY",
        "STRIPE_PUBLISHABLE_KEY",
        "SecretStringTemplate",
        "PASSWORD_POLICY",
        "RESET_PASSWORD_TABLE",
        "SECRET_ROTATION_DAYS",
    ],
)
def test_names_of_other_things(name: str) -> None:
    assert not names_secret(name)


@pytest.mark.parametrize("name", ["DBUser", "DB_HOST", "MasterUsername", "port", "AccountId", "Region"])
def test_settings(name: str) -> None:
    assert names_setting(name)
    assert not names_secret(name)


def test_a_secret_is_no_setting() -> None:
    assert not names_setting("MasterKey")
