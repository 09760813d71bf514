"""What a case and its files endure: kills, damaged and hostile inputs, and disks that fail.

    python -m tests.endurance kills|inputs|faults --seed N --count N

`test_endurance.py` runs a seeded part of each; whole runs are started by hand. What a run finds is
told by the seed that repeats it.
"""
