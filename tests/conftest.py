"""Settings that have to be made before torch is imported."""

from __future__ import annotations

import os
import tempfile

# Threads that wait must sleep, or the tests crawl beside any other program.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
# Nothing is read from, or kept in, the folder of whoever runs the tests.
os.environ["KLANGBILD_FOLDER"] = tempfile.mkdtemp(prefix="klangbild-tests-")
