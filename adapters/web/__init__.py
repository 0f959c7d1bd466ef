"""The web page: chat on the same skills, an admin page, health and metrics. Starlette on uvicorn, no build step."""
