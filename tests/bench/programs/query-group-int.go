// Groups by an int, with sum and count, ten times over.
package main

import "fmt"

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
