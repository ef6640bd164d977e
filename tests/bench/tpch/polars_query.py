"""A query of TPC-H in Polars, from the CSV files in FOLDER: python3 polars_query.py FOLDER q01 (for tests/bench/tpch.mjs).

Files are scanned lazily, so that Polars reads the columns that a query asks for. Threads are POLARS_MAX_THREADS.
"""

import json
import sys

import polars as pl
from polars import col, lit

FLOATS = "l_quantity l_extendedprice l_discount l_tax o_totalprice c_acctbal ps_supplycost".split()


def table(name):
    return pl.scan_csv(f"{FOLDER}/{name}.csv", schema_overrides={column: pl.Float64 for column in FLOATS})


def revenue():
    return col("l_extendedprice") * (1 - col("l_discount"))


def q01():
    total = revenue()
    sums = [
        col("l_quantity").sum().alias("sum_qty"),
        col("l_extendedprice").sum().alias("sum_base_price"),
        total.sum().alias("sum_disc_price"),
        (total * (1 + col("l_tax"))).sum().alias("sum_charge"),
        col("l_quantity").mean().alias("avg_qty"),
        col("l_extendedprice").mean().alias("avg_price"),
        col("l_discount").mean().alias("avg_disc"),
        pl.len().alias("count_order"),
    ]
    keys = ["l_returnflag", "l_linestatus"]
    return table("lineitem").filter(col("l_shipdate") <= lit("1998-09-02")).group_by(keys).agg(sums).sort(keys)


def q03():
    customers = table("customer").filter(col("c_mktsegment") == lit("BUILDING"))
    orders = table("orders").filter(col("o_orderdate") < lit("1995-03-15")).join(customers, left_on="o_custkey", right_on="c_custkey")
    items = table("lineitem").filter(col("l_shipdate") > lit("1995-03-15")).join(orders, left_on="l_orderkey", right_on="o_orderkey")
    grouped = items.group_by("l_orderkey", "o_orderdate", "o_shippriority").agg(revenue().sum().alias("revenue"))
    return grouped.select("l_orderkey", "revenue", "o_orderdate", "o_shippriority").sort("revenue", "o_orderdate", "l_orderkey", descending=[True, False, False]).head(10)


def q06():
    dates = (col("l_shipdate") >= lit("1994-01-01")) & (col("l_shipdate") < lit("1995-01-01"))
    amounts = (col("l_discount") >= 0.05) & (col("l_discount") <= 0.07) & (col("l_quantity") < 24)
    return table("lineitem").filter(dates & amounts).select((col("l_extendedprice") * col("l_discount")).sum().alias("revenue"))


def q09():
    parts = table("part").filter(col("p_name").str.contains("green", literal=True)).select("p_partkey")
    offers = table("partsupp").join(parts, left_on="ps_partkey", right_on="p_partkey")
    suppliers = table("supplier").join(table("nation"), left_on="s_nationkey", right_on="n_nationkey")
    items = table("lineitem").join(offers, left_on=["l_partkey", "l_suppkey"], right_on=["ps_partkey", "ps_suppkey"])
    items = items.join(suppliers, left_on="l_suppkey", right_on="s_suppkey").join(table("orders"), left_on="l_orderkey", right_on="o_orderkey")
    profits = items.select(
        col("n_name").alias("nation"),
        col("o_orderdate").str.slice(0, 4).cast(pl.Int64).alias("o_year"),
        (revenue() - col("ps_supplycost") * col("l_quantity")).alias("amount"),
    )
    return profits.group_by("nation", "o_year").agg(col("amount").sum().alias("sum_profit")).sort("nation", "o_year", descending=[False, True])


def q18():
    large = table("lineitem").group_by("l_orderkey").agg(col("l_quantity").sum().alias("sum_qty")).filter(col("sum_qty") > 270)
    found = table("orders").join(large, left_on="o_orderkey", right_on="l_orderkey").join(table("customer"), left_on="o_custkey", right_on="c_custkey")
    shown = found.select("c_name", col("o_custkey").alias("c_custkey"), "o_orderkey", "o_orderdate", "o_totalprice", "sum_qty")
    return shown.sort("o_totalprice", "o_orderdate", "o_orderkey", descending=[True, False, False]).head(100)


FOLDER = sys.argv[1]
for row in {"q01": q01, "q03": q03, "q06": q06, "q09": q09, "q18": q18}[sys.argv[2]]().collect().to_dicts():
    print(json.dumps(row))
