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
    "aws-embedded-metrics": ("aws_embedded_metrics",),
    "aws-lambda-powertools": ("aws_lambda_powertools",),
    "aws-sam-translator": ("samtranslator",),
    "azure-core": ("azure",),
    "azure-identity": ("azure",),
    "azure-storage-blob": ("azure",),
    "backports-zoneinfo": ("backports",),
    "beautifulsoup4": ("bs4",),
    "biopython": ("Bio",),
    "bs4": ("bs4",),
    "cattrs": ("cattr", "cattrs"),
    "cmarkgfm": ("cmarkgfm",),
    "colorama": ("colorama",),
    "confluent-kafka": ("confluent_kafka",),
    "databricks-sql-connector": ("databricks",),
    "django-cors-headers": ("corsheaders",),
    "django-environ": ("environ",),
    "django-filter": ("django_filters",),
    "djangorestframework": ("rest_framework",),
    "dnspython": ("dns",),
    "docker-py": ("docker",),
    "docx2txt": ("docx2txt",),
    "elasticsearch-dsl": ("elasticsearch_dsl",),
    "email-validator": ("email_validator",),
    "et-xmlfile": ("et_xmlfile",),
    "exceptiongroup": ("exceptiongroup",),
    "faiss-cpu": ("faiss",),
    "firebase-admin": ("firebase_admin",),
    "flask-cors": ("flask_cors",),
    "flask-jwt-extended": ("flask_jwt_extended",),
    "fonttools": ("fontTools",),
    "gitpython": ("git",),
    "google-api-core": ("google",),
    "google-api-python-client": ("googleapiclient", "apiclient"),
    "google-auth": ("google",),
    "google-auth-httplib2": ("google_auth_httplib2",),
    "google-auth-oauthlib": ("google_auth_oauthlib",),
    "google-cloud-bigquery": ("google",),
    "google-cloud-core": ("google",),
    "google-cloud-firestore": ("google",),
    "google-cloud-pubsub": ("google",),
    "google-cloud-secret-manager": ("google",),
    "google-cloud-storage": ("google",),
    "googleapis-common-protos": ("google",),
    "grpcio": ("grpc",),
    "grpcio-status": ("grpc_status",),
    "haversine": ("haversine",),
    "hydra-core": ("hydra",),
    "imbalanced-learn": ("imblearn",),
    "importlib-metadata": ("importlib_metadata",),
    "influxdb-client": ("influxdb_client",),
    "jinja2": ("jinja2",),
    "kafka-python": ("kafka",),
    "langchain-aws": ("langchain_aws",),
    "ldap3": ("ldap3",),
    "levenshtein": ("Levenshtein",),
    "line-bot-sdk": ("linebot",),
    "markdown": ("markdown",),
    "markupsafe": ("markupsafe",),
    "microsoft-kiota-http": ("kiota_http",),
    "more-itertools": ("more_itertools",),
    "msgpack-python": ("msgpack",),
    "mysql-connector-python": ("mysql",),
    "mysql-connector": ("mysql",),
    "mysqlclient": ("MySQLdb",),
    "newrelic-lambda": ("newrelic_lambda",),
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
    "prompt-toolkit": ("prompt_toolkit",),
    "protobuf": ("google",),
    "psycopg-binary": ("psycopg", "psycopg_binary"),
    "psycopg2-binary": ("psycopg2",),
    "pycryptodome": ("Crypto",),
    "pycryptodomex": ("Cryptodome",),
    "pydantic-settings": ("pydantic_settings",),
    "pygithub": ("github",),
    "pygments": ("pygments",),
    "pyjwt": ("jwt",),
    "pymongo": ("pymongo", "bson", "gridfs"),
    "pymupdf": ("fitz", "pymupdf"),
    "pynacl": ("nacl",),
    "pyopenssl": ("OpenSSL",),
    "pypdf2": ("PyPDF2",),
    "pyserial": ("serial",),
    "pysocks": ("socks",),
    "pytesseract": ("pytesseract",),
    "python-dateutil": ("dateutil",),
    "python-decouple": ("decouple",),
    "python-docx": ("docx",),
    "python-dotenv": ("dotenv",),
    "python-http-client": ("python_http_client",),
    "python-jose": ("jose",),
    "python-json-logger": ("pythonjsonlogger",),
    "python-ldap": ("ldap",),
    "python-levenshtein": ("Levenshtein",),
    "python-magic": ("magic",),
    "python-multipart": ("multipart", "python_multipart"),
    "python-pptx": ("pptx",),
    "python-slugify": ("slugify",),
    "python-telegram-bot": ("telegram",),
    "python3-saml": ("onelogin",),
    "pywin32": ("win32api",),
    "pyyaml": ("yaml", "_yaml"),
    "pyzmq": ("zmq",),
    "qrcode": ("qrcode",),
    "redis-py-cluster": ("rediscluster",),
    "requests-aws4auth": ("requests_aws4auth",),
    "requests-toolbelt": ("requests_toolbelt",),
    "ruamel-yaml": ("ruamel",),
    "scikit-image": ("skimage",),
    "scikit-learn": ("sklearn",),
    "sentry-sdk": ("sentry_sdk",),
    "serverless-wsgi": ("serverless_wsgi", "wsgi_handler"),
    "setuptools": ("setuptools", "pkg_resources"),
    "simple-salesforce": ("simple_salesforce",),
    "slack-bolt": ("slack_bolt",),
    "slack-sdk": ("slack_sdk", "slack"),
    "slackclient": ("slack",),
    "snowflake-connector-python": ("snowflake",),
    "snowflake-sqlalchemy": ("snowflake",),
    "speechrecognition": ("speech_recognition",),
    "sqlalchemy": ("sqlalchemy",),
    "strawberry-graphql": ("strawberry",),
    "tencentcloud-sdk-python": ("tencentcloud",),
    "tree-sitter-python": ("tree_sitter_python",),
    "typing-extensions": ("typing_extensions",),
    "unidecode": ("unidecode",),
    "websocket-client": ("websocket",),
    "werkzeug": ("werkzeug",),
    "xmlsec": ("xmlsec",),
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


def is_imported(component: Component, imports: frozenset[str]) -> bool:
    """Tell whether names that code imports are of a package."""
    if component.ecosystem == "npm":
        return component.name in imports
    known = component.modules or WELL_KNOWN.get(component.name)
    if known:
        return not imports.isdisjoint(known)
    own = _alike(component.name)
    return any(
        _alike(name) in {own, _alike(own.removeprefix("python_").removesuffix("_python"))} for name in imports
    )


def _alike(name: str) -> str:
    return re.sub(r"[-_.]+", "_", name).lower()
