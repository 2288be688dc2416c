"""Under which names a package is imported: what its installation says, else what is well known, else its own.

The table holds distributions whose import name cannot be told from their own.
"""

import re

from stockade.model.shipping import Component

WELL_KNOWN: dict[str, tuple[str, ...]] = {
    "ansible-core": ("ansible",),
    "antlr4-python3-runtime": ("antlr4",),
    "apache-airflow": ("airflow",),
    "attrs": ("attr", "attrs"),
    "aws-sam-translator": ("samtranslator",),
    "azure-core": ("azure",),
    "azure-identity": ("azure",),
    "azure-storage-blob": ("azure",),
    "backports-zoneinfo": ("backports",),
    "beautifulsoup4": ("bs4",),
    "biopython": ("Bio",),
    "cattrs": ("cattr", "cattrs"),
    "databricks-sql-connector": ("databricks",),
    "django-cors-headers": ("corsheaders",),
    "django-environ": ("environ",),
    "django-filter": ("django_filters",),
    "djangorestframework": ("rest_framework",),
    "dnspython": ("dns",),
    "docker-py": ("docker",),
    "faiss-cpu": ("faiss",),
    "gitpython": ("git",),
    "google-api-core": ("google",),
    "google-api-python-client": ("googleapiclient", "apiclient"),
    "google-auth": ("google",),
    "google-cloud-bigquery": ("google",),
    "google-cloud-core": ("google",),
    "google-cloud-firestore": ("google",),
    "google-cloud-pubsub": ("google",),
    "google-cloud-secret-manager": ("google",),
    "google-cloud-storage": ("google",),
    "googleapis-common-protos": ("google",),
    "grpcio": ("grpc",),
    "grpcio-status": ("grpc_status",),
    "hydra-core": ("hydra",),
    "imbalanced-learn": ("imblearn",),
    "line-bot-sdk": ("linebot",),
    "microsoft-kiota-http": ("kiota_http",),
    "mysql-connector-python": ("mysql",),
    "mysql-connector": ("mysql",),
    "mysqlclient": ("MySQLdb",),
    "opencv-contrib-python": ("cv2",),
    "opencv-python": ("cv2",),
    "opencv-python-headless": ("cv2",),
    "opensearch-py": ("opensearchpy",),
    "opentelemetry-api": ("opentelemetry",),
    "opentelemetry-sdk": ("opentelemetry",),
    "paho-mqtt": ("paho",),
    "pdfminer-six": ("pdfminer",),
    "pillow": ("PIL",),
    "pinecone-client": ("pinecone",),
    "protobuf": ("google",),
    "psycopg-binary": ("psycopg", "psycopg_binary"),
    "psycopg2-binary": ("psycopg2",),
    "pycryptodome": ("Crypto",),
    "pycryptodomex": ("Cryptodome",),
    "pygithub": ("github",),
    "pyjwt": ("jwt",),
    "pymongo": ("pymongo", "bson", "gridfs"),
    "pymupdf": ("fitz", "pymupdf"),
    "pynacl": ("nacl",),
    "pyopenssl": ("OpenSSL",),
    "pyserial": ("serial",),
    "pysocks": ("socks",),
    "python-json-logger": ("pythonjsonlogger",),
    "python-multipart": ("multipart", "python_multipart"),
    "python-telegram-bot": ("telegram",),
    "python3-saml": ("onelogin",),
    "pywin32": ("win32api",),
    "pyyaml": ("yaml", "_yaml"),
    "pyzmq": ("zmq",),
    "redis-py-cluster": ("rediscluster",),
    "ruamel-yaml": ("ruamel",),
    "scikit-image": ("skimage",),
    "scikit-learn": ("sklearn",),
    "serverless-wsgi": ("serverless_wsgi", "wsgi_handler"),
    "setuptools": ("setuptools", "pkg_resources"),
    "slack-sdk": ("slack_sdk", "slack"),
    "slackclient": ("slack",),
    "snowflake-connector-python": ("snowflake",),
    "snowflake-sqlalchemy": ("snowflake",),
    "speechrecognition": ("speech_recognition",),
    "strawberry-graphql": ("strawberry",),
    "tencentcloud-sdk-python": ("tencentcloud",),
    "websocket-client": ("websocket",),
    "zope-interface": ("zope",),
}
_PRIVATE = frozenset({"__pycache__", "bin", "lib", "share", "include", ".."})


def import_names(written: str, *, record: bool) -> tuple[str, ...]:
    """Return the top-level names that `top_level.txt` or `RECORD` of an installed distribution lists."""
    lines = (line.strip() for line in written.splitlines())
    if not record:
        return tuple(sorted({line.partition("/")[0] for line in lines if line}))
    names: set[str] = set()
    for line in lines:
        path = line.partition(",")[0].strip('"')
        first, slash, _ = path.partition("/")
        if slash and not first.endswith((".dist-info", ".data", ".egg-info")):
            names.add(first)
        elif path.endswith((".py", ".so", ".pyd")) and not slash:
            names.add(path.partition(".")[0])
    return tuple(sorted(names - _PRIVATE))


_GENERAL = frozenset({"api", "aws", "client", "core", "lib", "py", "python", "sdk", "tools", "utils"})
"""Words that say nothing about which distribution a module is of."""


def is_imported(component: Component, imports: frozenset[str]) -> bool:
    """Tell whether names that code imports are of a package."""
    if component.ecosystem == "npm":
        return component.name in imports
    known = component.modules or WELL_KNOWN.get(component.name)
    if known:
        return not imports.isdisjoint(known)
    names = _own_names(component.name)
    return any(_alike(name) in names for name in imports)


def may_be_imported(component: Component, imports: frozenset[str]) -> bool:
    """Tell whether some of the names may be of a package whose import names are not known: by a shared word.

    `strands` may be of `strands-agents`.
    """
    if component.ecosystem == "npm" or component.modules or component.name in WELL_KNOWN:
        return False
    words = _words(component.name)
    return any(words & _words(name) for name in imports)


def _words(name: str) -> frozenset[str]:
    return frozenset(_alike(name).split("_")) - _GENERAL


def _own_names(name: str) -> frozenset[str]:
    own = _alike(name)
    return frozenset({own, own.removeprefix("python_").removesuffix("_python")})


def _alike(name: str) -> str:
    return re.sub(r"[-_.]+", "_", name).lower()
