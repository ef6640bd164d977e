# Rows joined with a tenth as many others by an int key, ten times over.
import sys
import duckdb

size = int(sys.argv[1])
db = duckdb.connect(config={"threads": 1})
db.execute(f"create table rows as select i as id, (i * 2654435761 % 4294967296) % {size // 20 + 1} as key, 'customer number ' || ((i * 2654435761 % 4294967296) % 1000) as name, (((i * 7 + 3) * 2654435761 % 4294967296) % 1000000)::double / 4.0 as value from range({size}) t(i)")
db.execute(f"create table parts as select i as n, (i * 2654435761 % 4294967296) % {size // 20 + 1} as id, i::double as weight from range({size // 10}) t(i)")
count = 0
for round in range(10):
    db.execute("create or replace temp table joined as select value + weight as v from rows join parts on key = parts.id")
    count += db.execute("select count(*) from joined").fetchone()[0]
last = db.execute("select value + weight from rows join parts on key = parts.id order by rows.id desc, n desc limit 1").fetchone()[0]
print(count, f"{last:.15g}")
