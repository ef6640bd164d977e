// Rows joined with a tenth as many others by an int key, ten times over.
package main

import (
	"fmt"
	"os"
	"strconv"
)

type row struct {
	id    int64
	key   int64
	name  string
	value float64
}

func spread(i int64) int64 { return i * 2654435761 % 4294967296 }

func makeRows() ([]*row, int64) {
	size, _ := strconv.ParseInt(os.Args[1], 10, 64)
	groups := size/20 + 1
	names := make([]string, 1000)
	for i := range names {
		names[i] = "customer number " + strconv.Itoa(i)
	}
	rows := make([]*row, size)
	for i := int64(0); i < size; i++ {
		rows[i] = &row{i, spread(i) % groups, names[spread(i)%1000], float64(spread(i*7+3)%1000000) / 4.0}
	}
	return rows, groups
}

type part struct {
	id     int64
	weight float64
}

func main() {
	rows, groups := makeRows()
	parts := make([]*part, len(rows)/10)
	for i := range parts {
		parts[i] = &part{spread(int64(i)) % groups, float64(i)}
	}
	count, last := 0, 0.0
	for round := 0; round < 10; round++ {
		table := make(map[int64][]*part, len(parts))
		for _, p := range parts {
			table[p.id] = append(table[p.id], p)
		}
		var joined []float64
		for _, r := range rows {
			for _, p := range table[r.key] {
				joined = append(joined, r.value+p.weight)
			}
		}
		count += len(joined)
		last = joined[len(joined)-1]
	}
	fmt.Println(count, last)
}
