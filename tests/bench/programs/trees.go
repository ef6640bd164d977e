package main

import "fmt"

type Tree struct{ left, right *Tree }

func build(depth int) *Tree {
	if depth == 0 {
		return &Tree{}
	}
	return &Tree{build(depth - 1), build(depth - 1)}
}
func check(t *Tree) int {
	if t == nil {
		return 0
	}
	return 1 + check(t.left) + check(t.right)
}
func main() {
	deepest := 17
	fmt.Println(check(build(deepest + 1)))
	longLived := build(deepest)
	for depth := 4; depth <= deepest; depth += 4 {
		rounds, sum := 1<<(deepest-depth+4), 0
		for i := 0; i < rounds; i++ {
			sum += check(build(depth))
		}
		fmt.Println(rounds, depth, sum)
	}
	fmt.Println(check(longLived))
}
