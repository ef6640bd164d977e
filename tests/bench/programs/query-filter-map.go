// Rows filtered and mapped, ten times over.
package main

import "fmt"

func main() {
	rows, _ := makeRows()
	count, last := 0, 0.0
	for round := 0; round < 10; round++ {
		var kept []float64
		for _, r := range rows {
			if r.key%3 == 0 && r.value > float64(round) {
				kept = append(kept, r.value*2.0)
			}
		}
		count += len(kept)
		last = kept[len(kept)-1]
	}
	fmt.Println(count, last)
}
