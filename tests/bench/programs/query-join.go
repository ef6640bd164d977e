// Rows joined with a tenth as many others by an int key, ten times over.
package main

import "fmt"

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
