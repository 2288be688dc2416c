"""Where the code of functions is: images, bundles, compiled code, aliases, adapters; whole folders are read.

A case is a folder, each of its files below a line `=== PATH`; lines that must be flagged as command injection
end in `bad`, every other stays silent. `MISSING` tells what gap is told where the code cannot be found.
"""

import re
from pathlib import Path

import pytest

from stockade.config import Config
from stockade.pipeline import Selection, map_surface, with_code

_ANY = Selection(allow_empty=True)
_FILE = re.compile(r"^=== (\S+)\n", re.MULTILINE)
CASES = {
    "compiled code that is there too": """\
=== tsconfig.json
{"compilerOptions": {"outDir": "./dist", "rootDir": "./src"}}
=== dist/orders.js
const { exec } = require('child_process');
exports.handler = async (event) => { exec(event.body); };
=== src/orders.ts
import { exec } from 'child_process';
export const handler = async (event) => exec(event.body); // bad
""",
    "image, copied to the task root": """\
=== template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Events: {Api: {Type: Api, Properties: {Path: /, Method: post}}}
      PackageType: Image
    Metadata: {DockerContext: ./app, Dockerfile: Dockerfile}
=== app/Dockerfile
FROM public.ecr.aws/lambda/python:3.12
COPY src/ ${LAMBDA_TASK_ROOT}
CMD ["main.handler"]
=== app/src/main.py
from shared import run
def handler(event, context):
    run(event['body'])
=== app/src/shared.py
import os
def run(text):
    os.system(text)  # bad
=== app/main.py
def handler(event, context):
    return 1
""",
    "image, several stages, shell form, command of the template": """\
=== template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Events: {Api: {Type: Api, Properties: {Path: /, Method: post}}}
      PackageType: Image
      ImageConfig: {Command: [orders.main.handler]}
    Metadata: {DockerContext: ., Dockerfile: docker/Dockerfile.orders}
=== docker/Dockerfile.orders
ARG VERSION=3.12
# the build
FROM python:${VERSION} AS build
WORKDIR /build
COPY --chown=1:1 services/orders ./orders
RUN pip install \\
  -r requirements.txt
FROM public.ecr.aws/lambda/python:${VERSION}
COPY --from=build /build ./
CMD other.handler
=== services/orders/main.py
import os
def handler(event, context):
    os.system(event['body'])  # bad
""",
    "image with the runtime client": """\
=== template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Events: {Api: {Type: Api, Properties: {Path: /, Method: post}}}
      PackageType: Image
    Metadata: {DockerContext: ./app, Dockerfile: Dockerfile}
=== app/Dockerfile
FROM node:22
ENV HOME_DIR=/function
WORKDIR $HOME_DIR
COPY package.json index.js ./
ENTRYPOINT ["/usr/local/bin/npx", "aws-lambda-ric"]
CMD ["index.handler"]
=== app/index.js
const { exec } = require('child_process');
exports.handler = async (event) => { exec(event.body); }; // bad
""",
    "image of a serverless service": """\
=== serverless.yml
service: shop
provider:
  name: aws
  ecr:
    images:
      app:
        path: ./image
functions:
  orders:
    image: {name: app, command: [index.handler]}
    events: [{httpApi: '*'}]
=== image/Dockerfile
FROM public.ecr.aws/lambda/nodejs:22
COPY . .
=== image/index.js
const { exec } = require('child_process');
exports.handler = async (event) => { exec(event.body); }; // bad
""",
    "entry of a bundler": """\
=== template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Events: {Api: {Type: Api, Properties: {Path: /, Method: post}}}
      Runtime: nodejs22.x
      CodeUri: .
      Handler: orders.handler
    Metadata: {BuildMethod: esbuild, BuildProperties: {EntryPoints: [src/api/orders.ts,
 src/api/stock.ts]}}
=== src/api/orders.ts
import { exec } from 'child_process';
export const handler = async (event) => exec(event.body); // bad
=== src/api/stock.ts
export const handler = async (event) => 1;
=== lib/orders.ts
export const handler = 1;
""",
    "compiled code": """\
=== template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Events: {Api: {Type: Api, Properties: {Path: /, Method: post}}}
      Runtime: nodejs22.x
      CodeUri: .
      Handler: out/api/orders.handler
=== tsconfig.json
{"extends": "./base.json", "compilerOptions": {"outDir": "./out"}}
=== base.json
{
  // where sources are
  "compilerOptions": {"rootDir": "code",},
}
=== code/api/orders.ts
import { exec } from 'child_process';
export const handler = async (event) => exec(event.body); // bad
=== code/orders.ts
export const handler = 1;
=== other/orders.ts
export const handler = 1;
""",
    "compiled code beside its map": """\
=== template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Events: {Api: {Type: Api, Properties: {Path: /, Method: post}}}
      Runtime: nodejs22.x
      CodeUri: .
      Handler: built/orders.handler
=== built/orders.js
const { exec } = require('child_process');
exports.handler = async (event) => { exec(event.body); };
=== built/orders.js.map
{"version": 3, "sources": ["../code/orders.ts"], "mappings": ""}
=== code/orders.ts
import { exec } from 'child_process';
export const handler = async (event) => exec(event.body); // bad
""",
    "aliases of tsconfig": """\
=== template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Events: {Api: {Type: Api, Properties: {Path: /, Method: post}}}
      Runtime: nodejs22.x
      CodeUri: .
      Handler: src/orders.handler
=== tsconfig.json
{ /* aliases */ "compilerOptions": { "baseUrl": "./src", "paths": {
  "@shared/*": ["shared/*", "common/*"], // both
  "shell": ["tools/shell.ts"],
} } }
=== src/orders.ts
import { run } from '@shared/run';
import { other } from '@shared/other';
import { third } from 'shell';
import { fourth } from 'below/fourth';
export const handler = async (event) => { run(event.body); other(event.body); third(event.body);
fourth(event.body); };
=== src/shared/run.ts
import { exec } from 'child_process';
export const run = (text) => exec(text); // bad
=== src/common/other.ts
import { exec } from 'child_process';
export const other = (text) => exec('ls');
=== src/tools/shell.ts
import { exec } from 'child_process';
export function third(text) { exec(text); } // bad
=== src/below/fourth/index.ts
import { exec } from 'child_process';
export function fourth(text) { exec(text); } // bad
""",
    "packages of a workspace": """\
=== template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Events: {Api: {Type: Api, Properties: {Path: /, Method: post}}}
      Runtime: nodejs22.x
      CodeUri: services/orders
      Handler: index.handler
=== package.json
{"name": "shop", "workspaces": ["packages/*", "services/*"]}
=== packages/text/package.json
{"name": "@shop/text", "main": "dist/index.js"}
=== packages/text/tsconfig.json
{"compilerOptions": {"outDir": "dist", "rootDir": "source"}}
=== packages/text/source/index.ts
import { exec } from 'child_process';
export const run = (text) => exec(text); // bad
=== packages/shell/package.json
{"name": "shell-tools", "exports": {".": {"import": "./main.mjs"}, "./*": "./parts/*.js"}}
=== packages/shell/main.mjs
import { exec } from 'child_process';
export const two = (text) => exec(text); // bad
=== packages/shell/parts/three.js
const { exec } = require('child_process');
exports.three = (text) => exec(text); // bad
=== services/orders/package.json
{"name": "orders", "imports": {"#run/*": "./inner/*.js"}}
=== services/orders/inner/four.js
const { exec } = require('child_process');
exports.four = (text) => exec(text); // bad
=== services/orders/index.js
const { run } = require('@shop/text');
const { two } = require('shell-tools');
const { three } = require('shell-tools/three');
const { four } = require('#run/four');
exports.handler = async (event) => {
  run(event.body); two(event.body); three(event.body); four(event.body);
};
""",
    "serverless-wsgi": """\
=== serverless.yml
service: shop
provider: {name: aws, runtime: python3.12}
plugins: [serverless-wsgi]
custom: {wsgi: {app: web/pages.app}}
functions:
  api:
    handler: wsgi_handler.handler
    events: [{http: 'ANY /'}]
=== web/pages.py
import os
from factory import create
app = create()
=== app.py
x = 1
=== web/factory.py
import os
from flask import Flask, request
def create():
    app = Flask(__name__)
    @app.route('/')
    def show():
        os.system(request.args['q'])  # bad
    return app
""",
    "Django behind serverless-wsgi": """\
=== serverless.yml
service: shop
provider: {name: aws, runtime: python3.12}
custom: {wsgi: {app: shop.wsgi.application}}
functions:
  api:
    handler: wsgi_handler.handler
    events: [{http: 'ANY /'}]
=== shop/wsgi.py
import os
from django.core.wsgi import get_wsgi_application
os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')
application = get_wsgi_application()
=== shop/settings.py
ROOT_URLCONF = 'shop.urls'
=== shop/urls.py
from django.urls import path
from orders import views
urlpatterns = [path('', views.show)]
=== orders/views.py
import os
def show(request):
    os.system(request.GET['q'])  # bad
""",
    "Flask behind Zappa": """\
=== zappa_settings.json
{"dev": {"app_function": "shop.run.app", "s3_bucket": "x"}, "live": {"extends": "dev"}}
=== shop/run.py
from shop.factory import create
app = create()
=== shop/factory.py
import os
import flask
def create():
    app = flask.Flask(__name__)
    app.add_url_rule('/', 'show', show)
    return app
def show():
    os.system(flask.request.args['q'])  # bad
""",
    "Django behind Zappa": """\
=== zappa_settings.toml
[dev]
django_settings = "shop.settings"
=== shop/settings.py
ROOT_URLCONF = 'shop.urls'
=== shop/urls.py
from django.urls import path
from shop import views
urlpatterns = [path('', views.show)]
=== shop/views.py
import os
def show(request):
    os.system(request.GET['q'])  # bad
""",
    "Django of no template": """\
=== backend/shop/asgi.py
from django.core.asgi import get_asgi_application
from mangum import Mangum
handler = Mangum(get_asgi_application())
=== backend/shop/urls.py
from django.urls import path
from shop.views import show
urlpatterns = [path('', show)]
=== backend/shop/views.py
import os
def show(request):
    os.system(request.GET['q'])  # bad
""",
    "made of functions, of no template": """\
=== src/orders.js
const { exec } = require('child_process');
const { made } = require('./made');
const post = async (event, name) => { exec(event.body); }; // bad
exports.handler = made({ name: 'orders', post });
=== src/made.js
exports.made = ({ name, post }) => async (event) => {
  if (event.httpMethod === 'POST') { await post(event, name); }
  return { statusCode: 204 };
};
""",
    "exported under another name, of no template": """\
=== src/orders.ts
import { exec } from 'child_process';
const place: Handler<typeof schema> = async (event) => {
  exec(event.body); // bad
};
export const app = place;
""",
    "handler that a build puts beside the sources of a folder above it": """\
=== template.yaml
Transform: AWS::Serverless-2016-10-31
Resources: {}
=== src/orders.py
import os
def run(order):
    os.system("print " + order["name"])  # bad
=== platforms/lambda/entry.py
import orders
def lambda_handler(event, context):
    return orders.run(event)
=== platforms/other/orders.py
def run(order):
    return order
=== platforms/other/entry.py
import orders
import os
def lambda_handler(event, context):
    os.system("ls")
    return orders.run(event)
""",
    "staged bundle, followed to its source": """\
=== cdk.out/manifest.json
{"version": "36.0.0", "artifacts": {"Shop": {"type": "aws:cloudformation:stack",
 "environment": "aws://unknown-account/unknown-region",
 "properties": {"templateFile": "Shop.template.json"}}}}
=== cdk.out/Shop.template.json
{"Resources": {"Url": {"Type": "AWS::Lambda::Url", "Properties": {"AuthType": "NONE",
 "TargetFunctionArn": {"Fn::GetAtt": ["Orders", "Arn"]}}},
 "Orders": {"Type": "AWS::Lambda::Function", "Properties": {"Runtime": "nodejs22.x",
 "Handler": "index.handler", "Code": {"S3Bucket": "b", "S3Key": "k.zip"}},
 "Metadata": {"aws:asset:path": "asset.0a", "aws:asset:property": "Code"}}}}
=== cdk.json
{"app": "node bin.js"}
=== cdk.out/asset.0a/index.js
"use strict";var c=require("child_process");(long)
=== cdk.out/asset.0a/index.js.map
{"version": 3, "sources": ["../../node_modules/a/b.js", "../../lambda/run.ts",
 "../../lambda/orders.ts"]}
=== lambda/run.ts
import { exec } from 'child_process';
export const run = (text) => exec(text); // bad
=== lambda/orders.ts
import { run } from './run';
export const handler = async (event) => run(event.body);
""",
    "image of an assembly": """\
=== cdk.out/manifest.json
{"version": "36.0.0", "artifacts": {"Shop": {"type": "aws:cloudformation:stack",
 "environment": "aws://unknown-account/unknown-region",
 "properties": {"templateFile": "Shop.template.json"}}}}
=== cdk.out/Shop.template.json
{"Resources": {"Url": {"Type": "AWS::Lambda::Url", "Properties": {"AuthType": "NONE",
 "TargetFunctionArn": {"Fn::GetAtt": ["Orders", "Arn"]}}},
 "Orders": {"Type": "AWS::Lambda::Function", "Properties": {"PackageType": "Image",
 "Code": {"ImageUri": "1.dkr.ecr.eu-west-1.amazonaws.com/x:y"}},
 "Metadata": {"aws:asset:path": "asset.0a", "aws:asset:dockerfile-path": "Dockerfile",
 "aws:asset:property": "Code.ImageUri"}}}}
=== cdk.json
{"app": "node bin.js"}
=== cdk.out/asset.0a/Dockerfile
FROM public.ecr.aws/lambda/python:3.12
COPY app.py .
CMD ["app.handler"]
=== cdk.out/asset.0a/app.py
import os
def handler(event, context):
    os.system(event['body'])  # bad
=== image/Dockerfile
FROM public.ecr.aws/lambda/python:3.12
COPY app.py .
CMD ["app.handler"]
=== image/app.py
import os
def handler(event, context):
    os.system(event['body'])  # bad
""",
}
MISSING = {
    "image without a Dockerfile": (
        "there is no app/Dockerfile",
        """\
=== template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Events: {Api: {Type: Api, Properties: {Path: /, Method: post}}}
      PackageType: Image
    Metadata: {DockerContext: ./app, Dockerfile: Dockerfile}
""",
    ),
    "image of another base": (
        "python:3.12 is no image of Lambda",
        """\
=== template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Events: {Api: {Type: Api, Properties: {Path: /, Method: post}}}
      PackageType: Image
    Metadata: {DockerContext: ./app, Dockerfile: Dockerfile}
=== app/Dockerfile
FROM python:3.12
COPY . .
CMD ["python", "main.py"]
=== app/main.py
import os
""",
    ),
    "image whose handler is not copied": (
        "its handler main.handler is not among what app/Dockerfile copies",
        """\
=== template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Events: {Api: {Type: Api, Properties: {Path: /, Method: post}}}
      PackageType: Image
    Metadata: {DockerContext: ./app, Dockerfile: Dockerfile}
=== app/Dockerfile
FROM public.ecr.aws/lambda/python:3.12
CMD ["main.handler"]
""",
    ),
    "image whose handler is an absolute path": (
        "its handler /srv/made/orders.run is not among",
        """\
=== template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Events: {Api: {Type: Api, Properties: {Path: /, Method: post}}}
      PackageType: Image
      ImageConfig: {Command: [/srv/made/orders.run]}
    Metadata: {DockerContext: ., Dockerfile: Dockerfile}
=== Dockerfile
FROM public.ecr.aws/lambda/nodejs:20
WORKDIR /srv
COPY made/ ./made/
""",
    ),
    "image without a handler": (
        "it names no handler",
        """\
=== template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Events: {Api: {Type: Api, Properties: {Path: /, Method: post}}}
      PackageType: Image
    Metadata: {DockerContext: ./app, Dockerfile: Dockerfile}
=== app/Dockerfile
FROM public.ecr.aws/lambda/python:3.12
COPY . .
""",
    ),
    "image whose files lie outside": (
        "its code is in a container image",
        """\
=== template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Events: {Api: {Type: Api, Properties: {Path: /, Method: post}}}
      PackageType: Image
    Metadata: {DockerContext: ../../other, Dockerfile: ../x}
""",
    ),
    "address of an image": (
        "its code is in a container image",
        """\
=== template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Events: {Api: {Type: Api, Properties: {Path: /, Method: post}}}
      PackageType: Image
      ImageUri: 1.dkr.ecr.eu-west-1.amazonaws.com/x:y
""",
    ),
    "bundle without a map that is minified": (
        "is minified",
        """\
=== cdk.out/manifest.json
{"version": "36.0.0", "artifacts": {"Shop": {"type": "aws:cloudformation:stack",
 "environment": "aws://unknown-account/unknown-region",
 "properties": {"templateFile": "Shop.template.json"}}}}
=== cdk.out/Shop.template.json
{"Resources": {"Url": {"Type": "AWS::Lambda::Url", "Properties": {"AuthType": "NONE",
 "TargetFunctionArn": {"Fn::GetAtt": ["Orders", "Arn"]}}},
 "Orders": {"Type": "AWS::Lambda::Function", "Properties": {"Runtime": "nodejs22.x",
 "Handler": "index.handler", "Code": {"S3Bucket": "b", "S3Key": "k.zip"}},
 "Metadata": {"aws:asset:path": "asset.0a", "aws:asset:property": "Code"}}}}
=== cdk.json
{"app": "node bin.js"}
=== cdk.out/asset.0a/index.js
"use strict";var c=require("child_process");(long)
=== cdk.out/asset.0a/index.js.map
{}
=== lambda/run.ts

=== lambda/orders.ts

""",
    ),
    "cyclic settings": (
        "its handler gone.handler is not among the scanned files",
        """\
=== template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Events: {Api: {Type: Api, Properties: {Path: /, Method: post}}}
      Runtime: nodejs22.x
      CodeUri: .
      Handler: gone.handler
=== tsconfig.json
{"extends": ["./tsconfig.json", "../out.json"], "compilerOptions": {"outDir": "."}}
=== package.json
(deep)
""",
    ),
}


def _written(folder: Path, case: str) -> dict[str, str]:
    """Write the files of a case into a folder."""
    _, *parts = _FILE.split(case)
    files = dict(zip(parts[::2], parts[1::2], strict=True))
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("(long)", "x" * 6_000).replace("(deep)", "[" * 100_000))
    return files


@pytest.mark.parametrize("name", CASES)
def test_the_code_is_found(name: str, tmp_path: Path) -> None:
    files = _written(tmp_path, CASES[name])
    surface = with_code(map_surface(tmp_path, Config(), _ANY), tmp_path, Config())
    found = {
        (flow.location.file, flow.location.line)
        for app in surface.apps
        for one in app.code.values()
        for flow in one.flows
        if flow.rule == "command-injection"
    }
    assert found == {
        (file, number)
        for file, text in files.items()
        if not file.startswith("cdk.out")
        for number, line in enumerate(text.splitlines(), 1)
        if re.search(r"(?:#|//) bad$", line)
    }


@pytest.mark.parametrize("name", MISSING)
def test_what_is_not_found_is_a_gap(name: str, tmp_path: Path) -> None:
    said, case = MISSING[name]
    _written(tmp_path, case)
    surface = with_code(map_surface(tmp_path, Config(), _ANY), tmp_path, Config())
    assert any(said in gap.reason for gap in surface.all_gaps), surface.all_gaps
