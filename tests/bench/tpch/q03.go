// TPC-H Q3 in Go: the ten unshipped orders with the highest value.
package main

import (
	"fmt"
	"sort"
)

type order struct {
	key, priority int64
	date          string
	revenue       float64
}

func main() {
	customers := map[int64]bool{}
	eachLine("customer.csv", func(line []byte) {
		key := nextInt(&line)
		skip(&line, 5)
		if string(next(&line)) == "BUILDING" {
			customers[key] = true
		}
	})
	orders := map[int64]*order{}
	eachLine("orders.csv", func(line []byte) {
		key := nextInt(&line)
		customer := nextInt(&line)
		skip(&line, 2)
		date := next(&line)
		if string(date) < "1995-03-15" && customers[customer] {
			skip(&line, 2)
			orders[key] = &order{key: key, date: string(date), priority: nextInt(&line)}
		}
	})
	eachLine("lineitem.csv", func(line []byte) {
		key := nextInt(&line)
		skip(&line, 4)
		price := nextFloat(&line)
		discount := nextFloat(&line)
		skip(&line, 3)
		if string(next(&line)) > "1995-03-15" {
			if to := orders[key]; to != nil {
				to.revenue += price * (1 - discount)
			}
		}
	})
	var found []*order
	for _, o := range orders {
		if o.revenue > 0 {
			found = append(found, o)
		}
	}
	sort.Slice(found, func(a, b int) bool {
		l, r := found[a], found[b]
		if l.revenue != r.revenue {
			return l.revenue > r.revenue
		}
		if l.date != r.date {
			return l.date < r.date
		}
		return l.key < r.key
	})
	for at := 0; at < 10 && at < len(found); at++ {
		o := found[at]
		fmt.Printf(`{"l_orderkey": %d, "revenue": %v, "o_orderdate": "%s", "o_shippriority": %d}`+"\n", o.key, o.revenue, o.date, o.priority)
	}
}
