# The different keys among all rows, twenty times over.
import sys
import duckdb

size = int(sys.argv[1])
db = duckdb.connect(config={"threads": 1})
db.execute(f"create table rows as select i as id, (i * 2654435761 % 4294967296) % {size // 20 + 1} as key, 'customer number ' || ((i * 2654435761 % 4294967296) % 1000) as name, (((i * 7 + 3) * 2654435761 % 4294967296) % 1000000)::double / 4.0 as value from range({size}) t(i)")
total = 0
for round in range(20):
    total += db.execute(f"select key from (select key, min(id) as first from rows where key > {round} group by key) order by first desc limit 1").fetchone()[0]
    total += db.execute(f"select count(distinct key) from rows where key > {round}").fetchone()[0]
print(total)
