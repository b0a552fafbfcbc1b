"""Two processes that train together, as `accelerate launch` starts them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from training import runs

PATIENCE_S = 120.0


def pair(kind: str, config: Path) -> list[subprocess.Popen[str]]:
    """`klangbild train {kind}` twice; the first is the main process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    meeting = {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port, "WORLD_SIZE": "2"}
    shared = {**os.environ, **meeting, "OMP_NUM_THREADS": "1"}
    return [
        subprocess.Popen(
            [sys.executable, "-m", "server", "train", kind, str(config)],
            env={**shared, "RANK": rank, "LOCAL_RANK": rank},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for rank in ("0", "1")
    ]


def ended(processes: list[subprocess.Popen[str]]) -> tuple[list[int], list[str]]:
    """Their exit codes, and what they said."""
    try:
        said = [process.communicate(timeout=PATIENCE_S)[0] for process in processes]
    finally:
        for process in processes:
            process.kill()
    return [process.returncode for process in processes], said


def check_stop(kind: str, config: Path, run: Path) -> None:
    """Ctrl-C of one process stops both, once the main one has saved. The `run` takes for ever and
    logs every step."""
    processes, log = pair(kind, config), run / "log.jsonl"
    until = time.monotonic() + PATIENCE_S
    while not (log.exists() and log.stat().st_size) and time.monotonic() < until:
        if any(process.poll() is not None for process in processes):
            break
        time.sleep(0.05)
    processes[1].send_signal(signal.SIGINT)
    codes, said = ended(processes)
    assert codes == [130, 130], said
    step = runs.read(run, kind, lambda _, facts: facts["step"])
    assert f"stopped at step {step:,}; " in said[0]
