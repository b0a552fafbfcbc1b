"""Networks of others that hear music, a file each; `others.load` puts them behind a `Listener`."""
