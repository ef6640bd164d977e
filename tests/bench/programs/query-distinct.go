// The different keys among all rows, twenty times over.
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

func main() {
	rows, _ := makeRows()
	total := int64(0)
	for round := 0; round < 20; round++ {
		seen := map[int64]bool{}
		var found []int64
		for _, r := range rows {
			if r.key > int64(round) && !seen[r.key] {
				seen[r.key] = true
				found = append(found, r.key)
			}
		}
		total += found[len(found)-1] + int64(len(found))
	}
	fmt.Println(total)
}
