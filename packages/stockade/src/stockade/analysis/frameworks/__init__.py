"""Frameworks: what registers a route, what a route's function is handed, where a request keeps what.

A framework's application turns the event into a request object; its fields are the event's. Routes that were
registered while the modules were loaded are called once the handler has run.

route.py       a route
requests.py    where requests keep what
routes.py      decorators and calls that register routes
running.py     calls the functions of routes
parameters.py  parameters of routes in Python
nest.py        parameters and instances told by decorators of TypeScript
django.py      Django and its REST framework
graphql.py     resolvers of GraphQL
graphene.py    resolvers of Graphene
powertools.py  data classes, parsers and batches of Powertools
"""

from stockade.analysis.frameworks.requests import HTTP, kept, renamed
from stockade.analysis.frameworks.route import Route
from stockade.analysis.frameworks.routes import called_routes, decorated_route
from stockade.analysis.frameworks.running import run

__all__ = ["HTTP", "Route", "called_routes", "decorated_route", "kept", "renamed", "run"]
