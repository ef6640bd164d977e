package main

import (
	"fmt"
	"math"
	"os"
	"strconv"
)

func matrix(n int, seed float64) [][]float64 {
	var rows [][]float64
	for i := 0; i < n; i++ {
		var row []float64
		for j := 0; j < n; j++ {
			row = append(row, seed*float64(i-j)/float64(n))
		}
		rows = append(rows, row)
	}
	return rows
}

func multiply(a, b [][]float64, n int) [][]float64 {
	c := matrix(n, 0)
	for i := 0; i < n; i++ {
		for k := 0; k < n; k++ {
			x := a[i][k]
			for j := 0; j < n; j++ {
				c[i][j] = c[i][j] + x*b[k][j]
			}
		}
	}
	return c
}

func main() {
	n, _ := strconv.Atoi(os.Args[1])
	c := multiply(matrix(n, 1), matrix(n, 2), n)
	trace := 0.0
	for i := 0; i < n; i++ {
		trace += c[i][i]
	}
	fmt.Printf("%.0f\n", math.Floor(trace*1000))
}
