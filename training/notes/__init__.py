"""Train the networks that write notes: `klangbild train notes` and `train compare`."""
