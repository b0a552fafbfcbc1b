"""Training a head that turns what a listener heard to where words or pictures lie (AudioCLIP)."""
