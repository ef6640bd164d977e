# Rows filtered and mapped, ten times over.
import sys
import duckdb

size = int(sys.argv[1])
db = duckdb.connect(config={"threads": 1})
db.execute(f"create table rows as select i as id, (i * 2654435761 % 4294967296) % {size // 20 + 1} as key, 'customer number ' || ((i * 2654435761 % 4294967296) % 1000) as name, (((i * 7 + 3) * 2654435761 % 4294967296) % 1000000)::double / 4.0 as value from range({size}) t(i)")
count = 0
for round in range(10):
    kept = db.execute(f"create or replace temp table kept as select value * 2.0 as v from rows where key % 3 = 0 and value > {round}")
    count += db.execute("select count(*) from kept").fetchone()[0]
last = db.execute(f"select value * 2.0 from rows where key % 3 = 0 and value > 9 order by id desc limit 1").fetchone()[0]
print(count, f"{last:.15g}")
