#!/usr/bin/env python3
"""Runs tcpreport over rotated captures on a Spark cluster: extract by file, analyse by shard, merge once.

spark-submit job.py --shards 64 --work /shared/work --output out /captures/*.pcap

Captures and the work folder are on a file system that all workers see; `tcpreport` is on every worker's PATH, or named by
--program. A task that fails or is lost is run again by Spark, on any worker: every step writes its files aside and renames
them, so that a second try finds nothing half done. A capture that cannot be read at all ends the job with its name.
"""
import argparse
import glob
import os
import subprocess
import sys

from pyspark.sql import SparkSession


def run(*arguments: str) -> None:
    """One command; its own words are the task's error where it fails."""
    done = subprocess.run(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(arguments)} ended with {done.returncode}: {done.stderr.strip()}")


def extract(program: str, shards: int, parts: str):
    """A partition of paths; what comes out is each shard once for every path."""
    def each(paths):
        for path in paths:
            run(program, "extract", "-q", "-j", "1", "--shards", str(shards), "--name", os.path.basename(path), "-o", parts, path)
            yield from ((shard, path) for shard in range(1, shards + 1))
    return each


def analyse(program: str, shards: int, parts: str, partials: str, judgement: list[str]):
    """A partition of shards; what comes out is the partial result of each."""
    def each(groups):
        for shard, _ in groups:
            run(program, "analyse", "-q", "--shard", f"{parts}/{shard}-of-{shards}", "-o", partials, *judgement)
            yield f"{partials}/{shard}-of-{shards}.partial"
    return each


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default="tcpreport")
    parser.add_argument("--shards", type=int, default=64)
    parser.add_argument("--work", required=True, help="a new folder for what lies between the steps")
    parser.add_argument("--output", default="out")
    parser.add_argument("--judgement", action="append", default=[], help="a flag for analyse and merge, such as --set=tw.floor=45s")
    parser.add_argument("captures", nargs="+", help="paths or patterns")
    flags = parser.parse_args()
    paths = sorted({os.path.abspath(path) for pattern in flags.captures for path in glob.glob(pattern) or [pattern]})
    parts, partials = (os.path.abspath(os.path.join(flags.work, name)) for name in ("parts", "partials"))
    os.makedirs(flags.work)

    context = SparkSession.builder.appName("tcpreport").getOrCreate().sparkContext
    extracted = context.parallelize(paths, len(paths)).mapPartitions(extract(flags.program, flags.shards, parts))
    # Grouping is the barrier: no shard begins before every capture is extracted.
    found = extracted.groupByKey(min(flags.shards, 4 * context.defaultParallelism)).mapPartitions(
        analyse(flags.program, flags.shards, parts, partials, flags.judgement)).collect()
    context.stop()
    return subprocess.run([flags.program, "merge", *sorted(found), "-o", flags.output, *flags.judgement]).returncode


if __name__ == "__main__":
    sys.exit(main())
