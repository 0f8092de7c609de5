#!/usr/bin/env python3
"""contention_rises.py PROGRAM: latency against background bandwidth.

It rises with every step, no traffic is exactly the uncontended figure, and the traffic that was asked for is served.
"""
import json
import subprocess
import sys

RATES = [0, 100, 400, 800]  # MB/s of the display; the DMA engine is off


def run(program, scenario, *settings):
    command = [program, "run", scenario, "--json", "-"]
    for setting in settings:
        command += ["--set", setting]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout)


def main():
    program = sys.argv[1]
    alone = run(program, "latency", "cores.a.parameters.messages=1000")
    before = None
    for rate in RATES:
        result = run(program, "contention", "traffic.dma.rate=0 MB/s", f"traffic.display.rate={rate} MB/s")
        mean = result["metrics"]["round_trip"]["mean"]
        if rate == 0:
            assert mean == alone["metrics"]["round_trip"]["mean"], (mean, "without traffic")
        else:
            assert mean > before, (mean, before, f"at {rate} MB/s")
            served = result["memories"]["ddr"]["bytes"]["display"] * 1e3 / result["simulated_ns"]
            assert abs(served - rate) < 0.02 * rate, (served, f"MB/s of {rate}")
            culprits = [row["because_of_ns"].get("display", 0) for row in result["contention"]]
            assert sum(culprits) > 0, f"nobody waited for the display at {rate} MB/s"
        before = mean
        print(f"{rate:5} MB/s: round trip {mean:.1f} ns")


main()
