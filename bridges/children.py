"""Child processes as all our parts start them: spawned, and deaf to Ctrl-C."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from multiprocessing.process import BaseProcess

SPAWN = multiprocessing.get_context("spawn")
BACK_OFF_S = (0.1, 0.5, 2.0, 5.0)
"""Seconds before the first, second ... restart in a row."""


def start_deaf(process: BaseProcess) -> None:
    """Start `process` with SIGINT ignored from its very first moment, where that can be done."""
    if threading.current_thread() is not threading.main_thread():
        process.start()
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        process.start()
    finally:
        signal.signal(signal.SIGINT, before)
