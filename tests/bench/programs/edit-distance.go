package main

import (
	"fmt"
	"os"
	"strconv"
)

func distance(a, b string) int {
	var d [][]int
	for i := 0; i <= len(a); i++ {
		var row []int
		for j := 0; j <= len(b); j++ {
			if i == 0 {
				row = append(row, j)
			} else {
				row = append(row, i)
			}
		}
		d = append(d, row)
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d[i][j] = min(min(d[i-1][j]+1, d[i][j-1]+1), d[i-1][j-1]+cost)
		}
	}
	return d[len(a)][len(b)]
}

func main() {
	n, _ := strconv.Atoi(os.Args[1])
	letters := "abcdefghijklmnopqrstuvwxyz"
	a := make([]byte, n)
	b := make([]byte, n)
	for i := 0; i < n; i++ {
		a[i] = letters[(i*7+i*i)%26]
		b[i] = letters[(i*11+3)%26]
	}
	fmt.Println(distance(string(a), string(b)))
}
