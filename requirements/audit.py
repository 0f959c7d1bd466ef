"""`make audit`: known vulnerabilities of what the lock installs. Status 1 for one that is known; without a way to the advisories it says so.

Where the package index is a mirror without advisories, every package "could not be audited": that is no finding and no all-clear.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

PIP_AUDIT = Path(sys.executable).with_name("pip-audit")
PATIENCE = 300


def main() -> int:
    """Ask for every lock file that is named."""
    status = 0
    for lock in sys.argv[1:]:
        command = [PIP_AUDIT, "-r", lock, "--disable-pip", "--no-deps", "--require-hashes", "--progress-spinner", "off", "-f", "json"]
        try:
            ran = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)  # noqa: S603 - constants and a file of ours
            packages = json.loads(ran.stdout)["dependencies"]
        except (subprocess.TimeoutExpired, ValueError, KeyError):
            print(f"{lock}: the advisories could not be reached; nothing was audited.", file=sys.stderr)  # noqa: T201
            continue
        skipped = [package["name"] for package in packages if "skip_reason" in package]
        for package in packages:
            for found in package.get("vulns", ()):
                status = 1
                mended = ", ".join(found["fix_versions"]) or "no version yet"
                print(f"{lock}: {package['name']} {package['version']}: {found['id']}, mended in {mended}")  # noqa: T201
        print(f"{lock}: {len(packages) - len(skipped)} packages audited, {len(skipped)} without an answer.", file=sys.stderr)  # noqa: T201
    return status


if __name__ == "__main__":
    sys.exit(main())
