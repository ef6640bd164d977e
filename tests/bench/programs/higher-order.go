package main

import (
	"fmt"
	"os"
	"strconv"
)

func mapped(xs []int, f func(int) int) []int {
	var result []int
	for _, x := range xs {
		result = append(result, f(x))
	}
	return result
}

func kept(xs []int, wanted func(int) bool) []int {
	var result []int
	for _, x := range xs {
		if wanted(x) {
			result = append(result, x)
		}
	}
	return result
}

func folded(xs []int, f func(int, int) int, start int) int {
	result := start
	for _, x := range xs {
		result = f(result, x)
	}
	return result
}

func main() {
	n, _ := strconv.Atoi(os.Args[1])
	var xs []int
	for i := 0; i < 1000; i++ {
		xs = append(xs, i)
	}
	total := 0
	for round := 0; round < n; round++ {
		tripled := mapped(xs, func(x int) int { return x*3 + round })
		even := kept(tripled, func(x int) bool { return x%2 == 0 })
		total += folded(even, func(sum, x int) int { return sum + x }, 0)
	}
	fmt.Println(total)
}
