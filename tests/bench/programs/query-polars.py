"""The six queries query-*.mochi in Polars: python3 query-polars.py query-join 2000000 (for tests/bench/run.mjs).

As in C, the rows are made first, from the same formula. Threads are POLARS_MAX_THREADS.
"""

import sys

import polars as pl
from polars import col


def spread(e):
    return e * 2654435761 % 4294967296


def numbers(count):
    return pl.LazyFrame({"id": pl.arange(0, count, eager=True)})


def shown(value):
    return f"{value:.15g}"


def filter_map(rows):
    count = 0
    for round in range(10):
        kept = rows.lazy().filter((col("key") % 3 == 0) & (col("value") > round)).select(col("value") * 2.0).collect()
        count += len(kept)
    return count, shown(kept["value"][-1])


def group_int(rows):
    count = 0
    for round in range(10):
        found = rows.lazy().group_by("key", maintain_order=True).agg(col("value").sum().alias("total"), pl.len().alias("count")).collect()
        count += len(found)
        total = int(found["total"][round]) + found["count"][round]
    return count, total


def group_string(rows):
    count = 0
    for round in range(10):
        found = rows.lazy().group_by("name", maintain_order=True).agg(col("value").mean().alias("mean"), col("value").max().alias("most")).collect()
        count += len(found)
        total = int(found["mean"][round]) + found["most"][round]
    return count, shown(total)


def join(rows):
    parts = numbers(SIZE // 10).select(spread(col("id")).mod(GROUPS).alias("key"), col("id").cast(pl.Float64).alias("weight")).collect()
    count = 0
    for _ in range(10):
        joined = rows.lazy().join(parts.lazy(), on="key", maintain_order="left_right").select(col("value") + col("weight")).collect()
        count += len(joined)
    return count, shown(joined["value"][-1])


def top(rows):
    total = 0
    for round in range(40):
        total += rows.lazy().filter(col("key") != round).select("id", "value").sort("value", "id", descending=[True, False]).head(100).collect()["id"][-1]
    return (total,)


def distinct(rows):
    total = 0
    for round in range(20):
        found = rows.lazy().filter(col("key") > round).select("key").unique(maintain_order=True).collect()["key"]
        total += found[-1] + len(found)
    return (total,)


SIZE = int(sys.argv[2])
GROUPS = SIZE // 20 + 1
names = pl.concat_str(pl.lit("customer number "), (spread(col("id")) % 1000).cast(pl.String)).alias("name")
values = ((spread(col("id") * 7 + 3) % 1000000).cast(pl.Float64) / 4.0).alias("value")
made = numbers(SIZE).select("id", (spread(col("id")) % GROUPS).alias("key"), names, values).collect()
queries = {"query-filter-map": filter_map, "query-group-int": group_int, "query-group-string": group_string, "query-join": join, "query-top": top, "query-distinct": distinct}
print(*queries[sys.argv[1]](made))
