#!/usr/bin/env python3
"""Runs what the CI examples of docs/ci do to a firmware project (README.md).

    ci_examples.py FILE --work FOLDER --build FOLDER       FILE: github-actions.yml or gitlab-ci.yml; BUILD: a build tree
"""
import argparse
import pathlib
import shutil
import subprocess
import sys
import xml.etree.ElementTree

import yaml

# On a server what comes before has made rpmsg-sim/ in the job's folder.
GITHUB_STEPS = ["Build the firmware", "Simulate", "Compare with the baseline"]
BUDGET = "round_trip.p99 < 100 us"


class Failed(Exception):
    pass


def require(condition, text):
    if not condition:
        raise Failed(text)


def github_scripts(document):
    """All scripts, and of those the ones for the firmware, each with what names it."""
    require(set(document) == {"name", True, "jobs"}, "keys other than name, on, jobs")  # `on` is a boolean in YAML 1.1
    scripts = []
    for job in document["jobs"].values():
        require({"runs-on", "container", "steps"} <= set(job), "a job without runs-on, container or steps")
        for step in job["steps"]:
            require(("run" in step) != ("uses" in step), f"not one of run and uses: {step}")
            require("name" in step, f"a step without a name: {step}")
            if "run" in step:
                scripts.append((step["name"], step["run"]))
        last = job["steps"][-1]
        require(last.get("if") == "always()" and "upload-artifact" in last["uses"], "reports are not kept in any case")
    return scripts, [script for script in scripts if script[0] in GITHUB_STEPS]


def gitlab_scripts(document):
    require(list(document) == ["simulate"], "not one job")
    job = document["simulate"]
    for key in ("before_script", "script"):
        require(all(isinstance(line, str) for line in job[key]), f"{key} is not a list of texts")
    require(job["artifacts"]["when"] == "always" and "reports/" in job["artifacts"]["paths"], "reports are not kept")
    require(job["artifacts"]["reports"]["junit"] == "reports/junit.xml", "the JUnit report is not named")
    firmware = ("script", "\n".join(job["script"]))
    return [("before_script", "\n".join(job["before_script"])), firmware], [firmware]


def bash(script, folder, *options):
    """As both servers run scripts: the first failure ends it."""
    return subprocess.run(["bash", "-eo", "pipefail", *options, "-c", script], cwd=folder, text=True, check=False,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def run_job(scripts, project, status, wanted=""):
    """Runs a job from a clean checkout: it ends with `status` and has printed `wanted`."""
    for folder in ("build", "reports"):
        shutil.rmtree(project / folder, ignore_errors=True)
    printed = ""
    for name, script in scripts:
        done = bash(script, project)
        printed += done.stdout
        if done.returncode != 0:
            break
    require(done.returncode == status, f"'{name}' ended with {done.returncode}, not {status}:\n{printed}")
    require(wanted in printed, f"not printed: {wanted}\n{printed}")


def failures_in(junit):
    require(junit.exists(), f"no {junit.name}")
    return sum(int(suite.get("failures")) for suite in xml.etree.ElementTree.parse(junit).iter("testsuite"))


def change(file, before, after):
    text = file.read_text()
    require(before in text, f"{file.name} has no '{before}'")
    file.write_text(text.replace(before, after))


def try_project(scripts, project, program):
    run_job(scripts, project, 2, "baseline/*.json")  # there is none yet
    (project / "baseline").mkdir()
    subprocess.run([program, "run", *project.glob("build/*.yaml"), "--quiet", "--json", project / "baseline"], check=True)
    run_job(scripts, project, 0)
    require(failures_in(project / "reports/junit.xml") == 0, "failures in the JUnit report of a run that passed")
    require([f.name for f in (project / "reports").glob("*.json")] == ["sensor.json"], "no result as JSON")

    change(project / "CMakeLists.txt", BUDGET, "round_trip.p99 < 1 us")
    run_job(scripts, project, 1, "FAILED  round_trip.p99 < 1 us")
    require(failures_in(project / "reports/junit.xml") == 1, "a budget that was not met is missing in the JUnit report")
    change(project / "CMakeLists.txt", "round_trip.p99 < 1 us", BUDGET)

    change(project / "main.c", "  (void)context;\n", "  (void)context;\n  for (volatile int i = 0; i < 100; i++) {\n  }\n")
    run_job(scripts, project, 1, "a_to_m.ring_to_read")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    document = yaml.safe_load(arguments.file.read_text())
    readers = {"github-actions.yml": github_scripts, "gitlab-ci.yml": gitlab_scripts}

    work = arguments.work.absolute()
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        scripts, firmware_scripts = readers[arguments.file.name](document)
        require(firmware_scripts, "no script for the firmware")
        for name, script in scripts:
            done = bash(script, work, "-n")
            require(done.returncode == 0, f"'{name}' is not bash: {done.stdout}")
        program = arguments.build.absolute() / "rpmsg-sim"
        subprocess.run([program, "new", "sensor", "--platform", "imx8mm"], cwd=work, check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["cmake", "--install", arguments.build, "--prefix", work / "sensor/rpmsg-sim"], check=True,
                       stdout=subprocess.DEVNULL)
        try_project(firmware_scripts, work / "sensor", program)
    except Failed as failed:
        print(f"{arguments.file}: {failed}", file=sys.stderr)
        return 1
    print(f"{arguments.file.name}: passes, and fails where it should")
    return 0


if __name__ == "__main__":
    sys.exit(main())
