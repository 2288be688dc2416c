"""Secrets in source code: what is one, where, and under which name; and what is none."""

import pytest

from stockade.analysis.hardcoded import Hardcoded, may_hold, secrets_in
from stockade.languages.loading import Programs
from stockade.model import CodeSecret
from stockade.model.program import Const, Do, Module, Operation

GITHUB = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
CLOUD = "AKIA" + "Q3EGRTZ7XWVBN5KD"
SECRETS = {
    "app.secret_key = 'ThisisSuperFlagByNobody'": "secret_key",
    "db = connect(host='h', user='u', password='Corp123!')": "password",
    "config = {'user': 'admin', 'password': 'Corp123!'}": "password",
    "PASSWORD = os.environ.get('DB_PASSWORD', 'Corp123!')": "DB_PASSWORD",
    "PASSWORD = os.environ['DB_PASSWORD'] or 'Corp123!'": "PASSWORD",
    "def f(password='Corp123!'): pass": "password",
    "class A:\n    api_key = 'b7Kq2Lm9'": "api_key",
    "if event['password'] == 'admin': pass": "password",
    "hmac.compare_digest(token, 'b7Kq2Lm9')": "token",
    "jwt.encode(claims, 'secret')": "encode",
    "KEY = 'harbour'\njwt.encode(claims, KEY)": "KEY",
    "KEY = 'harbour'\nhmac.new(KEY.encode(), b'x', 'sha256')": "KEY",
    "def check(body, key):\n    hmac.new(key, body, 'sha256')\n\ncheck(body, 'harbour')": "key",
    "smtp.login('shop@example.com', 'harbour')": "login",
    "URL = 'postgres://shop:Corp123!@db.example.com/orders'": "URL",
    "DSN = 'Server=h;User Id=shop;Password=Corp123!;'": "DSN",
    f"x = '{GITHUB}'": "x",
    f"f('{GITHUB}')": "",
    "secret_key = base64.b64decode('b7Kq2Lm9')": "secret_key",
    "os.environ['API_KEY'] = 'b7Kq2Lm9Xw4R'": "API_KEY",
    "def get_password():\n    return 'Corp123!'": "password",
    "x = f(secret_key=('b7Kq2' 'Lm9'))": "secret_key",
    "PASSWORD = '9812376024'": "PASSWORD",
    "password = 'harbour2019>'": "password",
    "JWT_SECRET = '12312312312'": "JWT_SECRET",
    "JWT_SECRET = 'harbour'": "JWT_SECRET",
    "app.secret_key = 'lights of the harbour'": "secret_key",
    "SHOP_KEY = 'b7Kq2Lm9Xw4Rt6YpQ8sZ1aC3'": "SHOP_KEY",
    "requests.get(url, auth=('shop', 'harbour'))": "auth",
    "url = 'https://api.example.com/data?key=b7Kq2Lm9Xw4Rt6YpQ8sZ1aC3'": "url",
    "dsn = 'postgresql://{}:{}@{}'.format('shop', 'harbour11', 'db.example.com/orders')": "dsn",
    "ssh.connect(address, username='shop', password='harbourPassword')": "password",
}
SCRIPTS = {
    "axios.get('https://api.example.com/data?appid=0123456789abcdef0123456789abcdef&q=1');": "",
    "const client = new Twilio.Client('AC0123456789abcdef0123456789abcdef', 'harbour');": "Client",
    "const password = 'Corp123!';": "password",
    "resolve({ host, user: 'admin', password: 'Corp123!' });": "password",
    "const { password = 'Corp123!' } = options;": "password",
    "const secret = process.env.JWT_SECRET ?? 'harbour-11';": "secret",
    "jwt.verify(token, 'secret_msg');": "verify",
    "if (q.password === 'Corp123!') { f(); }": "password",
    "crypto.timingSafeEqual(Buffer.from(token), Buffer.from('b7Kq2Lm9'));": "token",
    "headers.set('x-api-key', 'b7Kq2Lm9Xw4R');": "x-api-key",
    "class A { password = 'Corp123!'; }": "password",
    "mysql.createConnection({ host: 'db.example.com', user: 'root', password: 'Harbour' });": "password",
}
NONE = (
    "def fetch(body, secret):\n    get(secret, body)\n\nfetch(body, 'harbour')",
    "secret = 'FillInYourSecretHere'\njwt.decode(token, secret, algorithms=['HS256'])",
    "TOKEN = 'FillYourJWTTokenHere'",
    "SECRET_KEY = 'Enter your secret key'",
    "labels = {'secretKey': 'Secret Key'}",
    "SESSION_SECRET_NAME = 'harbour lights'",
    "SORT_KEY = 'b7Kq2Lm9Xw4Rt6YpQ8sZ1aC3'",
    "MESSAGE_KEY = 'orders.created.notification.mail2'",
    "token_count = '12312312312'",
    "ORDER_ID = '12312312312'",
    "requests.get(url, auth=(user, password))",
    "url = 'https://api.example.com/data?key=colour&page=2'",
    "client = Client('shop', 'harbour')",
    "SECRET_NAME = 'prod/orders'",
    "PASSWORD = os.environ['PASSWORD']",
    "password = ''",
    "labels = {'username': 'Username', 'password': 'Password'}",
    "fields = {'username': 'username', 'password': 'password'}",
    "raise ValueError('Invalid password')",
    "message = {'password': 'Passwords do not match'}",
    "SECRET_KEY = 'aws_secret_access_key'",
    "ACCESS_KEY = 'AWSAccessKeyId'",
    "FIELDS_TOKEN = ['accessToken', 'expiresAt']",
    "colors = {'pass': '#1A7F37'}",
    "if step == 'createSecret': pass",
    "if secretStep == 'createSecret': pass",
    "if 'SecretString' in secret_response: pass",
    "if current_token == 'rbracket': pass",
    "token_url = 'https://login.example.com/token'",
    "api_key = 'YOUR_API_KEY'",
    "api_key = '<api-key>'",
    "password = 'xxxxxxxx'",
    "client_token = 'aa095035-bb1e-410d-8ca8-634efbaab5fb'",
    "secret_arn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders'",
    "api_key = '/orders/api-key'",
    "url = 'postgres://shop:' + password + '@db.example.com'",
    "url = f'postgres://shop:{password}@db.example.com'",
    'page = \'<input name="password" type="password" value="Corp123!">\'',
    "digest = hmac.new(key.encode('utf-8'), b'x', 'sha256')",
    "password_hash = '$2b$12$abcdefghijklmnopqrstuv'",
    "headers = {'Authorization': 'Bearer ' + token}",
    "ssh.connect(address, username='shop', password='yourPassword')",
    "connect(host='h', username='Username', password='Password')",
    "INVALID_PASSWORD = '28P01'",
    "secretPage = 'mkja1xijqf0abo1h9glg.html'",
)


def _found(source: str, file: str = "app.py") -> tuple[CodeSecret, ...]:
    module = Programs({file: source}.get).load(file)
    assert module is not None
    return tuple(secrets_in(module))


@pytest.mark.parametrize("source", SECRETS)
def test_secret_in_python(source: str) -> None:
    assert may_hold(source)
    assert [one.name for one in _found(source) if one.sure] == [SECRETS[source]]


@pytest.mark.parametrize("source", SCRIPTS)
@pytest.mark.parametrize("file", ["app.js", "app.ts"])
def test_secret_in_script(source: str, file: str) -> None:
    assert may_hold(source)
    assert [one.name for one in _found(source, file) if one.sure] == [SCRIPTS[source]]


@pytest.mark.parametrize("source", NONE)
def test_no_secret(source: str) -> None:
    assert not _found(source)


def test_kind_is_told_and_the_value_is_not_kept() -> None:
    (found,) = _found(f"\nclient = f('s3', '{CLOUD}')")
    assert (found.kind, found.location.line, found.confidence) == ("aws-access-key", 2, "high")
    assert CLOUD not in repr(found)


def test_what_no_handler_reaches_is_less_sure() -> None:
    module = Programs({"tool.py": f"password = 'Corp123!'\nx = '{GITHUB}'"}.get).load("tool.py")
    assert module is not None
    assert {one.confidence for one in Hardcoded().of([module])} == {"medium", "high"}
    assert {(one.confidence, one.sure) for one in Hardcoded().loose(module)} == {("medium", True)}


def test_tests_may_hold_what_only_looks_like_a_secret() -> None:
    file = "tests/test_app.py"
    module = Programs({file: f"password = 'Corp123!'\ntoken = '{GITHUB}'"}.get).load(file)
    assert module is not None
    (found,) = Hardcoded().loose(module)
    assert (found.kind, found.sure) == ("github-token", False)


def test_a_key_of_tests_that_says_what_it_is_is_none() -> None:
    source = "import hmac\nhmac.new(b'my-secret-key', text, 'sha256')"
    assert not _found(source, "tests/test_app.py")
    assert _found(source, "app.py")


@pytest.mark.parametrize("text", [*SECRETS, *SCRIPTS])
def test_a_glance_lets_every_secret_through(text: str) -> None:
    assert may_hold(f"{text}\n")


def test_a_glance_passes_over_what_holds_none() -> None:
    plain = "def f(event):\n    key = event['key']\n    return table.get_item(Key={'id': key})\n"
    assert not may_hold(plain)
    assert not may_hold("const token = req.headers.token;\nconst next = token.split('.');\n")


def test_a_module_is_walked_once() -> None:
    module = Programs({"a.py": "password = 'Corp123!'"}.get).load("a.py")
    assert module is not None
    known = Hardcoded()
    assert known.of([module])[0] is known.of([module, module])[1]


def test_labels_of_translations_are_none() -> None:
    assert not _found("export default { password: 'Pa55wort' };", "src/locales/de.ts")


def test_depth_does_not_matter() -> None:
    node: Const | Operation = Const("Corp123!", 1)
    for _ in range(50_000):
        node = Operation("not", (node,))
    assert not tuple(secrets_in(Module("app.py", "python", (Do(node),))))
