// TPC-H Q9 in Go: profit on green parts, by nation and year.
package main

import (
	"bytes"
	"fmt"
	"sort"
	"strconv"
)

type offer struct{ part, supplier int64 }

type cell struct {
	nation string
	year   int
}

func main() {
	nations := map[int64]string{}
	eachLine("nation.csv", func(line []byte) {
		key := nextInt(&line)
		nations[key] = string(next(&line))
	})
	green := []byte("green")
	parts := map[int64]bool{}
	eachLine("part.csv", func(line []byte) {
		key := nextInt(&line)
		if bytes.Contains(next(&line), green) {
			parts[key] = true
		}
	})
	suppliers := map[int64]string{}
	eachLine("supplier.csv", func(line []byte) {
		key := nextInt(&line)
		skip(&line, 2)
		suppliers[key] = nations[nextInt(&line)]
	})
	costs := map[offer]float64{}
	eachLine("partsupp.csv", func(line []byte) {
		part := nextInt(&line)
		if parts[part] {
			supplier := nextInt(&line)
			skip(&line, 1)
			costs[offer{part, supplier}] = nextFloat(&line)
		}
	})
	years := map[int64]int{}
	eachLine("orders.csv", func(line []byte) {
		key := nextInt(&line)
		skip(&line, 3)
		year, _ := strconv.Atoi(string(next(&line)[:4]))
		years[key] = year
	})
	profits := map[cell]float64{}
	eachLine("lineitem.csv", func(line []byte) {
		key := nextInt(&line)
		part := nextInt(&line)
		if !parts[part] {
			return
		}
		supplier := nextInt(&line)
		skip(&line, 1)
		quantity := nextFloat(&line)
		price := nextFloat(&line)
		discount := nextFloat(&line)
		profits[cell{suppliers[supplier], years[key]}] += price*(1-discount) - costs[offer{part, supplier}]*quantity
	})
	cells := make([]cell, 0, len(profits))
	for c := range profits {
		cells = append(cells, c)
	}
	sort.Slice(cells, func(a, b int) bool {
		return cells[a].nation < cells[b].nation || (cells[a].nation == cells[b].nation && cells[a].year > cells[b].year)
	})
	for _, c := range cells {
		fmt.Printf(`{"nation": "%s", "o_year": %d, "sum_profit": %v}`+"\n", c.nation, c.year, profits[c])
	}
}
