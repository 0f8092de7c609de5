#!/usr/bin/env python3
"""Links between documents lead somewhere, and docs/README.md names every guide (README.md).   links.py ROOT"""
import pathlib
import re
import sys

NOT_OURS = re.compile(r"^(https?:|mailto:|#)")


def documents_of(root):
    for folder in ("", "cmake", "docs", "firmware", "models", "platforms", "scenarios", "scripts", "tests"):
        top = root / folder
        yield from sorted(top.glob("*.md") if folder == "" else top.rglob("*.md"))


def dead_links(root):
    for document in documents_of(root):
        for number, line in enumerate(document.read_text().splitlines(), 1):
            for target in re.findall(r"\]\(([^)\s]+)\)", line):
                if not NOT_OURS.match(target) and not (document.parent / target.split("#")[0]).exists():
                    yield f"{document.relative_to(root)}:{number}: there is no {target}"


def unnamed_guides(root):
    docs = root / "docs"
    index = (docs / "README.md").read_text()
    for entry in sorted(docs.iterdir()):
        name = entry.name + ("/" if entry.is_dir() else "")
        if f"`{name}`" not in index and name != "README.md":
            yield f"docs/README.md: does not name {name}"


def main():
    root = pathlib.Path(sys.argv[1])
    complaints = [*dead_links(root), *unnamed_guides(root)]
    print("\n".join(complaints) or "all links lead somewhere")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
