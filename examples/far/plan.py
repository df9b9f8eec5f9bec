#!/usr/bin/env python3
"""What a day of a link needs, worked out from what the three commands take on this machine.

    plan.py [--program PATH] [--gbit 100] [--packet 700] [--connection 30] CAPTURE…

Runs extract, analyse and merge over the captures, one process at a time, and scales processor time and sizes to the
link: so many Gbit/s of packets of so many octets on average, so many packets a connection. The tables of CAPACITY.md are
its output over the captures of `make bench`.
"""
import argparse
import os
import subprocess
import tempfile

DAY, SHARDS = 86400, 8


def spent(*words):
    """Seconds of processor time, and the peak of resident octets, of one command."""
    child = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        raise SystemExit(f"{' '.join(words)}: status {status}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def octets(folder):
    return sum(os.path.getsize(os.path.join(at, name)) for at, _, names in os.walk(folder) for name in names)


def measure(program, capture):
    """Processor seconds and octets of each step over one capture."""
    with tempfile.TemporaryDirectory() as folder:
        parts, partials, out = (os.path.join(folder, name) for name in ("parts", "partials", "out"))
        extract, _ = spent(program, "extract", "-q", "-j", "1", "--shards", str(SHARDS), "-o", parts, capture)
        steps = [
            spent(program, "analyse", "-q", "--shard", f"{parts}/{shard}-of-{SHARDS}", "-o", partials)
            for shard in range(1, SHARDS + 1)
        ]
        kept = [os.path.join(partials, name) for name in sorted(os.listdir(partials))]
        merge, memory = spent(program, "merge", "-q", "--exit-zero", "--format", "csv", *kept, "-o", out)
        packets = int(subprocess.run(["capinfos", "-c", "-M", "-T", "-r", capture], capture_output=True, text=True, check=True).stdout.split()[-1])
        tables = [os.path.join(out, name) for name in os.listdir(out) if name.endswith(".csv")]
        with open(tables[0], encoding="utf-8") as table:
            connections = sum(1 for _ in table) - 1
        return {
            "packets": packets, "connections": connections, "extract": extract, "analyse": sum(time for time, _ in steps),
            "merge": merge, "memory": memory, "parts": octets(parts), "partials": octets(partials),
        }


def grouped(value):
    return f"{value:,.0f}".replace(",", " ") if value >= 10 else f"{value:.1f}"


def table(head, rows):
    print("| " + " | ".join(head) + " |\n|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(cell if isinstance(cell, str) else grouped(cell) for cell in row) + " |")
    print()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=".build/release/tcpreport")
    parser.add_argument("--gbit", type=float, default=100)
    parser.add_argument("--packet", type=float, default=700)
    parser.add_argument("--connection", type=float, default=30)
    parser.add_argument("captures", nargs="+")
    flags = parser.parse_args()
    seen = {os.path.basename(capture).split(".")[0]: measure(flags.program, capture) for capture in flags.captures}
    table(
        ["measured", "packets", "connections", "extract, ns a packet", "extract, octets a packet", "analyse, ns a packet",
         "partial, octets a connection", "merge, µs a connection", "merge, octets of memory a connection"],
        [[name, m["packets"], m["connections"], m["extract"] / m["packets"] * 1e9, m["parts"] / m["packets"],
          m["analyse"] / m["packets"] * 1e9, m["partials"] / m["connections"], m["merge"] / m["connections"] * 1e6,
          m["memory"] / m["connections"]] for name, m in seen.items()])
    rate = flags.gbit * 1e9 / 8 / flags.packet
    connections = rate / flags.connection
    print(f"{flags.gbit:g} Gbit/s of packets of {flags.packet:g} octets: {grouped(rate)} packets a second, {grouped(connections)} connections a second.\n")
    table(
        ["as in", "extract, cores", "shuffle, MB a second", "shuffle, TB a day", "analyse, cores", "partials, TB a day",
         "merge, cores", "merge, GB of memory for a minute"],
        [[name, rate * m["extract"] / m["packets"], rate * m["parts"] / m["packets"] / 1e6,
          rate * m["parts"] / m["packets"] * DAY / 1e12, rate * m["analyse"] / m["packets"],
          connections * m["partials"] / m["connections"] * DAY / 1e12, connections * m["merge"] / m["connections"],
          connections * 60 * m["memory"] / m["connections"] / 1e9] for name, m in seen.items()])


if __name__ == "__main__":
    main()
