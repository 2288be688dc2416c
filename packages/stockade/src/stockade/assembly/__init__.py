"""Assembly: `Stack -> App`, the only place that knows what a service means.

interface.py   `assemble`: the steps, in order
arns.py index.py   what names a resource; which resource a value means
functions.py roles.py boundaries.py policies.py   what runs, what it may, what limits that, who is let in
wiring.py      the catalog's wiring patterns, interpreted
openapi.py     bodies of APIs
apigateway.py websocket.py authorizers.py function_urls.py balancers.py appsync.py cloudfront.py lattice.py
eventbridge.py schedules.py pipes.py topics.py stepfunctions.py custom_resources.py mail.py destinations.py
invocations.py one irregular service each: `wire(draft)` adds its triggers
flows.py       what functions may do with the resources of the stack
reach.py exposure.py   who can send an event, by the policies of its origin
"""

from stockade.assembly.interface import assemble

__all__ = ["assemble"]
