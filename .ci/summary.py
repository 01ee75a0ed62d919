"""Tell what ran on what, from the results in a folder: `summary.py FOLDER [--strict]`.

With `--strict` it fails (exit code 1) when a test failed, or was skipped that should have run: a skip is allowed for
one reason only, that the real inputs beside the checkout are not there.
"""

import sys
import xml.etree.ElementTree as ET
from pathlib import Path

REAL_INPUTS = "../shared/data"


def main(folder: Path, *, strict: bool) -> int:
    """The exit code, after a line for each result file and for each test that was skipped."""
    wrong = 0
    print("\n== What ran on what")
    for report in sorted(folder.glob("*.xml")):
        suite = ET.parse(report).getroot().find("testsuite")  # noqa: S314 - made by our own run
        if suite is None:
            continue
        count = {name: int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")}
        bad = count["failures"] + count["errors"]
        passed = count["tests"] - bad - count["skipped"]
        minutes, seconds = divmod(round(float(suite.get("time", 0))), 60)
        line = f"{passed:5} passed, {bad} failed, {count['skipped']} skipped in {minutes}:{seconds:02} minutes"
        print(f"{report.stem:28} {line}")
        skips = {
            (case.get("classname"), case.get("name"), skip.get("message", ""))
            for case in suite.iter("testcase")
            for skip in case.iter("skipped")
        }
        for place, name, reason in sorted(skips):
            print(f"  skipped: {place}.{name}: {reason}")
        there = Path(REAL_INPUTS).is_dir()
        wrong += bad + sum(there or REAL_INPUTS not in reason for _, _, reason in skips)
    return int(strict and bool(wrong))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), strict="--strict" in sys.argv))
