"""`python -m adapters.ops.probe`: status 0 if a process of this container is alive, for a health check that needs no shell and no curl."""

from __future__ import annotations

import http.client
import os
import sys

_PATIENCE = 4.0


def alive(port: int) -> bool:
    """Whether `/healthz` answers on a port of this machine."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def main() -> int:
    """Ask the port of the page and that for machines; either is enough, since a process has one of them."""
    names = (("CODERLY_WEB__PORT", "8080"), ("CODERLY_OPS__PORT", "0"))
    ports = [int(os.environ.get(name) or default) for name, default in names]
    return 0 if any(alive(port) for port in ports if port) else 1


if __name__ == "__main__":
    sys.exit(main())
