"""Settings that have to be made before torch is imported."""

from __future__ import annotations

import os

# Threads that wait must sleep, or the tests crawl beside any other program.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
