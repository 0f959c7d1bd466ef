"""`/healthz`: the loop turns. `/readyz`: store and knowledge base answer and nothing is being shut down. `/metrics`: figures for Prometheus."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.app import App
from bot.store import StoreError
from knowledge.errors import KnowledgeError

_PATIENCE = 5.0
"""Seconds that store and knowledge base get to answer."""


def ops_routes(app: App, ready: Callable[[], bool], allowed: Callable[[Request], bool]) -> list[Route]:
    """The three routes. `ready` says whether the process takes work, `allowed` who may read figures."""

    async def healthz(_request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(_request: Request) -> Response:
        problems = [] if ready() else ["shutting down"]
        try:
            async with asyncio.timeout(_PATIENCE):
                await app.store.ping()
                await asyncio.to_thread(_open, app)
        except (StoreError, KnowledgeError, TimeoutError) as error:
            problems.append({"TimeoutError": "store or knowledge base does not answer"}.get(type(error).__name__, type(error).__name__))
        return JSONResponse({"ready": not problems, "problems": problems}, status_code=503 if problems else 200)

    async def metrics(request: Request) -> Response:
        if not allowed(request):
            return PlainTextResponse("Figures are read from this machine; other machines ask CODERLY_OPS__PORT.\n", status_code=403)
        text, kind = await app.metrics.exposed()
        return Response(text, media_type=kind)

    return [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]


def _open(app: App) -> None:
    with app.knowledge.use():
        pass
