package main

import (
	"fmt"
	"os"
	"strconv"
)

type Node struct {
	key, value  int
	left, right *Node
}

func insert(t *Node, key, value int) *Node {
	if t == nil {
		return &Node{key, value, nil, nil}
	}
	if key < t.key {
		return &Node{t.key, t.value, insert(t.left, key, value), t.right}
	}
	if key > t.key {
		return &Node{t.key, t.value, t.left, insert(t.right, key, value)}
	}
	return &Node{t.key, value, t.left, t.right}
}

func sum(t *Node) int {
	if t == nil {
		return 0
	}
	return t.key%1000 + t.value + sum(t.left) + sum(t.right)
}

func main() {
	n, _ := strconv.Atoi(os.Args[1])
	seed := 42
	var tree *Node
	for i := 0; i < n; i++ {
		seed = (seed*1103515245 + 12345) % 2147483648
		tree = insert(tree, seed/8%100000, i%100)
	}
	fmt.Println(sum(tree))
}
