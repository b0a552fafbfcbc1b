"""The running program and its command line. Never imports torch in its main process."""
