# The hundred rows with the largest values, forty times over.
import sys
import duckdb

size = int(sys.argv[1])
db = duckdb.connect(config={"threads": 1})
db.execute(f"create table rows as select i as id, (i * 2654435761 % 4294967296) % {size // 20 + 1} as key, 'customer number ' || ((i * 2654435761 % 4294967296) % 1000) as name, (((i * 7 + 3) * 2654435761 % 4294967296) % 1000000)::double / 4.0 as value from range({size}) t(i)")
total = 0
for round in range(40):
    total += db.execute(f"select id from rows where key <> {round} order by value desc, id limit 1 offset 99").fetchone()[0]
print(total)
