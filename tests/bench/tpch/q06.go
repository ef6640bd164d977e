// TPC-H Q6 in Go: what a year would have earned more without small discounts.
package main

import "fmt"

func main() {
	revenue := 0.0
	eachLine("lineitem.csv", func(line []byte) {
		skip(&line, 4)
		quantity := nextFloat(&line)
		price := nextFloat(&line)
		discount := nextFloat(&line)
		skip(&line, 3)
		date := next(&line)
		if string(date) >= "1994-01-01" && string(date) < "1995-01-01" && discount >= 0.05 && discount <= 0.07 && quantity < 24 {
			revenue += price * discount
		}
	})
	fmt.Printf(`{"revenue": %v}`+"\n", revenue)
}
