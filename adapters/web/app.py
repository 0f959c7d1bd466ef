"""The assistant as a web application: routes and what stands in front of them."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.ops.routes import ops_routes
from adapters.web.admin import Admin
from adapters.web.chat import Chat
from adapters.web.edge import Edge
from adapters.web.jobs import JobPages
from adapters.web.pages import Pages
from adapters.web.shield import Shield
from adapters.web.visits import Door, hosts
from bot.app import App
from bot.faults import fault_reply


def create_web_app(app: App, edge: Edge | None = None) -> Starlette:
    """The assistant → an ASGI application. Nothing runs beside it yet; `run.serve` starts it."""
    edge = edge or Edge(app)
    settings = app.settings.web
    door = Door(settings, app.store.sealer)
    pages = Pages(app, door)
    chat, admin = Chat(edge, pages), Admin(edge, pages)

    async def not_found(request: Request, _error: Exception) -> Response:
        return pages.message("There is no such page", "Go back to the chat and ask there.", 404)

    async def not_so(request: Request, error: Exception) -> Response:
        response = pages.message("This page is not asked for in that way", "Go back to the chat and ask there.", 405)
        response.headers.update(getattr(error, "headers", None) or {})
        return response

    async def fault(request: Request, error: Exception) -> Response:
        reply = fault_reply("Something went wrong on our side.", "Try again; if it stays, give an admin the reference.", error)
        return pages.message("Something went wrong", f"{reply.verdict} Reference: {reply.notices[0].reference}", 500)

    routes = [
        Route("/", chat.show),
        Route("/say", chat.say, methods=["POST"]),
        Route("/afresh", chat.afresh, methods=["POST"]),
        Route("/enter", pages.enter, methods=["GET", "POST"]),
        Route("/leave", pages.leave, methods=["POST"]),
        Route("/static/{digest}/{name}", pages.static),
        Route("/admin", admin.show),
        Route("/admin/{plot}.svg", admin.plot),
        Route("/admin/file", admin.file, methods=["POST"]),
        *JobPages(pages).routes,
        *ops_routes(app, ready=lambda: not edge.draining, allowed=door.from_this_machine),
    ]
    handlers = {404: not_found, 405: not_so, Exception: fault}
    shield = Middleware(Shield, hosts=hosts(settings), public=settings.public_url)
    web = Starlette(routes=routes, exception_handlers=handlers, middleware=[shield])
    web.state.edge = edge
    return web
