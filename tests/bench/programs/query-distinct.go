// The different keys among all rows, twenty times over.
package main

import "fmt"

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
