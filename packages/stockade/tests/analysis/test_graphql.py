"""GraphQL: resolvers of maps and of classes, in both languages; what a schema makes harmless."""

KNOWN: dict[str, str] = {}

JAVASCRIPT = {
    "Apollo Server 4": """
        import { exec } from 'child_process';
        import { ApolloServer } from '@apollo/server';
        import { startServerAndCreateLambdaHandler, handlers } from '@as-integrations/aws-lambda';
        const typeDefs = `#graphql
          type Query { order(name: String!, number: Int!, all: Boolean): String  stock(kind: Kind): String }
        `;
        const resolvers = {
          Query: {
            order: (parent, args, context) => {
              exec(args.name); // bad
              exec('head -n ' + args.number);
              exec('ls ' + args.all);
              exec(context.token); // bad
              exec(context.table);
              return 'a';
            },
            stock: async (_, { kind }) => exec(kind), // bad
          },
          Mutation: { cancel: { resolve: (_, args) => exec(args.name) } }, // bad
          Order: { total: (order) => exec('ls') },
        };
        const never = { Query: { order: (_, args) => exec(args.name) } };
        const server = new ApolloServer({ typeDefs, resolvers });
        export const handler = startServerAndCreateLambdaHandler(
          server,
          handlers.createAPIGatewayProxyEventV2RequestHandler(),
          { context: async ({ event }) => ({ token: event.headers.authorization, table: 'orders' }) },
        );
    """,
    "apollo-server-lambda, resolvers of another module": """
        const { ApolloServer } = require('apollo-server-lambda');
        const { typeDefs } = require('./schema');
        const { resolvers } = require('./resolvers');
        const server = new ApolloServer({
          typeDefs, resolvers,
          context: ({ event, context }) => ({ headers: event.headers, event }),
        });
        exports.handler = server.createHandler();
=== schema.js
const { gql } = require('apollo-server-lambda');
exports.typeDefs = gql`
  type Query { order(id: Int!): String }
  type Mutation { create(order: OrderInput!): String }
`;
=== resolvers.js
const { exec } = require('child_process');
exports.resolvers = {
  Query: { order: (parent, { id }, context) => {
    exec(`head -n ${id}`);
    exec(context.headers['x-name']); // bad
  } },
  Mutation: { create: async (parent, { order }) => { exec(order.name); } }, // bad
};
""",
    "lists of maps, merged": """
        import { ApolloServer } from '@apollo/server';
        import { startServerAndCreateLambdaHandler } from '@as-integrations/aws-lambda';
        import { mergeResolvers } from '@graphql-tools/merge';
        import { makeExecutableSchema } from '@graphql-tools/schema';
        import merge from 'lodash/merge.js';
        import { orders, stock } from './parts.js';
        const schema = makeExecutableSchema({ typeDefs: [], resolvers: mergeResolvers([orders, stock]) });
        export const handler = startServerAndCreateLambdaHandler(new ApolloServer({ schema }), {});
=== parts.js
import { exec } from 'child_process';
export const orders = { Query: { orders: (_, args) => exec(args.name) } }; // bad
export const stock = {
  Query: { stock: (_, args) => exec(args.name) }, // bad
  Mutation: { add: () => exec('ls') },
};
""",
    "graphql-yoga": """
        import { exec } from 'child_process';
        import { createSchema, createYoga } from 'graphql-yoga';
        const yoga = createYoga({
          schema: createSchema({
            typeDefs: 'type Query { order(name: String): String }',
            resolvers: { Query: { order: (_, args, context) => {
              exec(args.name); // bad
            } } },
          }),
        });
        export async function handler(event, context) {
          const response = await yoga.fetch(event.path, { method: event.httpMethod, body: event.body });
          return { statusCode: response.status, body: await response.text() };
        }
    """,
    "data base behind a resolver": """
        const { ApolloServer } = require('apollo-server-lambda');
        const mysql = require('mysql2/promise');
        const resolvers = {
          Query: {
            orders: async (_, { name }) => {
              const db = await mysql.createConnection({});
              await db.query('SELECT * FROM orders WHERE name = ?', [name]); // good: sql-injection
              return db.query(`SELECT * FROM orders WHERE name = '${name}'`); // bad: sql-injection
            },
          },
        };
        exports.handler = new ApolloServer({ typeDefs: '', resolvers }).createHandler();
    """,
}

TYPESCRIPT = {
    "TypeGraphQL and Nest": """
        import { exec } from 'child_process';
        import { buildSchema, Resolver, Query, Mutation, Arg, Args, Ctx } from 'type-graphql';
        import { Query as NestQuery, Args as NestArgs, Int } from '@nestjs/graphql';
        class Shell { run(text: string) { exec(text); } } // bad
        @Resolver()
        export class Orders {
          constructor(private readonly shell: Shell) {}
          @Query(() => String)
          order(@Arg('name') name: string, @Arg('number') number: number, @Ctx() context: any) {
            exec(name); // bad
            exec(`head -n ${number}`);
            this.shell.run(name);
          }
          @Mutation(() => String)
          async create(@Arg('order') order: OrderInput) {
            exec(order.name); // bad
          }
          @NestQuery(() => String)
          nest(@NestArgs('id', { type: () => Int }) id: number, @NestArgs() args: OrderArgs) {
            exec(`head -n ${id}`);
            exec(args.name); // bad
          }
          never(name: string) { exec(name); }
        }
        export const handler = async (event: any) => ({ statusCode: 200 });
    """,
    "Nest, pipes": """
        import { exec } from 'child_process';
        import { Body, Controller, Get, Param, Post, UploadedFile } from '@nestjs/common';
        import { ParseIntPipe, ParseUUIDPipe } from '@nestjs/common';
        @Controller('orders')
        export class Orders {
          @Get(':id')
          show(@Param('id', ParseIntPipe) id: number, @Param('name') name: string) {
            exec(`head -n ${id}`);
            exec(name); // bad
          }
          @Get(':key')
          key(@Param('key', new ParseUUIDPipe()) key: string) { exec(key); }
          @Post()
          create(@Body() order: Order, @UploadedFile() file: any) {
            exec(order.name); // bad
            exec(file.originalname); // bad
          }
        }
        export const handler = async (event: any) => ({ statusCode: 200 });
    """,
}

PYTHON = {
    "Graphene": """
        import os
        import graphene
        class Query(graphene.ObjectType):
            order = graphene.String(name=graphene.String(), number=graphene.Int(required=True))
            stock = graphene.Field(graphene.String, kind=graphene.Argument(graphene.Int))
            def resolve_order(self, info, name, number):
                os.system(name)  # bad
                os.system(f"head -n {number}")
            def resolve_stock(root, info, **args):
                os.system(f"head -n {args['kind']}")
                os.system(args["other"])  # bad
            def helper(self, info, name):
                os.system(name)
        class Create(graphene.Mutation):
            class Arguments:
                name = graphene.String(required=True)
                number = graphene.Int()
            ok = graphene.Boolean()
            def mutate(self, info, name, number):
                os.system(name)  # bad
                os.system(f"head -n {number}")
                return Create(ok=True)
        class Mutation(graphene.ObjectType):
            create = Create.Field()
        schema = graphene.Schema(query=Query, mutation=Mutation)
        def handler(event, context):
            return {"statusCode": 200, "body": "ok"}
    """,
    "Ariadne": """
        import os
        from ariadne import MutationType, QueryType, graphql_sync, make_executable_schema
        query = QueryType()
        mutation = MutationType()
        @query.field("order")
        def order(_, info, name, number: int = 1):
            os.system(name)  # bad
            os.system(f"head -n {number}")
        @mutation.field("create")
        def create(obj, info, **data):
            os.system(data["name"])  # bad
        def cancel(_, info, name):
            os.system(name)  # bad
        mutation.set_field("cancel", cancel)
        def never(_, info, name):
            os.system(name)
        schema = make_executable_schema("", query, mutation)
        def handler(event, context):
            return {"statusCode": 200}
    """,
    "Strawberry": """
        import os
        import strawberry
        from mangum import Mangum
        from fastapi import FastAPI
        from strawberry.fastapi import GraphQLRouter
        @strawberry.input
        class OrderInput:
            name: str
            number: int
        @strawberry.type
        class Query:
            @strawberry.field
            def order(self, name: str, number: int) -> str:
                os.system(name)  # bad
                os.system(f"head -n {number}")
                return "a"
            @strawberry.field(description="a")
            def other(self, info: strawberry.Info, order: OrderInput) -> str:
                os.system(order.name)  # bad
                return "a"
            def helper(self, name: str) -> str:
                os.system(name)
        app = FastAPI()
        app.include_router(GraphQLRouter(strawberry.Schema(query=Query)), prefix="/graphql")
        handler = Mangum(app)
    """,
}


def test_lines(found: frozenset[object], wanted: frozenset[object]) -> None:
    assert found == wanted
