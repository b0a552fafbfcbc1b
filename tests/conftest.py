"""Settings that have to be made before torch is imported."""

from __future__ import annotations

import os
import tempfile

# Threads that wait must sleep, or the tests crawl beside any other program.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
# Several processes that test share the cores.
_workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
if _workers > 1:
    os.environ.setdefault("OMP_NUM_THREADS", str(max(1, (os.cpu_count() or 1) // _workers)))
# Nothing is read from, or kept in, the folder of whoever runs the tests.
os.environ["KLANGBILD_FOLDER"] = tempfile.mkdtemp(prefix="klangbild-tests-")
