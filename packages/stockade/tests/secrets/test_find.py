"""What is a secret, and its twin that is none. Invented ones are written in two parts, for scanners' sake."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockade.secrets import DEFAULT_CREDENTIAL, EXAMPLE, find

ALNUM = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0u1V2w3X4y5Z6"
HEX = "0a1b2c3d4e5f60718293a4b5c6d7e8f9" * 2
PEM = "-----BEGIN RSA PRIVATE" + " KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----"


def _basic(pair: str) -> str:
    return base64.b64encode(pair.encode()).decode()


FORMATS = {
    "aws-access-key": "AKIA" + "Z7QXN4LMB2WERT5Y",
    "private-key": PEM,
    "signed-token": "eyJ" + "hbGciOiJIUzI1NiJ9.eyJ" + "zdWIiOiIxMjM0NTYifQ.c2lnbmF0dXJl",
    "github-token": "ghp_" + ALNUM[:36],
    "gitlab-token": "glpat-" + ALNUM[:20],
    "stripe-key": "sk_live_" + ALNUM[:24],
    "slack-token": "xoxb-" + "123456789012-" + ALNUM[:24],
    "slack-webhook": "hooks.slack.com/services/" + "T0AB1CD2E/B0FG3HI4J/" + ALNUM[:24],
    "discord-webhook": "discord.com/api/webhooks/" + "123456789012345678/" + ALNUM + ALNUM[:16],
    "discord-token": "M" + ALNUM[:23] + "." + ALNUM[:6] + "." + ALNUM[:27],
    "teams-webhook": "shop.webhook.office.com/webhookb2/" + HEX,
    "telegram-token": "123456789:" + "AA" + ALNUM[:33],
    "anthropic-key": "sk-ant-" + "api03-" + ALNUM,
    "openai-key": "sk-" + "proj-" + ALNUM,
    "google-key": "AIza" + ALNUM[:35],
    "azure-secret": "abc" + "8Q~" + ALNUM[:34],
    "sendgrid-key": "SG." + ALNUM[:22] + "." + ALNUM[:43],
    "twilio-key": "SK" + HEX[:32],
    "mailgun-key": "key-" + HEX[:32],
    "mailchimp-key": HEX[:32] + "-us12",
    "npm-token": "npm_" + ALNUM[:36],
    "pypi-token": "pypi-" + "AgEIcHlwaS5vcmc" + ALNUM,
    "digitalocean-token": "dop_v1_" + HEX,
    "databricks-token": "dapi" + HEX[:32],
    "vault-token": "hvs." + ALNUM,
    "newrelic-key": "NRAK-" + ALNUM[:27].upper(),
    "shopify-token": "shpat_" + HEX[:32],
}


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("around", ["{}", "say '{}' now", "https://{}", "KEY={}\n"])
def test_formats_of_providers(kind: str, around: str) -> None:
    written = around.format(FORMATS[kind])
    found = [secret for secret in find(written) if secret.kind == kind]
    assert [written[one.start : one.end] for one in found] == [FORMATS[kind]]
    assert found[0].confidence == "high"


@pytest.mark.parametrize(
    "written",
    [
        "AKIA" + "IOSFODNN7EXAMPLE",
        "ghp_" + "x" * 36,
        "sk-some-words-with-dashes-between-them",
        "pypi-simple-index-of-all-packages",
        "sk_live_" + "your_key_goes_here",
        "task-management-of-every-single-thing",
        "https://hooks.slack.com/services/" + "T00000000/B00000000/" + "X" * 24,
        "-----BEGIN PUBLIC KEY-----\nMIIEpAIBAAKCAQEA\n-----END PUBLIC KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----",
        "pk_live_" + ALNUM[:24],
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.",
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders/database-a1B2c3",
        "123e4567-e89b-12d3-a456-426614174000",
        HEX,
        "sha256:" + HEX,
    ],
)
def test_what_only_looks_like_them(written: str) -> None:
    assert [secret for secret in find(written) if secret.kind != EXAMPLE] == []


CARRIED = [
    ("postgres://shop:{}@db.example.com/x", "hunter22", "password"),
    ("mongodb+srv://shop:{}@c.example.net/?w=majority", "p%40ss77word", "password"),
    ("amqps://shop:{}@mq.example.com:5671", "tr0ub4dor", "password"),
    ("redis://:{}@cache.example.com:6379", "tr0ub4dor", "password"),
    ("postgres://${{User}}:{}@${{Host}}/x", "tr0ub4dor", "password"),
    ("Server=db;User Id=shop;Password={};Encrypt=true", "Tr0ub4dor", "password"),
    ("Server=db;Uid=shop;Pwd={};", "Tr0ub4dor", "password"),
    ("AccountName=shop;AccountKey={};EndpointSuffix=core", ALNUM + "ab==", "secret"),
    ("Endpoint=sb://x/;SharedAccessKeyName=Root;SharedAccessKey={}", ALNUM[:43] + "=", "secret"),
    ("https://x.blob.example.net/a?sv=2024&sig={}", ALNUM[:44], "secret"),
    ('{{"user": "shop", "password": "{}"}}', "Tr0ub4dor3", "password"),
    ('{{\\"password\\": \\"{}\\"}}', "Tr0ub4dor3", "password"),
    ("{{'api_key': '{}'}}", "Tr0ub4dor3", "secret"),
    ("https://example.com/?token={}&x=1", "abc123def456", "secret"),
    ("export DB_PASSWORD={} && run", "Tr0ub4dor3", "password"),
    ("db:\n  password: {}\n", "Tr0ub4dor3", "password"),
    ('client_secret = "{}"', "Tr0ub4dor-and-3", "secret"),
    ("X-Api-Key: {}", "Tr0ub4dor3", "secret"),
    ("Authorization: Basic {}", _basic("shop:tr0ub4dor"), "basic-credentials"),
    ("Bearer {}", ALNUM[:32], "bearer-token"),
    ("curl -s -u shop:{} https://api.example.com", "Tr0ub4dor3", "password"),
    ("mysqldump -u root -p{} shop", "Tr0ub4dor3", "password"),
    ("sshpass -p {} ssh shop@host", "Tr0ub4dor3", "password"),
    ("pg_tool --password={} --host db", "Tr0ub4dor3", "password"),
    ("pg_tool --password {} --host db", "Tr0ub4dor3", "password"),
    ("postgres://shop:{}@db/x", "password", DEFAULT_CREDENTIAL),
    ("Password={};", "changeme", DEFAULT_CREDENTIAL),
]


@pytest.mark.parametrize(("around", "secret", "kind"), CARRIED)
def test_texts_that_hold_one(around: str, secret: str, kind: str) -> None:
    written = around.format(secret)
    (found,) = find(written)
    assert (written[found.start : found.end], found.kind) == (secret, kind)


@pytest.mark.parametrize(("around", "secret", "kind"), CARRIED)
@pytest.mark.parametrize("twin", ["${Password}", "{{resolve:secretsmanager:db:SecretString:pw}}", "xxxxxxxx"])
def test_their_twins_that_refer_to_one(around: str, secret: str, kind: str, twin: str) -> None:
    assert secret
    assert kind
    assert list(find(around.format(twin))) == []


@pytest.mark.parametrize(
    "written",
    [
        "curl -u $USER:$TOKEN https://api.example.com",
        "mysql -u root -p shop < dump.sql",
        "docker login --username shop --password-stdin registry",
        "psql --no-password --host db",
        "mkdir -p /tmp/work:area",
        "postgres://db.example.com:5432/x",
        "https://user@example.com:8080/a:b@c",
        "https://" + HEX[:32] + "@errors.example.com/1",
        "Server=db;Integrated Security=true;",
        "https://example.com/?token_type=bearer&page=2",
        "token = event['token']",
        "connect(password=password)",
        "password = getpass()",
        "const token=req.headers.auth;",
        "def login(user, password: str) -> None:",
        "the password: must have eight characters",
        "Basic authentication",
        "Basic " + _basic("no colon in it"),
        "Bearer token-authentication",
        "secret=prod/database",
        '{"secretName": "prod/db", "tokenExpiry": "3600s"}',
        '{"password": "<your password>"}',
    ],
)
def test_texts_that_hold_none_for_sure(written: str) -> None:
    assert [secret for secret in find(written) if secret.confidence != "low"] == []


@pytest.mark.parametrize(
    ("name", "written", "kind", "confidence"),
    [
        ("DB_PASSWORD", "Tr0ub4dor", "password", "medium"),
        ("DB_PASSWORD", "orders", "password", "medium"),
        ("DB_PASSWORD", "12345679", "password", "medium"),
        ("DB_PASSWORD", "changeme", DEFAULT_CREDENTIAL, "high"),
        ("CLIENT_SECRET", "secret", DEFAULT_CREDENTIAL, "high"),
        ("JWT_SECRET", "Tr0ub4dor-and-3", "secret", "medium"),
        ("DD_API_KEY", HEX[:32], "secret", "high"),
        ("API_KEY", "123e4567-e89b-12d3-a456-426614174000", "secret", "high"),
        ("AWS_SECRET_ACCESS_KEY", ALNUM[:40], "aws-secret-key", "high"),
        ("DB_PASSWORD", "Password123!", DEFAULT_CREDENTIAL, "high"),
        ("TICKET_KEY", HEX[:32], "secret", "medium"),
        ("cookieKey", ALNUM[:24], "secret", "medium"),
        ("DB_SECRET", "orders/database", "secret", "low"),
        ("SECRET", '{"user": "shop", "value": "Tr0ub4dor-and-3"}', "secret", "medium"),
    ],
)
def test_texts_under_names_of_secrets(name: str, written: str, kind: str, confidence: str) -> None:
    (found,) = find(written, name)
    assert (found.kind, found.confidence) == (kind, confidence)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("DB_PASSWORD", ""),
        ("DB_PASSWORD", "xxxx"),
        ("DB_PASSWORD", "<password>"),
        ("DB_PASSWORD", "your-password"),
        ("DB_PASSWORD", "${Password}"),
        ("DB_PASSWORD", "{{resolve:ssm-secure:db}}"),
        ("DB_PASSWORD", "/prod/db/password"),
        ("DB_PASSWORD", "REPLACED"),
        ("API_KEY", "changeme"),
        ("DB_SECRET", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db"),
        ("USE_SECRET", "true"),
        ("TOKEN_EXPIRY", "3600"),
        ("TOKEN", "3600"),
        ("SECRET_NAME", "prod/db"),
        ("PASSWORD_MIN_LENGTH", "12345678"),
        ("PASSWORD_HASH", HEX),
        ("PASSWORD", "$2b$12$" + ALNUM),
        ("PUBLIC_KEY", "ssh-ed25519 " + ALNUM),
        ("ApiKeyValue", "MyApiKey"),
        ("TABLE", "Tr0ub4dor-and-3"),
        ("SORT_KEY", ALNUM[:24]),
        ("S3_KEY", HEX[:32]),
        ("TICKET_KEY", "orders-by-customer-and-day"),
        ("TICKET_KEY", "123e4567-e89b-12d3-a456-426614174000"),
        ("TICKET_KEY", "arn:aws:kms:eu-west-1:123456789012:key/a1B2c3D4e5F6g7H8"),
        ("KEY", HEX[:32]),
        ("CONNECTION_STRING", "Server=db;Integrated Security=true;"),
        ("SECRET", '{"user": "shop", "password": "${Password}"}'),
    ],
)
def test_their_twins(name: str, written: str) -> None:
    assert list(find(written, name)) == []


@given(st.text(max_size=300), st.sampled_from([None, "TABLE", "DB_PASSWORD"]))
def test_places_are_in_order_and_in_the_text(written: str, name: str | None) -> None:
    end = 0
    for secret in find(written, name):
        assert end <= secret.start < secret.end <= len(written)
        end = secret.end


@pytest.mark.parametrize(
    "part",
    ["password=", "a-", '"token": "', "-----BEGIN PRIVATE KEY-----", "x://a:", "eyJ", "pwd=Tr0ub4dor;"],
)
def test_long_texts_are_read_in_linear_time(part: str) -> None:
    import time

    start = time.process_time()
    list(find(part * (200_000 // len(part)), "DB_SECRET"))
    assert time.process_time() - start < 5
