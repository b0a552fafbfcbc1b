export OMP_NUM_THREADS=1
P=/tmp/venv/bin/python
M=tests/data/midi/lakh/valid_trio_0185.mid
$P -m server fill $M /tmp/wt/g_scratch/o.mid --bars 9-12 --force --density 8,drums=12 --key "A minor" --low melody=60 --high 84
$P -m server fill $M /tmp/wt/g_scratch/o.mid --bars 9-12 --force --density x
$P -m server fill $M /tmp/wt/g_scratch/o.mid --bars 9-12 --force --density flute=3
$P -m server fill $M /tmp/wt/g_scratch/o.mid --bars 9-12 --force --density nan
$P -m server fill $M /tmp/wt/g_scratch/o.mid --bars 9-12 --force --low 60 --high 50
$P -m server fill $M /tmp/wt/g_scratch/o.mid --bars 9-12 --force --low 61 --high 61 --key C
$P -m server fill $M /tmp/wt/g_scratch/o.mid --bars 9-12 --force --key H
$P -m server fill $M /tmp/wt/g_scratch/o.mid --bars 9-12 --force --density 8 --rhythm 0.1
