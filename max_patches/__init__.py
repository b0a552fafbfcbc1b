"""Max for Live devices and Max help patches, made from the protocol table and `javascript/`.

`python -m max_patches` writes `devices/` and `help/` anew.
"""
