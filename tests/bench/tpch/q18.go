// TPC-H Q18 in Go: the hundred largest orders of more than 270 pieces.
package main

import (
	"fmt"
	"sort"
)

type order struct {
	key, customer   int64
	price, quantity float64
	date            string
}

func main() {
	quantities := map[int64]float64{}
	eachLine("lineitem.csv", func(line []byte) {
		key := nextInt(&line)
		skip(&line, 3)
		quantities[key] += nextFloat(&line)
	})
	var large []order
	eachLine("orders.csv", func(line []byte) {
		key := nextInt(&line)
		quantity := quantities[key]
		if quantity <= 270 {
			return
		}
		customer := nextInt(&line)
		skip(&line, 1)
		price := nextFloat(&line)
		large = append(large, order{key, customer, price, quantity, string(next(&line))})
	})
	names := map[int64]string{}
	eachLine("customer.csv", func(line []byte) {
		key := nextInt(&line)
		names[key] = string(next(&line))
	})
	sort.Slice(large, func(a, b int) bool {
		l, r := large[a], large[b]
		if l.price != r.price {
			return l.price > r.price
		}
		if l.date != r.date {
			return l.date < r.date
		}
		return l.key < r.key
	})
	for at := 0; at < 100 && at < len(large); at++ {
		o := large[at]
		fmt.Printf(`{"c_name": "%s", "c_custkey": %d, "o_orderkey": %d, "o_orderdate": "%s", "o_totalprice": %v, "sum_qty": %v}`+"\n", names[o.customer], o.customer, o.key, o.date, o.price, o.quantity)
	}
}
