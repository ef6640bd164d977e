// Groups by an int, with sum and count, ten times over.
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

type group struct {
	key   int64
	total float64
	count int64
}

func main() {
	rows, _ := makeRows()
	count, total := 0, 0.0
	for round := 0; round < 10; round++ {
		numbers := map[int64]int{}
		var found []group
		for _, r := range rows {
			n, ok := numbers[r.key]
			if !ok {
				n = len(found)
				numbers[r.key] = n
				found = append(found, group{key: r.key})
			}
			found[n].total += r.value
			found[n].count++
		}
		count += len(found)
		total = float64(int64(found[round].total) + found[round].count)
	}
	fmt.Println(count, int64(total))
}
