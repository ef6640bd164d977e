# Groups by a string, with an average and a maximum, ten times over.
import sys
import duckdb

size = int(sys.argv[1])
db = duckdb.connect(config={"threads": 1})
db.execute(f"create table rows as select i as id, (i * 2654435761 % 4294967296) % {size // 20 + 1} as key, 'customer number ' || ((i * 2654435761 % 4294967296) % 1000) as name, (((i * 7 + 3) * 2654435761 % 4294967296) % 1000000)::double / 4.0 as value from range({size}) t(i)")
count = 0
for round in range(10):
    db.execute("create or replace temp table found as select name, avg(value) as mean, max(value) as most, min(id) as first from rows group by name")
    count += db.execute("select count(*) from found").fetchone()[0]
total = db.execute("select floor(mean) + most from found order by first limit 1 offset 9").fetchone()[0]
print(count, f"{total:.15g}")
