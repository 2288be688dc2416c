"""Django: views by the routes of `urls.py`, functions and classes, its REST framework, what requests hold."""

KNOWN: dict[str, str] = {}

PYTHON = {
    "views by function, behind serverless-wsgi": """
        import os
        import serverless_wsgi
        from django.core.wsgi import get_wsgi_application
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
        application = get_wsgi_application()
        def handler(event, context):
            return serverless_wsgi.handle_request(application, event, context)
=== shop/settings.py
ROOT_URLCONF = "shop.routes"
=== shop/routes.py
from django.urls import include, path, re_path
from . import views
urlpatterns = [
    path("orders/<str:name>/<int:number>/<slug:short>/", views.show),
    re_path(r"^old/(?P<name>.+)/$", views.old),
    path("stock/", include("stock.urls")),
    path("admin/", include(("admin.urls", "admin"))),
]
=== shop/views.py
import os
def show(request, name, number, short):
    os.system(name)  # bad
    os.system(f"head -n {number}")
    os.system(short)
    os.system(request.GET["q"])  # bad
    os.system(request.GET.get("q"))  # bad
    os.system(request.GET.getlist("q")[0])  # bad
    os.system(request.POST.get("name"))  # bad
    os.system(request.body)  # bad
    os.system(request.headers["X-Name"])  # bad
    os.system(request.META["HTTP_X_NAME"])  # bad
    os.system(request.META.get("HTTP_X_NAME", ""))  # bad
    os.system(request.COOKIES["session"])  # bad
    os.system(request.path)  # bad
    os.system(request.get_full_path())  # bad
    os.system(request.META["REMOTE_ADDR"])
    os.system(request.META.get("SERVER_NAME"))
    os.system(request.method)
    os.system(request.user.username)
    os.system(request.get_signed_cookie("session"))
def old(request, name="ls"):
    os.system(name)  # bad
def never(request):
    os.system(request.GET["q"])
=== stock/urls.py
from django.urls import path
from stock.views import stock
urlpatterns = [path("", stock)]
=== stock/views.py
import json
import os
def stock(request):
    data = json.loads(request.body)
    os.system(data["name"])  # bad
=== admin/urls.py
from django.urls import path
from admin import views
urlpatterns = [path("", views.index)]
=== admin/views.py
import os
def index(request):
    os.system(request.GET["q"])  # bad
""",
    "views by class, behind Mangum": """
        from mangum import Mangum
        from django.core.asgi import get_asgi_application
        handler = Mangum(get_asgi_application(), lifespan="off")
=== urls.py
from django.contrib.auth.decorators import login_required
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from views import Orders, Stock, Plain, Unused
urlpatterns = [
    path("orders/<name>/", Orders.as_view(), name="orders"),
    path("stock/", login_required(Stock.as_view())),
    path("plain/", csrf_exempt(Plain.as_view(template_name="x.html"))),
]
=== views.py
import os
from django.views import View
from django.views.generic import ListView
class Orders(View):
    prefix = "echo "
    def get(self, request, name):
        os.system(self.prefix + name)  # bad
        os.system(self.request.GET["q"])  # bad
        os.system(self.kwargs["name"])  # bad
        return self.shown(request)
    def post(self, request, *args, **kwargs):
        os.system(kwargs["name"])  # bad
        os.system(request.POST["name"])  # bad
    def shown(self, request):
        os.system(request.GET["q"])  # bad
    def unused(self, request):
        os.system(request.GET["q"])
class Stock(ListView):
    def get_queryset(self):
        os.system(self.request.GET.get("q"))  # bad
class Plain(View):
    def get(self, request):
        os.system("ls")
class Unused(View):
    def get(self, request):
        os.system(request.GET["q"])
""",
    "REST framework": """
        import apig_wsgi
        from django.core.wsgi import get_wsgi_application
        handler = apig_wsgi.make_lambda_handler(get_wsgi_application())
=== urls.py
from django.urls import include, path
from rest_framework.routers import DefaultRouter
import views
router = DefaultRouter()
router.register(r"orders", views.Orders, basename="orders")
urlpatterns = [path("", include(router.urls)), path("one/", views.one), path("two/", views.Two.as_view())]
=== views.py
import os
from rest_framework import viewsets
from rest_framework.decorators import action, api_view, permission_classes
from rest_framework.response import Response
from rest_framework.views import APIView
@api_view(["POST"])
@permission_classes([])
def one(request):
    os.system(request.data["name"])  # bad
    os.system(request.query_params.get("q"))  # bad
    return Response({})
class Two(APIView):
    def put(self, request, format=None):
        os.system(request.data.get("name"))  # bad
class Orders(viewsets.ModelViewSet):
    def get_queryset(self):
        os.system(self.request.query_params["q"])  # bad
    def retrieve(self, request, pk=None):
        os.system(pk)  # bad
    @action(detail=True, methods=["post"])
    def cancel(self, request, pk=None):
        os.system(request.data["why"])  # bad
    def helper(self, request):
        os.system(request.data["why"])
""",
    "data bases, pages and redirects": """
        import serverless_wsgi
        from django.core.wsgi import get_wsgi_application
        application = get_wsgi_application()
        def handler(event, context):
            return serverless_wsgi.handle_request(application, event, context)
=== urls.py
from django.urls import path
import views
urlpatterns = [path("<name>", views.show)]
=== models.py
from django.db import models
class Order(models.Model):
    name = models.CharField(max_length=20)
=== views.py
from django.db import connection, connections
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from models import Order
def show(request, name):
    q = request.GET["q"]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM orders WHERE name = '{q}'")  # bad: sql-injection
        cursor.execute("SELECT * FROM orders WHERE name = %s", [q])  # good: sql-injection
    with connections["other"].cursor() as other:
        other.execute("SELECT " + q)  # bad: sql-injection
    Order.objects.raw("SELECT * FROM orders WHERE name = '" + q + "'")  # bad: sql-injection
    Order.objects.raw("SELECT * FROM orders WHERE name = %s", [q])  # good: sql-injection
    Order.objects.filter(name=q).extra(where=[f"name = '{q}'"])  # bad: sql-injection
    Order.objects.filter(name=q)  # good: sql-injection
    found = Order.objects.filter(name=q).first()
    cursor.execute("SELECT " + found.name)  # good: sql-injection
    cursor.execute("SELECT " + get_object_or_404(Order, name=q).name)  # good: sql-injection
    if request.method == "a":
        return HttpResponse("<p>" + q + "</p>")  # bad: cross-site-scripting
    if request.method == "b":
        return HttpResponse("<p>" + name + "</p>")  # bad: cross-site-scripting
    if request.method == "c":
        return HttpResponse("<p>" + escape(name) + "</p>")  # good: cross-site-scripting
    if request.method == "d":
        return HttpResponse(name, content_type="text/plain")  # good: cross-site-scripting
    if request.method == "e":
        return JsonResponse({"name": name})  # good: cross-site-scripting
    if request.method == "f":
        return render(request, "page.html", {"name": name})  # good: cross-site-scripting
    if request.method == "g":
        return render(request, "page.html", {"name": mark_safe(name)})  # bad: cross-site-scripting
    if request.method == "h":
        return HttpResponse(format_html("<p>{}</p>", name))  # good: cross-site-scripting
    if request.method == "i":
        return redirect(request.GET["next"])  # bad: open-redirect
    if request.method == "j":
        return redirect("orders")  # good: open-redirect
    return HttpResponseRedirect(request.GET["next"])  # bad: open-redirect
""",
    "parts of a path hold no separator": """
        import serverless_wsgi
        from django.core.wsgi import get_wsgi_application
        application = get_wsgi_application()
        def handler(event, context):
            return serverless_wsgi.handle_request(application, event, context)
=== urls.py
from django.urls import path
import views
urlpatterns = [path("a/<name>", views.one), path("b/<path:name>", views.two)]
=== views.py
def one(request, name):
    return open("/data/" + name).read()  # good: path-traversal
def two(request, name):
    return open("/data/" + name).read()  # bad: path-traversal
""",
}


def test_lines(found: frozenset[object], wanted: frozenset[object]) -> None:
    assert found == wanted
