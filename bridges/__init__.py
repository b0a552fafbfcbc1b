"""How the outside talks to us: one table of addresses, pure codecs, thin sockets."""
