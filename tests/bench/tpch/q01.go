// TPC-H Q1 in Go: pricing summary.
package main

import (
	"fmt"
	"sort"
)

type key struct{ flag, status byte }

type sums struct {
	quantity, price, discounted, charge, discount float64
	count                                         int64
}

func main() {
	groups := map[key]*sums{}
	eachLine("lineitem.csv", func(line []byte) {
		skip(&line, 4)
		quantity := nextFloat(&line)
		price := nextFloat(&line)
		discount := nextFloat(&line)
		tax := nextFloat(&line)
		k := key{next(&line)[0], next(&line)[0]}
		if string(next(&line)) > "1998-09-02" {
			return
		}
		to := groups[k]
		if to == nil {
			to = &sums{}
			groups[k] = to
		}
		discounted := price * (1 - discount)
		to.quantity += quantity
		to.price += price
		to.discounted += discounted
		to.charge += discounted * (1 + tax)
		to.discount += discount
		to.count++
	})
	keys := make([]key, 0, len(groups))
	for k := range groups {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(a, b int) bool {
		return keys[a].flag < keys[b].flag || (keys[a].flag == keys[b].flag && keys[a].status < keys[b].status)
	})
	for _, k := range keys {
		g := groups[k]
		n := float64(g.count)
		fmt.Printf(`{"l_returnflag": "%c", "l_linestatus": "%c", "sum_qty": %v, "sum_base_price": %v, "sum_disc_price": %v, "sum_charge": %v, "avg_qty": %v, "avg_price": %v, "avg_disc": %v, "count_order": %d}`+"\n",
			k.flag, k.status, g.quantity, g.price, g.discounted, g.charge, g.quantity/n, g.price/n, g.discount/n, g.count)
	}
}
