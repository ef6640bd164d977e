package main

import "fmt"

func compose(f, g func(int) int) func(int) int { return func(x int) int { return g(f(x)) } }
func apply(xs []int, f func(int) int) []int {
	out := make([]int, 0, len(xs))
	for _, x := range xs {
		out = append(out, f(x))
	}
	return out
}
func filter(xs []int, f func(int) bool) []int {
	var out []int
	for _, x := range xs {
		if f(x) {
			out = append(out, x)
		}
	}
	return out
}
func reduce(xs []int, f func(int, int) int, init int) int {
	for _, x := range xs {
		init = f(init, x)
	}
	return init
}
func main() {
	xs := make([]int, 1000000)
	for i := range xs {
		xs[i] = i
	}
	total := 0
	for round := 0; round < 20; round++ {
		f := compose(func(x int) int { return x*3 + round }, func(x int) int { return x % 1000 })
		zs := filter(apply(xs, f), func(y int) bool { return y%2 == 0 })
		total += reduce(zs, func(a, b int) int { return a + b }, 0)
	}
	fmt.Println(total)
}
