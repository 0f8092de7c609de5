#!/usr/bin/env python3
"""Replays the commands of a document and compares what they print with what the document shows (README.md).

    replay.py DOCUMENT --work FOLDER --program FOLDER [--link NAME=TARGET]... [--update]

FOLDER of --work is emptied: the commands run there, and it is their HOME. --update writes what was printed into the
document instead of failing where only numbers differ.
"""
import argparse
import difflib
import os
import pathlib
import re
import shutil
import subprocess
import sys

HOME_IN_DOCUMENTS = "/home/you"
TIMEOUT_S = 100  # below that of ctest
# Ends the output of each command, with its exit status.
MARK = "\x1e"
# What may change without a change of meaning, which --update replaces: hashes, addresses, numbers with their unit or
# the `-` that stands for none; and the room between columns with its bars.
FIGURE = re.compile(r"\b[0-9a-f]{64}\b|\b0x[0-9a-f]+\b|(?:<?\d[\d.,]*|(?<= )-(?= |$))(?: [num]?s\b)?")
ROOM = re.compile(r"[ #]{2,}")


class Command:
    """A line after `$ ` with what follows it in a block, or a patch, which is expected to print nothing."""

    def __init__(self, text, line, patch=False):
        self.text = text
        self.line = line  # in the document, counted from 0
        self.patch = patch
        self.expected = []  # (line number, text)

    def title(self):
        return "the patch" if self.patch else f"'{self.text}'"

    def asks_for_status(self):
        return self.text == "echo $?"


def blocks_of(lines):
    """(language, number of its first line, lines) of each fenced block."""
    language, first = None, 0
    for number, line in enumerate(lines):
        if not line.startswith("```"):
            continue
        if language is None:
            language, first = line[3:].strip(), number + 1
        else:
            yield language, first, lines[first:number]
            language = None
    if language is not None:
        raise SystemExit(f"line {first}: a block is not closed")


def commands_of(lines):
    commands = []
    for language, first, block in blocks_of(lines):
        if language == "diff":
            commands.append(Command("\n".join(block) + "\n", first, patch=True))
        if language != "console":
            continue
        if not block or not block[0].startswith("$ "):
            raise SystemExit(f"line {first + 1}: a console block begins with '$ '")
        continued = False
        for number, line in enumerate(block, first):
            if continued:
                commands[-1].text += "\n" + line
            elif line.startswith("$ "):
                commands.append(Command(line[2:], number))
            else:
                commands[-1].expected.append((number, line))
            continued = line.endswith("\\") and (continued or line.startswith("$ "))
    return commands


def script_of(commands, work):
    """One shell runs everything, so that `cd` and `export` last as they do for a reader. It stops at the first failure
    that the document does not ask about."""
    parts = []
    for number, command in enumerate(commands):
        file = work / f".command{number}"
        file.write_text(command.text)
        run = f"patch --silent --batch --forward --fuzz=0 -p1 <'{file}'" if command.patch else 'eval "$command" </dev/null'
        parts.append(f"command=$(cat '{file}'); (exit $status); {{ {run}; }} 2>&1; status=$?; "
                     f"printf '{MARK}%s\\n' $status")
        asked = number + 1 < len(commands) and commands[number + 1].asks_for_status()
        if not asked:
            parts.append("[ $status -eq 0 ] || exit $status")
    return "status=0\n" + "\n".join(parts) + "\n"


def run(commands, work, program):
    """What each command printed, as lines, and its status; shorter than the commands if one failed."""
    environment = {
        "PATH": f"{program}:{os.environ['PATH']}",
        "HOME": str(work),
        "LC_ALL": "C.UTF-8",
        "TERM": "dumb",
    }
    done = subprocess.run(["bash", "--noprofile", "--norc", "-c", script_of(commands, work)], cwd=work, env=environment,
                          stdout=subprocess.PIPE, timeout=TIMEOUT_S, check=False)
    text = done.stdout.decode(errors="replace").replace(str(work), HOME_IN_DOCUMENTS)
    pieces = re.split(f"{MARK}(\\d+)\n", text)  # output, status, output, status, ..., what follows the last
    return [(output.splitlines(), int(status)) for output, status in zip(pieces[::2], pieces[1::2])]


def pattern_of(expected, exact):
    """A line as a regular expression. `...` at its end stands for the rest of the line."""
    text, rest = (expected[:-3], ".*") if expected.endswith("...") else (expected, "")
    if exact:
        return re.compile(f"({re.escape(text)}){rest}$")
    parts, last = [], 0
    for match in re.finditer(f"{ROOM.pattern}|{FIGURE.pattern}", text):
        variable = ROOM if ROOM.fullmatch(match.group()) else FIGURE
        parts += [re.escape(text[last:match.start()]), f"(?:{variable.pattern})"]
        last = match.end()
    parts.append(re.escape(text[last:]))
    return re.compile(f"({''.join(parts)}){rest}$")


def compare(expected, output, exact):
    """Where each expected line is in the output, None for `...`. Raises LookupError(index) at the first that is not there.

    Lines follow each other unless `...` is between them; then the first that fits counts."""
    found, position, skipping = [], 0, False
    for index, (_, line) in enumerate(expected):
        if line == "...":
            skipping = True
            found.append(None)
            continue
        pattern = pattern_of(line, exact)
        while position < len(output) and not pattern.match(output[position].rstrip()):
            if not skipping:
                raise LookupError(index)
            position += 1
        if position == len(output):
            raise LookupError(index)
        found.append((output[position].rstrip(), pattern))
        position += 1
        skipping = False
    if position < len(output) and not skipping:
        raise LookupError(len(expected))
    return found


def complain(document, command, output, index):
    number = command.expected[index][0] if index < len(command.expected) else command.line
    what = "this line was not printed" if index < len(command.expected) else "more was printed than is shown"
    print(f"{document}:{number + 1}: {what} by {command.title()}", file=sys.stderr)
    wanted = [line for _, line in command.expected]
    for line in difflib.unified_diff(wanted, output, "shown", "printed", lineterm="", n=1):
        print("  " + line, file=sys.stderr)


def check(document, commands, outputs, lines, update):
    """Whether every command did what is shown. With `update`, `lines` get the numbers that were printed."""
    for command, (output, status) in zip(commands, outputs):
        try:
            found = compare(command.expected, output, exact=not update)
        except LookupError as missing:
            complain(document, command, output, missing.args[0])
            return False
        for (number, _), place in zip(command.expected, found):
            if place is not None and update:
                shown = place[1].match(place[0]).group(1)
                lines[number] = shown + ("..." if lines[number].endswith("...") else "")
    if len(outputs) < len(commands) or outputs[-1][1] != 0:
        command, (output, status) = commands[len(outputs) - 1], outputs[-1]
        print(f"{document}:{command.line + 1}: exit status {status}, which is not asked for, of {command.title()}:",
              *output[-30:], sep="\n  ", file=sys.stderr)
        return False
    return True


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("document", type=pathlib.Path)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--program", type=pathlib.Path, required=True)
    parser.add_argument("--link", action="append", default=[], metavar="NAME=TARGET")
    parser.add_argument("--update", action="store_true")
    arguments = parser.parse_args()

    lines = arguments.document.read_text().split("\n")
    commands = commands_of(lines)
    if not commands:
        raise SystemExit(f"{arguments.document}: no command to replay")
    work = arguments.work.absolute()
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    for link in arguments.link:
        name, target = link.split("=", 1)
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).symlink_to(pathlib.Path(target).absolute())
    outputs = run(commands, work, arguments.program.absolute())
    good = check(arguments.document, commands, outputs, lines, arguments.update)
    if good and arguments.update:
        arguments.document.write_text("\n".join(lines))
    if good:
        print(f"{arguments.document.name}: {len(commands)} commands do what it shows")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
