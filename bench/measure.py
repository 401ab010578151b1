#!/usr/bin/env python3
"""Runs a command and prints one JSON line: seconds, CPU seconds, peak resident memory in MiB, exit code."""

import json
import os
import resource
import subprocess
import sys
import time

if len(sys.argv) < 2 or sys.argv[1] in ("-h", "--help"):
    sys.exit(__doc__ + "\n\n  measure.py OUT COMMAND …\n\nThe line goes into the file OUT; what the command prints stays its own.")
began = time.monotonic()
code = subprocess.call(sys.argv[2:])
seconds = time.monotonic() - began
used = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump({"seconds": round(seconds, 3), "cpu": round(used.ru_utime + used.ru_stime, 3), "peak_mib": round(used.ru_maxrss / 1024, 1), "code": code}, file)
os._exit(code if code >= 0 else 128 - code)
