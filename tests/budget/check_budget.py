"""Checks the latency budget of one scenario: check_budget.py PROGRAM SCHEMA SCENARIO"""

import copy
import json
import math
import pathlib
import subprocess
import sys
import tempfile

import jsonschema  # Debian: python3-jsonschema

ONE_WAY = ["index_to_doorbell", "doorbell_to_line", "line_to_handler", "handler_to_ring", "ring_to_read"]
PARTS = ["executing", "waiting", "queueing", "idle"]

# What is too long for three runs runs shorter here.
SHORTER = {"both_busy": ["--set", "cores.a.parameters.duration=20 ms"]}

failures = []


def check(holds, text):
    if not holds:
        failures.append(text)


def close(a, b):
    """Means are sums in picoseconds divided once: nothing but the last digits may differ."""
    return math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-9)


def run(program, *arguments):
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def check_direction(result, direction):
    name = direction["direction"]
    metrics = result["metrics"]
    one_way = metrics["one_way." + name]
    check(one_way["count"] > 0, f"{name}: no messages")
    means = {}
    for stage in direction["stages"]:
        metric = metrics[stage["metric"]]
        means[stage["name"]] = metric["mean"]
        parts = sum(stage[part + "_ns"] for part in PARTS)
        check(close(parts, metric["mean"]), f"{stage['metric']}: parts {parts} of {metric['mean']}")
        check(stage["empty"] <= metric["count"], f"{stage['metric']}: more are empty than there are")
        check((metric["min"] == 0) == (stage["empty"] > 0), f"{stage['metric']}: empty {stage['empty']}")
        if stage["name"] != "read_to_return":
            check(metric["count"] == one_way["count"], f"{stage['metric']}: {metric['count']} messages")
    check(close(sum(means[stage] for stage in ONE_WAY), one_way["mean"]), f"{name}: stages are not one way")
    parts = sum(metrics[f"{name}.{part}"]["mean"] for part in PARTS)
    check(close(parts, one_way["mean"]), f"{name}: parts are not one way")
    life = metrics[name + ".life"]
    if life["count"] == one_way["count"]:
        check(close(sum(means.values()), life["mean"]), f"{name}: stages are not the whole life")


def check_round_trip(metrics):
    whole = metrics["round_trip"]
    parts = [metrics["round_trip." + part] for part in ("request", "turnaround", "reply")]
    for part in parts:
        check(part["count"] == whole["count"], "round trip: a part is missing")
    check(close(sum(part["mean"] for part in parts), whole["mean"]), "round trip: parts do not add up")


def check_schema(validator, result):
    for error in validator.iter_errors(result):
        failures.append(f"schema: {'/'.join(map(str, error.path))}: {error.message}")
    broken = copy.deepcopy(result)
    del broken["metrics"]["round_trip"]["p999"]
    check(not validator.is_valid(broken), "schema: a metric without p999 is accepted")
    broken = copy.deepcopy(result)
    broken["budget"][0]["stages"][0]["name"] = "index_to_nowhere"
    check(not validator.is_valid(broken), "schema: any stage is accepted")


def check_bounds(bounded):
    for name, metric in bounded["metrics"].items():
        if metric["count"] == 0:
            continue
        low, high = metric["mean_range"]
        check(low <= high, f"{name}: range {low} to {high}")
    for name in ("round_trip", "a_to_m.doorbell_to_line", "a_to_m.ring_to_read"):
        metric = bounded["metrics"][name]
        low, high = metric["mean_range"]
        check(low < metric["mean"] < high, f"{name}: {metric['mean']} is not within {low} and {high}")


def check_diff(program, first, second, slower):
    status, out, _ = run(program, "diff", first, second)
    check(status == 0 and "equal digests" in out, f"diff of equal runs: {status}\n{out}")
    status, out, _ = run(program, "diff", first, slower)
    check(status == 1 and "round_trip" in out, f"diff with a slower run: {status}\n{out}")
    status, _, _ = run(program, "diff", first, slower, "--threshold", "1 s")
    check(status == 0, f"diff with a large threshold: {status}")


def write(path, result):
    pathlib.Path(path).write_text(json.dumps(result), encoding="utf-8")


def main():
    program, schema, scenario = sys.argv[1:]
    validator = jsonschema.Draft202012Validator(json.loads(pathlib.Path(schema).read_text(encoding="utf-8")))
    with tempfile.TemporaryDirectory() as folder:
        first, second, slower = (f"{folder}/{name}.json" for name in ("first", "second", "slower"))
        arguments = ["run", scenario, *SHORTER.get(scenario, []), "--set", "expect=[]"]
        status, out, error = run(program, *arguments, "--json", first)
        check(status == 0, f"status {status}\n{out}{error}")
        check("one way" in out and "* rests on estimates" in out, f"no budget in the report\n{out}")
        result = json.loads(pathlib.Path(first).read_text(encoding="utf-8"))
        check_schema(validator, result)
        check(len(result["budget"]) == 2, "not two directions")
        for direction in result["budget"]:
            check_direction(result, direction)
        check_round_trip(result["metrics"])

        status, out, error = run(program, *arguments, "--bounds", "--json", second)
        check(status == 0 and " .. " in out, f"--bounds: status {status}\n{out}{error}")
        bounded = json.loads(pathlib.Path(second).read_text(encoding="utf-8"))
        check_schema(validator, bounded)
        check_bounds(bounded)
        check(bounded["digest"] == result["digest"], "--bounds has changed the run itself")

        for statistic in ("min", "mean", "p50", "p90", "p99", "p999", "max"):
            result["metrics"]["round_trip"][statistic] *= 2
        result["digest"] = ""
        write(slower, result)
        check_diff(program, first, second, slower)
    for failure in failures:
        print("FAILED ", failure)
    sys.exit(1 if failures else 0)


main()
