"""Computes expected.json with DuckDB: what each of the 22 queries yields on the tables in a folder.

    pip install duckdb
    python3 tests/tpch/expected.py FOLDER > tests/tpch/expected.json
    python3 tests/tpch/expected.py FOLDER q01      one query, straight from the files, for tests/bench/tpch.mjs

FOLDER holds the tables that generate.ts made at scale 0.01. The SQL is that of the TPC-H specification
with its validation parameters (others where those find nothing at this scale), and with more keys
behind ORDER BY, so that there is one right order.
"""

import json
import sys

import duckdb

TABLES = "region nation supplier part partsupp customer orders lineitem".split()

REVENUE = "l_extendedprice * (1 - l_discount)"

QUERIES = {
    "q01": f"""select l_returnflag, l_linestatus, sum(l_quantity) sum_qty, sum(l_extendedprice) sum_base_price, sum({REVENUE}) sum_disc_price,
        sum({REVENUE} * (1 + l_tax)) sum_charge, avg(l_quantity) avg_qty, avg(l_extendedprice) avg_price, avg(l_discount) avg_disc, count(*) count_order
        from lineitem where l_shipdate <= '1998-09-02' group by all order by l_returnflag, l_linestatus""",
    "q02": """select s_acctbal, s_name, n_name, p_partkey, p_mfgr, s_address, s_phone, s_comment from part, supplier, partsupp, nation, region
        where p_partkey = ps_partkey and s_suppkey = ps_suppkey and p_size = 15 and p_type like '%BRASS' and s_nationkey = n_nationkey
        and n_regionkey = r_regionkey and r_name = 'EUROPE' and ps_supplycost = (select min(ps_supplycost) from partsupp, supplier, nation, region
        where p_partkey = ps_partkey and s_suppkey = ps_suppkey and s_nationkey = n_nationkey and n_regionkey = r_regionkey and r_name = 'EUROPE')
        order by s_acctbal desc, n_name, s_name, p_partkey limit 100""",
    "q03": f"""select l_orderkey, sum({REVENUE}) revenue, o_orderdate, o_shippriority from customer, orders, lineitem
        where c_mktsegment = 'BUILDING' and c_custkey = o_custkey and l_orderkey = o_orderkey and o_orderdate < '1995-03-15' and l_shipdate > '1995-03-15'
        group by l_orderkey, o_orderdate, o_shippriority order by revenue desc, o_orderdate, l_orderkey limit 10""",
    "q04": """select o_orderpriority, count(*) order_count from orders where o_orderdate >= '1993-07-01' and o_orderdate < '1993-10-01'
        and exists (select * from lineitem where l_orderkey = o_orderkey and l_commitdate < l_receiptdate) group by o_orderpriority order by o_orderpriority""",
    "q05": f"""select n_name, sum({REVENUE}) revenue from customer, orders, lineitem, supplier, nation, region
        where c_custkey = o_custkey and l_orderkey = o_orderkey and l_suppkey = s_suppkey and c_nationkey = s_nationkey and s_nationkey = n_nationkey
        and n_regionkey = r_regionkey and r_name = 'ASIA' and o_orderdate >= '1994-01-01' and o_orderdate < '1995-01-01' group by n_name order by revenue desc""",
    "q06": """select sum(l_extendedprice * l_discount) revenue from lineitem where l_shipdate >= '1994-01-01' and l_shipdate < '1995-01-01'
        and l_discount >= 0.05 and l_discount <= 0.07 and l_quantity < 24""",
    "q07": f"""select n1.n_name supp_nation, n2.n_name cust_nation, cast(substr(l_shipdate, 1, 4) as int) l_year, sum({REVENUE}) revenue
        from supplier, lineitem, orders, customer, nation n1, nation n2 where s_suppkey = l_suppkey and o_orderkey = l_orderkey and c_custkey = o_custkey
        and s_nationkey = n1.n_nationkey and c_nationkey = n2.n_nationkey and ((n1.n_name = 'FRANCE' and n2.n_name = 'GERMANY')
        or (n1.n_name = 'GERMANY' and n2.n_name = 'FRANCE')) and l_shipdate between '1995-01-01' and '1996-12-31' group by all order by 1, 2, 3""",
    "q08": f"""select o_year, sum(case when nation = 'ARGENTINA' then volume else 0 end) / sum(volume) mkt_share from (
        select cast(substr(o_orderdate, 1, 4) as int) o_year, {REVENUE} volume, n2.n_name nation from part, supplier, lineitem, orders, customer, nation n1, nation n2, region
        where p_partkey = l_partkey and s_suppkey = l_suppkey and l_orderkey = o_orderkey and o_custkey = c_custkey and c_nationkey = n1.n_nationkey
        and n1.n_regionkey = r_regionkey and r_name = 'AMERICA' and s_nationkey = n2.n_nationkey and o_orderdate between '1995-01-01' and '1996-12-31'
        and p_type = 'ECONOMY ANODIZED STEEL') group by o_year order by o_year""",
    "q09": f"""select nation, o_year, sum(amount) sum_profit from (select n_name nation, cast(substr(o_orderdate, 1, 4) as int) o_year,
        {REVENUE} - ps_supplycost * l_quantity amount from part, supplier, lineitem, partsupp, orders, nation where s_suppkey = l_suppkey and ps_suppkey = l_suppkey
        and ps_partkey = l_partkey and p_partkey = l_partkey and o_orderkey = l_orderkey and s_nationkey = n_nationkey and p_name like '%green%')
        group by nation, o_year order by nation, o_year desc""",
    "q10": f"""select c_custkey, c_name, sum({REVENUE}) revenue, c_acctbal, n_name, c_address, c_phone, c_comment from customer, orders, lineitem, nation
        where c_custkey = o_custkey and l_orderkey = o_orderkey and o_orderdate >= '1993-10-01' and o_orderdate < '1994-01-01' and l_returnflag = 'R'
        and c_nationkey = n_nationkey group by all order by revenue desc, c_custkey limit 20""",
    "q11": """select ps_partkey, sum(ps_supplycost * ps_availqty) as value from partsupp, supplier, nation where ps_suppkey = s_suppkey and s_nationkey = n_nationkey
        and n_name = 'GERMANY' group by ps_partkey having sum(ps_supplycost * ps_availqty) > (select sum(ps_supplycost * ps_availqty) * 0.0001 * 10000 / (select count(*) from supplier)
        from partsupp, supplier, nation where ps_suppkey = s_suppkey and s_nationkey = n_nationkey and n_name = 'GERMANY') order by value desc, ps_partkey""",
    "q12": """select l_shipmode, sum(case when o_orderpriority in ('1-URGENT', '2-HIGH') then 1 else 0 end) high_line_count,
        sum(case when o_orderpriority in ('1-URGENT', '2-HIGH') then 0 else 1 end) low_line_count from orders, lineitem where o_orderkey = l_orderkey
        and l_shipmode in ('MAIL', 'SHIP') and l_commitdate < l_receiptdate and l_shipdate < l_commitdate and l_receiptdate >= '1994-01-01'
        and l_receiptdate < '1995-01-01' group by l_shipmode order by l_shipmode""",
    "q13": """select c_count, count(*) custdist from (select c_custkey, count(o_orderkey) c_count from customer left join orders on c_custkey = o_custkey
        and o_comment not like '%special%requests%' group by c_custkey) group by c_count order by custdist desc, c_count desc""",
    "q14": f"""select 100.0 * sum(case when p_type like 'PROMO%' then {REVENUE} else 0 end) / sum({REVENUE}) promo_revenue from lineitem, part
        where l_partkey = p_partkey and l_shipdate >= '1995-09-01' and l_shipdate < '1995-10-01'""",
    "q15": f"""with revenue as (select l_suppkey supplier_no, sum({REVENUE}) total_revenue from lineitem where l_shipdate >= '1996-01-01' and l_shipdate < '1996-04-01'
        group by l_suppkey) select s_suppkey, s_name, s_address, s_phone, total_revenue from supplier, revenue where s_suppkey = supplier_no
        and total_revenue = (select max(total_revenue) from revenue) order by s_suppkey""",
    "q16": """select p_brand, p_type, p_size, count(distinct ps_suppkey) supplier_cnt from partsupp, part where p_partkey = ps_partkey and p_brand <> 'Brand#45'
        and p_type not like 'MEDIUM POLISHED%' and p_size in (49, 14, 23, 45, 19, 3, 36, 9) and ps_suppkey not in (select s_suppkey from supplier
        where s_comment like '%Customer%Complaints%') group by all order by supplier_cnt desc, p_brand, p_type, p_size""",
    "q17": """select sum(l_extendedprice) / 7.0 avg_yearly from lineitem, part where p_partkey = l_partkey and p_brand = 'Brand#23' and p_container = 'MED BOX'
        and l_quantity < (select 0.2 * avg(l_quantity) from lineitem where l_partkey = p_partkey)""",
    "q18": """select c_name, c_custkey, o_orderkey, o_orderdate, o_totalprice, sum(l_quantity) sum_qty from customer, orders, lineitem where o_orderkey in (
        select l_orderkey from lineitem group by l_orderkey having sum(l_quantity) > 270) and c_custkey = o_custkey and o_orderkey = l_orderkey
        group by all order by o_totalprice desc, o_orderdate, o_orderkey limit 100""",
    "q19": f"""select sum({REVENUE}) revenue from lineitem, part where p_partkey = l_partkey and l_shipmode in ('AIR', 'REG AIR') and l_shipinstruct = 'DELIVER IN PERSON' and (
        (p_brand = 'Brand#12' and p_container in ('SM CASE', 'SM BOX', 'SM PACK', 'SM PKG') and l_quantity between 1 and 11 and p_size between 1 and 5) or
        (p_brand = 'Brand#23' and p_container in ('MED BAG', 'MED BOX', 'MED PKG', 'MED PACK') and l_quantity between 10 and 20 and p_size between 1 and 10) or
        (p_brand = 'Brand#34' and p_container in ('LG CASE', 'LG BOX', 'LG PACK', 'LG PKG') and l_quantity between 20 and 30 and p_size between 1 and 15))""",
    "q20": """select s_name, s_address from supplier, nation where s_suppkey in (select ps_suppkey from partsupp where ps_partkey in (
        select p_partkey from part where p_name like 'forest%') and ps_availqty > (select 0.5 * sum(l_quantity) from lineitem where l_partkey = ps_partkey
        and l_suppkey = ps_suppkey and l_shipdate >= '1994-01-01' and l_shipdate < '1995-01-01')) and s_nationkey = n_nationkey and n_name = 'ARGENTINA' order by s_name""",
    "q21": """select s_name, count(*) numwait from supplier, lineitem l1, orders, nation where s_suppkey = l1.l_suppkey and o_orderkey = l1.l_orderkey
        and o_orderstatus = 'F' and l1.l_receiptdate > l1.l_commitdate and exists (select * from lineitem l2 where l2.l_orderkey = l1.l_orderkey
        and l2.l_suppkey <> l1.l_suppkey) and not exists (select * from lineitem l3 where l3.l_orderkey = l1.l_orderkey and l3.l_suppkey <> l1.l_suppkey
        and l3.l_receiptdate > l3.l_commitdate) and s_nationkey = n_nationkey and n_name = 'SAUDI ARABIA' group by s_name order by numwait desc, s_name limit 100""",
    "q22": """select cntrycode, count(*) numcust, sum(c_acctbal) totacctbal from (select substr(c_phone, 1, 2) cntrycode, c_acctbal from customer
        where substr(c_phone, 1, 2) in ('13', '31', '23', '29', '30', '18', '17') and c_acctbal > (select avg(c_acctbal) from customer where c_acctbal > 0
        and substr(c_phone, 1, 2) in ('13', '31', '23', '29', '30', '18', '17')) and not exists (select * from orders where o_custkey = c_custkey))
        group by cntrycode order by cntrycode""",
}

FLOATS = "l_quantity l_extendedprice l_discount l_tax o_totalprice c_acctbal s_acctbal ps_supplycost p_retailprice".split()
TEXTS = "l_shipdate l_commitdate l_receiptdate o_orderdate".split()


def connect(folder, kind="table"):
    database = duckdb.connect()
    database.execute("set threads = 1")
    for table in TABLES:
        path = f"{folder}/{table}.csv"
        header = open(path).readline().rstrip("\n").split(",")
        types = {name: "double" for name in header if name in FLOATS} | {name: "varchar" for name in header if name in TEXTS}
        given = ", ".join(f"'{name}': '{kind}'" for name, kind in types.items())
        database.execute(f"create {kind} {table} as select * from read_csv('{path}', header = true{f', types = {{{given}}}' if given else ''})")
    return database


def rows_of(database, sql):
    found = database.execute(sql)
    names = [column[0] for column in found.description]
    return [{name: float(value) if type(value).__name__ == "Decimal" else value for name, value in zip(names, row)} for row in found.fetchall()]


def run_one(folder, name):
    for row in rows_of(connect(folder, "view"), QUERIES[name]):
        print(json.dumps(row))


def main(folder):
    database = connect(folder)
    parts = [f'  "{name}": [\n' + ",\n".join("    " + json.dumps(row) for row in rows_of(database, sql)) + "\n  ]" for name, sql in QUERIES.items()]
    print("{\n" + ",\n".join(parts) + "\n}")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        run_one(sys.argv[1], sys.argv[2])
    else:
        main(sys.argv[1])
