// Groups by a string, with an average and a maximum, ten times over.
package main

import (
	"fmt"
	"math"
)

type group struct {
	name  string
	total float64
	most  float64
	count int64
}

func main() {
	rows, _ := makeRows()
	count, total := 0, 0.0
	for round := 0; round < 10; round++ {
		numbers := map[string]int{}
		var found []group
		for _, r := range rows {
			n, ok := numbers[r.name]
			if !ok {
				n = len(found)
				numbers[r.name] = n
				found = append(found, group{name: r.name, most: r.value})
			}
			found[n].total += r.value
			if r.value > found[n].most {
				found[n].most = r.value
			}
			found[n].count++
		}
		count += len(found)
		total = math.Floor(found[round].total/float64(found[round].count)) + found[round].most
	}
	fmt.Println(count, total)
}
