"""Powertools: data classes, parsers, batches, resolvers of both languages."""

KNOWN: dict[str, str] = {}

PYTHON = {
    "S3 event": """
        # from: s3.notification
        import os
        from aws_lambda_powertools.utilities.data_classes import S3Event, event_source
        @event_source(data_class=S3Event)
        def handler(event: S3Event, context):
            os.system(event.object_key)  # bad
            os.system(event.bucket_name)
            for record in event.records:
                os.system(record.s3.get_object.key)  # bad
                os.system(f"head -c {record.s3.get_object.size}")
                os.system(record.s3.bucket.name)
    """,
    "queue, by its constructor": """
        # from: sqs
        import os
        from aws_lambda_powertools.utilities.data_classes import SQSEvent
        def handler(event, context):
            event = SQSEvent(event)
            for record in event.records:
                os.system(record.body)  # bad
                os.system(record.json_body["name"])  # bad
                os.system(record.message_attributes["name"].string_value)  # bad
                os.system(record.message_id)
                os.system(record.event_source_arn)
                os.system(record.body.split(" ")[0])  # bad
    """,
    "topic": """
        # from: sns
        import json
        import os
        from aws_lambda_powertools.utilities.data_classes import SNSEvent, event_source
        @event_source(data_class=SNSEvent)
        def handler(event, context):
            os.system(event.sns_message)  # bad
            for record in event.records:
                os.system(json.loads(record.sns.message)["name"])  # bad
                os.system(record.sns.topic_arn)
    """,
    "stream": """
        # from: dynamodb.stream
        import os
        from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBStreamEvent
        def handler(event: DynamoDBStreamEvent, context):
            for record in event.records:
                os.system(record.dynamodb.new_image["name"])  # bad
                os.system(record.event_name.name)
    """,
    "Kinesis and buses": """
        # from: kinesis, eventbridge.custom
        import os
        from aws_lambda_powertools.utilities.data_classes import KinesisStreamEvent, EventBridgeEvent
        def handler(event, context):
            for record in KinesisStreamEvent(event).records:
                os.system(record.kinesis.data_as_text())  # bad
                os.system(record.kinesis.data_as_json()["name"])  # bad
                os.system(record.kinesis.sequence_number)
            os.system(EventBridgeEvent(event).detail["name"])  # bad
            os.system(EventBridgeEvent(event).detail.get("name"))  # bad
    """,
    "HTTP": """
        # from: apigw.http
        import os
        from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2, event_source
        @event_source(data_class=APIGatewayProxyEventV2)
        def handler(event: APIGatewayProxyEventV2, context):
            os.system(event.json_body["name"])  # bad
            os.system(event.body)  # bad
            os.system(event.decoded_body)  # bad
            os.system(event.get_query_string_value("q", "ls"))  # bad
            os.system(event.get_header_value(name="x-name"))  # bad
            os.system(event.headers["x-name"])  # bad
            os.system(event.path_parameters["name"])  # bad
            os.system(event.get("body"))  # bad
            os.system(event["body"])  # bad
            os.system(event.request_context.request_id)
            os.system(event.request_context.http.source_ip)
    """,
    "parser of events": """
        # from: sqs
        import os
        from aws_lambda_powertools.utilities.parser import BaseModel, envelopes, event_parser, parse
        class Order(BaseModel):
            name: str
            number: int
        @event_parser(model=Order, envelope=envelopes.SqsEnvelope)
        def handler(event: list[Order], context):
            for order in event:
                os.system(order.name)  # bad
                os.system(f"head -n {order.number}")
    """,
    "parser of a part of an event": """
        import os
        from aws_lambda_powertools.utilities.parser import BaseModel, parse
        from aws_lambda_powertools.utilities.parser.envelopes import ApiGatewayEnvelope
        class Order(BaseModel):
            name: str
            number: int
        def handler(event, context):
            order = parse(event=event, model=Order, envelope=ApiGatewayEnvelope)
            os.system(order.name)  # bad
            os.system(f"head -n {order.number}")
    """,
    "batch with a context": """
        # from: sqs
        import os
        from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType
        processor = BatchProcessor(event_type=EventType.SQS)
        def one(record):
            os.system(record.json_body["name"])  # bad
            os.system(record.message_id)
        def handler(event, context):
            with processor(records=event["Records"], handler=one):
                processor.process()
            return processor.response()
    """,
    "batch by decorator": """
        # from: sqs
        import os
        from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, batch_processor
        processor = BatchProcessor(event_type=EventType.SQS)
        def one(record):
            os.system(record.body)  # bad
        def other(record):
            os.system(record.body)
        @batch_processor(record_handler=one, processor=processor)
        def handler(event, context):
            return processor.response()
    """,
    "AppSync": """
        # from: appsync.resolver
        import os
        from aws_lambda_powertools.event_handler import AppSyncResolver
        from aws_lambda_powertools.event_handler.appsync import Router
        app = AppSyncResolver()
        router = Router()
        @app.resolver(type_name="Query", field_name="order")
        def order(name: str, number: int = 1):
            os.system(name)  # bad
            os.system(f"head -n {number}")
            os.system(app.current_event.arguments["name"])  # bad
            os.system(app.current_event.identity.sub)
        @router.resolver(field_name="stock")
        def stock(**args):
            os.system(args["name"])  # bad
        @app.resolver(field_name="typed")
        def typed(kind):
            os.system(kind)  # bad
        def never(name: str):
            os.system(name)
        app.include_router(router)
        def handler(event, context):
            return app.resolve(event, context)
    """,
    "tools of an agent": """
        # from: bedrock.agent
        import os
        from aws_lambda_powertools.event_handler import BedrockAgentFunctionResolver
        app = BedrockAgentFunctionResolver()
        @app.tool(name="weather", description="the weather")
        def weather(city: str, days: int):
            os.system(city)  # bad
            os.system(f"head -n {days}")
        def handler(event, context):
            return app.resolve(event, context)
    """,
    "resolver with validation": """
        import os
        from typing import Annotated
        from pydantic import BaseModel
        from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
        from aws_lambda_powertools.event_handler.api_gateway import Router
        from aws_lambda_powertools.event_handler.openapi.params import Header, Query
        app = APIGatewayHttpResolver(enable_validation=True)
        router = Router()
        class Order(BaseModel):
            name: str
            number: int
        @app.post("/orders")
        def create(order: Order, q: Annotated[str, Query()], x: Annotated[str, Header(alias="X")]):
            os.system(order.name)  # bad
            os.system(f"head -n {order.number}")
            os.system(q)  # bad
            os.system(x)  # bad
        @router.get("/orders/<name>", compress=True)
        def show(name):
            os.system(name)  # bad
            os.system(router.current_event.body)  # bad
            return open("/data/" + name).read()  # good: path-traversal
        app.include_router(router, prefix="/v1")
        def handler(event, context):
            return app.resolve(event, context)
    """,
}

JAVASCRIPT = {
    "router": """
        import { exec } from 'child_process';
        import { Router } from '@aws-lambda-powertools/event-handler/http';
        const app = new Router();
        app.use(async ({ reqCtx, next }) => { await next(); });
        app.get('/orders/:name', async ({ req, params, event }) => {
          exec(params.name); // bad
          exec(new URL(req.url).searchParams.get('q')); // bad
          exec(req.headers.get('x-name')); // bad
          exec(event.queryStringParameters.q); // bad
          exec(event.requestContext.requestId);
        });
        app.post('/orders', [async ({ next }) => next()], async (context) => {
          const { name } = await context.req.json();
          exec(name); // bad
          exec(await context.req.text()); // bad
          exec(context.req.method);
        });
        export const handler = async (event, context) => app.resolve(event, context);
    """,
    "GraphQL and events of AppSync": """
        // from: appsync.resolver
        import { exec } from 'child_process';
        import { AppSyncGraphQLResolver } from '@aws-lambda-powertools/event-handler/appsync-graphql';
        import { AppSyncEventsResolver } from '@aws-lambda-powertools/event-handler/appsync-events';
        const app = new AppSyncGraphQLResolver();
        const events = new AppSyncEventsResolver();
        app.onQuery('order', async ({ name }, { event }) => {
          exec(name); // bad
          exec(event.identity.sub);
        });
        app.onMutation('create', async (args) => exec(args.order.name)); // bad
        app.resolver(async ({ id }) => exec(id), { fieldName: 'stock', typeName: 'Query' }); // bad
        app.onBatchQuery('many', async (all) => exec(all[0].arguments.name)); // bad
        events.onPublish('/orders/*', async (payload) => {
          exec(payload.name); // bad
        });
        export const handler = async (event, context) => app.resolve(event, context);
    """,
    "tools of an agent": """
        // from: bedrock.agent
        import { exec } from 'child_process';
        import { BedrockAgentFunctionResolver } from '@aws-lambda-powertools/event-handler/bedrock-agent';
        const app = new BedrockAgentFunctionResolver();
        app.tool(async ({ city }) => exec(city), { name: 'weather', description: 'the weather' }); // bad
        export const handler = async (event, context) => app.resolve(event, context);
    """,
    "batch": """
        // from: sqs
        const { exec } = require('child_process');
        const { BatchProcessor, EventType, processPartialResponse } = require('@aws-lambda-powertools/batch');
        const processor = new BatchProcessor(EventType.SQS);
        const one = async (record) => {
          exec(record.body); // bad
          exec(JSON.parse(record.body).name); // bad
          exec(record.messageId);
        };
        exports.handler = async (event, context) =>
          processPartialResponse(event, one, processor, { context });
    """,
}

TYPESCRIPT = {
    "routes by decorators": """
        import { exec } from 'child_process';
        import { Router } from '@aws-lambda-powertools/event-handler/rest';
        import { AppSyncGraphQLResolver } from '@aws-lambda-powertools/event-handler/appsync-graphql';
        const app = new Router();
        const graph = new AppSyncGraphQLResolver();
        class Lambda {
          private prefix = 'echo ';
          @app.get('/orders/:name')
          public async show({ params, req }: any) {
            exec(this.prefix + params.name); // bad
          }
          @graph.onQuery('order')
          public async order({ name }: { name: string }) {
            exec(name); // bad
          }
          public async never({ name }: { name: string }) { exec(name); }
          async handler(event: any, context: any) { return app.resolve(event, context, { scope: this }); }
        }
        const lambda = new Lambda();
        export const handler = lambda.handler.bind(lambda);
    """,
}


def test_lines(found: frozenset[object], wanted: frozenset[object]) -> None:
    assert found == wanted
