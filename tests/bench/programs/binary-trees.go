package main

import (
	"fmt"
	"os"
	"strconv"
)

type Tree struct{ left, right *Tree }

func build(depth int) *Tree {
	if depth == 0 {
		return &Tree{nil, nil}
	}
	return &Tree{build(depth - 1), build(depth - 1)}
}

func count(t *Tree) int {
	if t == nil {
		return 0
	}
	return 1 + count(t.left) + count(t.right)
}

func main() {
	n, _ := strconv.Atoi(os.Args[1])
	kept := build(n)
	for depth := 4; depth <= n; depth += 4 {
		rounds := 1
		for i := 0; i < n-depth+4; i++ {
			rounds *= 2
		}
		total := 0
		for i := 0; i < rounds; i++ {
			total += count(build(depth))
		}
		fmt.Println(rounds, depth, total)
	}
	fmt.Println(count(kept))
}
