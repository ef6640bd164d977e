package main

import "fmt"

func matrix(n int, seed float64) [][]float64 {
	scale := seed / float64(n) / float64(n)
	m := [][]float64{}
	for i := 0; i < n; i++ {
		row := []float64{}
		for j := 0; j < n; j++ {
			row = append(row, scale*float64(i-j)*float64(i+j))
		}
		m = append(m, row)
	}
	return m
}
func multiply(a, b [][]float64) [][]float64 {
	n := len(a)
	c := [][]float64{}
	for i := 0; i < n; i++ {
		row := make([]float64, n)
		for k := 0; k < n; k++ {
			x, other := a[i][k], b[k]
			for j := 0; j < n; j++ {
				row[j] += x * other[j]
			}
		}
		c = append(c, row)
	}
	return c
}
func main() {
	n := 700
	c := multiply(matrix(n, 1), matrix(n, 2))
	fmt.Printf("%.6f\n", c[n/2][n/2])
}
