"""Frameworks: routes that are registered, what a request holds, wrappers around a handler."""

KNOWN: dict[str, str] = {}

PYTHON = {
    "templates that escape, and that do not": """
        import jinja2
        from jinja2 import Environment, FileSystemLoader, Template, select_autoescape
        plain = Environment(loader=FileSystemLoader("."))
        off = jinja2.Environment(autoescape=False)
        on = Environment(loader=FileSystemLoader("."), autoescape=True)
        chosen = Environment(autoescape=select_autoescape(["html"]))
        def page(text):
            return {"statusCode": 200, "headers": {"Content-Type": "text/html"}, "body": text}
        def handler(event, context):
            q = event["queryStringParameters"]["q"]
            kind = event["queryStringParameters"]["kind"]
            if kind == "a":
                body = plain.get_template("a.html").render(name=q)
                return {"statusCode": 200, "headers": {"Content-Type": "text/html"},
                    "body": body}  # bad: cross-site-scripting
            if kind == "b":
                return {"statusCode": 200, "headers": {"Content-Type": "text/html"},
                    "body": off.get_template("a.html").render({"name": q})}  # bad: cross-site-scripting
            if kind == "c":
                return {"statusCode": 200, "headers": {"Content-Type": "text/html"},
                    "body": on.get_template("a.html").render(name=q)}  # good: cross-site-scripting
            if kind == "d":
                return page(chosen.get_template("a.html").render(name=q))  # good: cross-site-scripting
            if kind == "e":
                return {"statusCode": 200, "headers": {"Content-Type": "text/html"},
                    "body": Template("<p>{{ name }}</p>").render(name=q)}  # bad: cross-site-scripting
            if kind == "f":
                return page(Template("<p>{{ name }}</p>", autoescape=True).render(name=q))
            if kind == "g":
                return {"statusCode": 200, "headers": {"Content-Type": "application/json"},
                    "body": plain.get_template("a.html").render(name=q)}  # good: cross-site-scripting
            return page(plain.get_template("a.html").render(name="a"))
    """,
    "Flask": """
        import os
        import serverless_wsgi
        from flask import Flask, request
        app = Flask(__name__)
        @app.route("/<name>/<int:number>", methods=["POST"])
        def show(name, number):
            os.system(name)  # bad
            os.system(request.args.get("q"))  # bad
            os.system(request.args["q"])  # bad
            os.system(request.json["name"])  # bad
            os.system(request.get_json()["name"])  # bad
            os.system(request.form["name"])  # bad
            os.system(request.headers.get("X-Name"))  # bad
            os.system(request.method)
            return "ok"
        def never():
            os.system(request.args.get("q"))
        def handler(event, context):
            return serverless_wsgi.handle_request(app, event, context)
    """,
    "Flask, blueprint in another module": """
        import serverless_wsgi
        from flask import Flask
        from routes import pages
        app = Flask(__name__)
        app.register_blueprint(pages)
        def handler(event, context):
            return serverless_wsgi.handle_request(app, event, context)
=== routes.py
import os
from flask import Blueprint, request
pages = Blueprint("pages", __name__)
@pages.get("/")
def show():
    os.system(request.values["q"])  # bad
    return "ok"
""",
    "FastAPI": """
        import os
        from fastapi import Depends, FastAPI, Request
        from mangum import Mangum
        from pydantic import BaseModel
        app = FastAPI()
        class Order(BaseModel):
            name: str
            number: int
        @app.get("/orders/{order_id}")
        def show(order_id: str, number: int, q: str = "ls"):
            os.system(order_id)  # bad
            os.system(q)  # bad
            os.system(f"head -n {number}")
        @app.post("/orders")
        async def create(order: Order):
            os.system(order.name)  # bad
            os.system(f"head -n {order.number}")
        @app.put("/orders")
        async def replace(request: Request):
            body = await request.json()
            os.system(body["name"])  # bad
            os.system(request.query_params["q"])  # bad
        handler = Mangum(app)
    """,
    "FastAPI router": """
        import os
        from fastapi import APIRouter, FastAPI
        from mangum import Mangum
        router = APIRouter(prefix="/orders")
        @router.get("/{name}")
        def show(name: str):
            os.system(name)  # bad
        app = FastAPI()
        app.include_router(router)
        handler = Mangum(app, lifespan="off")
    """,
    "Chalice": """
        import os
        from chalice import Chalice
        app = Chalice(app_name="shop")
        @app.route("/{name}", methods=["POST"])
        def show(name):
            os.system(name)  # bad
            os.system(app.current_request.json_body["name"])  # bad
            os.system(app.current_request.query_params.get("q"))  # bad
            os.system(app.current_request.context["requestId"])
        handler = app
    """,
    "Powertools resolver": """
        import os
        from aws_lambda_powertools import Logger
        from aws_lambda_powertools.event_handler import APIGatewayRestResolver
        app = APIGatewayRestResolver()
        logger = Logger()
        @app.get("/orders/<name>")
        def show(name: str):
            os.system(name)  # bad
            os.system(app.current_event.json_body["name"])  # bad
            os.system(app.current_event.get_query_string_value(name="q", default_value=""))  # bad
            os.system(app.current_event.request_context.request_id)
            return {}
        @logger.inject_lambda_context
        def handler(event, context):
            return app.resolve(event, context)
    """,
    "Powertools data class": """
        import os
        from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent, event_source
        @event_source(data_class=APIGatewayProxyEvent)
        def handler(event: APIGatewayProxyEvent, context):
            os.system(event.json_body["name"])  # bad
            os.system(event.query_string_parameters["q"])  # bad
    """,
    "Powertools batch": """
        # from: sqs
        import os
        from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
        processor = BatchProcessor(event_type=EventType.SQS)
        def one(record):
            os.system(record.body)  # bad
            os.system(record.json_body["name"])  # bad
            os.system(record.message_id)
        def handler(event, context):
            return process_partial_response(event, one, processor, context)
    """,
    "class handler": """
        import os
        class Orders:
            def __init__(self):
                self.prefix = "echo "
            def handle(self, event, context):
                os.system(self.prefix + event["body"])  # bad
        handler = Orders().handle
    """,
    "class handler that is called": """
        import os
        class Orders:
            def __call__(self, event, context):
                os.system(event["body"])  # bad
        handler = Orders()
    """,
    "pages of Flask": """
        import serverless_wsgi
        from flask import Flask, make_response, redirect, render_template, render_template_string, request
        app = Flask(__name__)
        @app.route("/a")
        def one():
            return redirect(request.args["next"])  # bad: open-redirect
        @app.route("/b")
        def two():
            return render_template_string("<p>" + request.args["q"])  # bad: template-injection
        @app.route("/c")
        def three():
            return render_template("page.html", q=request.args["q"])
        def handler(event, context):
            return serverless_wsgi.handle_request(app, event, context)
    """,
    "Flask, a number in the path": """
        import os
        import serverless_wsgi
        from flask import Flask
        app = Flask(__name__)
        @app.route("/<int:number>/<path:rest>")
        def show(number, rest):
            os.system(f"head -n {number}")
            os.system(f"head -n {rest}")  # bad
        def handler(event, context):
            return serverless_wsgi.handle_request(app, event, context)
    """,
    "Starlette": """
        import os
        from mangum import Mangum
        from starlette.applications import Starlette
        from starlette.endpoints import HTTPEndpoint
        from starlette.responses import HTMLResponse, JSONResponse
        from starlette.routing import Mount, Route
        async def show(request):
            os.system(request.path_params["name"])  # bad
            os.system(request.query_params["q"])  # bad
            body = await request.json()
            os.system(body["name"])  # bad
            os.system(request.headers["x-name"])  # bad
            os.system(request.method)
            if request.query_params["page"]:
                return HTMLResponse("<p>" + request.query_params["q"])  # bad: cross-site-scripting
            return JSONResponse({"q": request.query_params["q"]})
        class Orders(HTTPEndpoint):
            async def post(self, request):
                os.system((await request.form())["name"])  # bad
            async def other(self, request):
                os.system(request.query_params["q"])
        async def never(request):
            os.system(request.query_params["q"])
        app = Starlette(routes=[
            Route("/{name}", show, methods=["POST"]),
            Mount("/shop", routes=[Route("/orders", endpoint=Orders)]),
        ])
        handler = Mangum(app, lifespan="off")
    """,
    "FastAPI, dependencies": """
        import os
        from typing import Annotated
        from fastapi import Body, Depends, FastAPI, Header, Query
        from mangum import Mangum
        app = FastAPI()
        class Paging:
            def __init__(self, size: int, sort: str = "name"):
                self.size = size
                self.sort = sort
        def get_db():
            db = "orders"
            yield db
        def wanted(q: str, limit: int = 10):
            return {"q": q, "limit": limit}
        @app.get("/orders")
        def show(
            db: str = Depends(get_db),
            given: dict = Depends(wanted),
            paging: Paging = Depends(),
            x_name: str = Header(),
            named: Annotated[str, Query(max_length=10)] = "ls",
            also: Annotated[dict, Depends(wanted)] = None,
        ):
            os.system("ls " + db)
            os.system(given["q"])  # bad
            os.system(f"head -n {given['limit']}")
            os.system(paging.sort)  # bad
            os.system(f"head -n {paging.size}")
            os.system(x_name)  # bad
            os.system(named)  # bad
            os.system(also["q"])  # bad
        @app.post("/orders")
        def create(name: str = Body(embed=True), kind: "Kind" = "a"):
            os.system(name)  # bad
        handler = Mangum(app)
    """,
    "FastAPI, a session of a dependency": """
        from fastapi import Depends, FastAPI
        from mangum import Mangum
        from sqlalchemy import create_engine, text
        from sqlalchemy.orm import Session, sessionmaker
        app = FastAPI()
        make = sessionmaker(bind=create_engine("sqlite://"))
        def get_db():
            db = make()
            try:
                yield db
            finally:
                db.close()
        @app.get("/orders")
        def show(name: str, db: Session = Depends(get_db)):
            db.execute(text("SELECT 1 WHERE name = :name"), {"name": name})  # good: sql-injection
            return db.execute(text(f"SELECT * FROM orders WHERE name = '{name}'"))  # bad: sql-injection
        handler = Mangum(app)
    """,
    "FastAPI, enumeration": """
        import os
        from enum import Enum
        from fastapi import FastAPI
        from mangum import Mangum
        app = FastAPI()
        class Kind(str, Enum):
            small = "small"
            large = "large"
        @app.get("/orders/{kind}")
        def show(kind: Kind, name: str):
            os.system("ls " + kind)
            os.system("ls " + kind.value)
            os.system("ls " + name)  # bad
        handler = Mangum(app)
    """,
    "Flask, views by class and by call": """
        import os
        import awsgi
        from flask import Flask, request
        from flask.views import MethodView
        from flask_restful import Api, Resource
        app = Flask(__name__)
        api = Api(app)
        class Orders(MethodView):
            def get(self, name):
                os.system(name)  # bad
            def post(self):
                os.system(request.form["name"])  # bad
        class Stock(Resource):
            def get(self, name):
                os.system(name)  # bad
            def other(self, name):
                os.system(name)
        def plain(name):
            os.system(name)  # bad
        app.add_url_rule("/orders/<name>", view_func=Orders.as_view("orders"))
        app.add_url_rule("/plain/<name>", "plain", plain)
        api.add_resource(Stock, "/stock/<name>")
        def handler(event, context):
            return awsgi.response(app, event, context, base64_content_types={"image/png"})
    """,
    "Flask, parts of a path hold no separator": """
        import apig_wsgi
        from flask import Flask, request
        app = Flask(__name__)
        @app.route("/a/<name>")
        def one(name):
            return open("/data/" + name).read()  # good: path-traversal
        @app.route("/b/<path:name>")
        def two(name):
            return open("/data/" + name).read()  # bad: path-traversal
        @app.route("/c")
        def three():
            return open("/data/" + request.args["name"]).read()  # bad: path-traversal
        handler = apig_wsgi.make_lambda_handler(app)
    """,
    "Django Ninja": """
        import os
        from ninja import NinjaAPI, Schema
        api = NinjaAPI()
        class Order(Schema):
            name: str
            number: int
        @api.get("/orders/{name}")
        def show(request, name: str, q: str = "ls", limit: int = 10):
            os.system(name)  # bad
            os.system(q)  # bad
            os.system(f"head -n {limit}")
            os.system(request.GET["q"])  # bad
        @api.post("/orders")
        def create(request, order: Order):
            os.system(order.name)  # bad
            os.system(f"head -n {order.number}")
        def handler(event, context):
            return {}
    """,
}

JAVASCRIPT = {
    "templates that escape, and that do not": """
        const nunjucks = require('nunjucks');
        const Handlebars = require('handlebars');
        const on = new nunjucks.Environment(null, {});
        const off = nunjucks.configure('views', { autoescape: false });
        exports.handler = async (event) => {
          const { q, kind } = event.queryStringParameters;
          const headers = { 'Content-Type': 'text/html' };
          if (kind === 'a') return { statusCode: 200, headers,
            body: on.render('a.html', { q }) }; // good: cross-site-scripting
          if (kind === 'b') return { statusCode: 200, headers,
            body: off.render('a.html', { q }) }; // bad: cross-site-scripting
          if (kind === 'c') return { statusCode: 200, headers,
            body: Handlebars.compile('<p>{{q}}</p>')({ q }) }; // good: cross-site-scripting
          const bare = Handlebars.compile('<p>{{q}}</p>', { noEscape: true });
          return { statusCode: 200, headers,
            body: bare({ q }) }; // bad: cross-site-scripting
        };
    """,
    "Express": """
        const { exec } = require('child_process');
        const express = require('express');
        const serverless = require('serverless-http');
        const app = express();
        app.use(express.json());
        app.get('/:id', (req, res) => {
          exec(req.params.id); // bad
          exec(req.query.q); // bad
          exec(req.headers['x-name']); // bad
          exec(req.get('X-Name')); // bad
          exec(req.method);
          res.json({ name: req.query.q });
        });
        app.post('/', async (req, res) => {
          const { name } = req.body;
          exec(name); // bad
          res.send(`<p>${name}</p>`); // bad: cross-site-scripting
          res.redirect(req.query.next); // bad: open-redirect
        });
        exports.handler = serverless(app);
    """,
    "Express, router and middleware": """
        const express = require('express');
        const serverless = require('serverless-http');
        const app = express();
        app.use('/orders', require('./routes'));
        module.exports.handler = serverless(app);
=== routes.js
const { exec } = require('child_process');
const express = require('express');
const { Router } = require('express');
const router = express.Router();
const other = Router();
router.use((req, res, next) => {
  exec(req.query.q); // bad
  next();
});
router.get('/', check, show);
other.post('/', (req, res) => exec(req.body.name)); // bad
function check(req, res, next) { next(); }
async function show(req, res) {
  exec(req.query.name); // bad
}
module.exports = router;
""",
    "Express, validation": """
        const { exec } = require('child_process');
        const express = require('express');
        const serverless = require('serverless-http');
        const app = express();
        app.get('/a', (req, res) => {
          if (!['ls', 'pwd'].includes(req.query.q)) return res.status(400).end();
          exec(req.query.q);
          exec(req.query.other); // bad
        });
        exports.handler = serverless(app);
    """,
    "controller class": """
        const express = require('express');
        const serverless = require('serverless-http');
        const Orders = require('./orders');
        const app = express();
        const orders = new Orders();
        app.get('/', orders.show);
        app.post('/', orders.create.bind(orders));
        app.put('/', (req, res) => orders.replace(req, res));
        exports.handler = serverless(app);
=== orders.js
const { exec } = require('child_process');
module.exports = class Orders {
  show(req, res) { exec(req.query.q); } // bad
  create(req, res) { exec(req.body.name); } // bad
  replace(req, res) { exec(req.body.name); } // bad
};
""",
    "middy": """
        const { exec } = require('child_process');
        const middy = require('@middy/core');
        const jsonBodyParser = require('@middy/http-json-body-parser');
        const main = async (event) => {
          exec(event.body.name); // bad
          exec(event.requestContext.requestId);
        };
        exports.handler = middy(main).use(jsonBodyParser());
    """,
    "middy, handler method": """
        import middy from '@middy/core';
        import { exec } from 'child_process';
        export const handler = middy()
          .use({ before: async (request) => { request.event.seen = true; } })
          .handler(async (event) => {
            exec(event.queryStringParameters.q); // bad
          });
    """,
    "Koa": """
        const { exec } = require('child_process');
        const Koa = require('koa');
        const Router = require('@koa/router');
        const serverless = require('serverless-http');
        const app = new Koa();
        const router = new Router();
        router.get('/:id', async (ctx) => {
          exec(ctx.params.id); // bad
          exec(ctx.query.q); // bad
          exec(ctx.request.body.name); // bad
        });
        app.use(router.routes());
        exports.handler = serverless(app);
    """,
    "Fastify": """
        const { exec } = require('child_process');
        const fastify = require('fastify')();
        const awsLambdaFastify = require('@fastify/aws-lambda');
        fastify.post('/:id', async (request, reply) => {
          exec(request.params.id); // bad
          exec(request.body.name); // bad
          exec(request.query.q); // bad
          return { ok: true };
        });
        exports.handler = awsLambdaFastify(fastify);
    """,
    "Hono": """
        import { exec } from 'child_process';
        import { Hono } from 'hono';
        import { handle } from 'hono/aws-lambda';
        const app = new Hono();
        app.get('/:id', async (c) => {
          exec(c.req.param('id')); // bad
          exec(c.req.query('q')); // bad
          const body = await c.req.json();
          exec(body.name); // bad
          return c.json({});
        });
        export const handler = handle(app);
    """,
    "streamed answer": """
        const { exec } = require('child_process');
        exports.handler = awslambda.streamifyResponse(async (event, stream, context) => {
          exec(event.queryStringParameters.q); // bad
          stream.end();
        });
    """,
    "dispatch by method and path": """
        const { exec } = require('child_process');
        const routes = {
          'GET /orders': async (event) => exec(event.queryStringParameters.q), // bad
          'POST /orders': async (event) => exec('ls'),
        };
        exports.handler = async (event) => {
          const route = routes[`${event.httpMethod} ${event.path}`];
          return route ? route(event) : { statusCode: 404 };
        };
    """,
    "Express, route object": """
        const { exec } = require('child_process');
        const express = require('express');
        const serverless = require('serverless-http');
        const app = express();
        app.route('/orders').get((req, res) => exec(req.query.q)) // bad
          .post((req, res) => exec(req.body.name)); // bad
        exports.handler = serverless(app);
    """,
    "Fastify, plugins and route objects": """
        const { exec } = require('child_process');
        const fastify = require('fastify');
        const awsLambdaFastify = require('@fastify/aws-lambda');
        const orders = require('./orders');
        const app = fastify({ logger: true });
        app.register(orders, { prefix: '/orders' });
        app.register(async (instance) => {
          instance.get('/inner', async (request) => exec(request.query.q)); // bad
        });
        app.route({ method: 'GET', url: '/:id', handler: async (request, reply) => {
          exec(request.params.id); // bad
          exec(request.method);
        } });
        exports.handler = awsLambdaFastify(app);
=== orders.js
const { exec } = require('child_process');
module.exports = async function (fastify, options) {
  fastify.post('/', async (request, reply) => {
    exec(request.body.name); // bad
    exec(options.prefix);
  });
};
""",
    "hapi": """
        const { exec } = require('child_process');
        const Hapi = require('@hapi/hapi');
        const server = Hapi.server();
        server.route({ method: 'POST', path: '/{name}', handler: (request, h) => {
          exec(request.payload.name); // bad
          exec(request.params.name); // bad
          exec(request.query.q); // bad
          exec(request.method);
          return h.response({});
        } });
        server.route([{ method: 'GET', path: '/', handler: (request) => exec(request.query.q) }]); // bad
        exports.handler = async (event) => {
          const answer = await server.inject({ method: event.httpMethod, url: event.path });
          return { statusCode: answer.statusCode, body: answer.payload };
        };
    """,
    "lambda-api": """
        const { exec } = require('child_process');
        const api = require('lambda-api')();
        api.get('/orders/:name', async (req, res) => {
          exec(req.params.name); // bad
          exec(req.query.q); // bad
          exec(req.method);
          return { ok: true };
        });
        api.register((inner) => {
          inner.post('/', async (req, res) => exec(req.body.name)); // bad
        }, { prefix: '/v1' });
        exports.handler = async (event, context) => api.run(event, context);
    """,
    "Express behind aws-serverless-express and vendia": """
        const { exec } = require('child_process');
        const awsServerlessExpress = require('aws-serverless-express');
        const serverlessExpress = require('@vendia/serverless-express');
        const codegenie = require('@codegenie/serverless-express');
        const express = require('express');
        const app = express();
        app.use('/v1', (req, res, next) => { exec(req.headers['x-name']); next(); }); // bad
        app.get('/orders', [check], async (req, res) => exec(req.query.q)); // bad
        function check(req, res, next) { next(); }
        const server = awsServerlessExpress.createServer(app);
        const other = serverlessExpress({ app });
        const third = codegenie({ app });
        exports.handler = (event, context) => awsServerlessExpress.proxy(server, event, context);
    """,
    "Express, routes in a function": """
        const express = require('express');
        const serverless = require('serverless-http');
        const app = express();
        require('./routes')(app);
        exports.handler = async (event, context) => {
          const handle = serverless(app);
          return handle(event, context);
        };
=== routes.js
const { exec } = require('child_process');
module.exports = (app) => {
  app.delete('/orders/:id', (req, res) => {
    exec(req.params.id); // bad
    exec(req.ip);
  });
};
""",
}

TYPESCRIPT = {
    "Express with types": """
        import { exec } from 'child_process';
        import express, { Request, Response } from 'express';
        import serverless from 'serverless-http';
        const app = express();
        app.get('/', (req: Request, res: Response): void => {
          exec(req.query.q as string); // bad
        });
        export const handler = serverless(app);
    """,
    "handler with a type": """
        import { exec } from 'child_process';
        import type { APIGatewayProxyHandler, SQSEvent } from 'aws-lambda';
        export const handler: APIGatewayProxyHandler = async (event) => {
          const body: { name: string } = JSON.parse(event.body!);
          exec(body.name); // bad
          return { statusCode: 200, body: '' };
        };
    """,
    "middy with types": """
        import { exec } from 'child_process';
        import middy from '@middy/core';
        import type { APIGatewayProxyEvent } from 'aws-lambda';
        const main = async (event: APIGatewayProxyEvent) => {
          exec(event.queryStringParameters?.q ?? 'ls'); // bad
        };
        export const handler = middy<APIGatewayProxyEvent>(main);
    """,
}


def test_lines(found: frozenset[object], wanted: frozenset[object]) -> None:
    assert found == wanted
