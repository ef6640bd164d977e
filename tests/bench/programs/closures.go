package main

import (
	"fmt"
	"os"
	"strconv"
)

func adder(k int) func(int) int {
	return func(x int) int { return (x + k) % 1000003 }
}

func scaler(k int) func(int) int {
	return func(x int) int { return x * k % 1000003 }
}

func main() {
	n, _ := strconv.Atoi(os.Args[1])
	var steps []func(int) int
	for i := 0; i < 100; i++ {
		steps = append(steps, adder(i))
		steps = append(steps, scaler(i+2))
	}
	x := 1
	for i := 0; i < n; i++ {
		for _, step := range steps {
			x = step(x)
		}
	}
	fmt.Println(x)
}
