package main

import (
	"fmt"
	"os"
	"strconv"
)

type heap struct {
	items []int
}

func (h *heap) push(item int) {
	h.items = append(h.items, item)
	i := len(h.items) - 1
	for i > 0 && h.items[(i-1)/2] > h.items[i] {
		h.items[(i-1)/2], h.items[i] = h.items[i], h.items[(i-1)/2]
		i = (i - 1) / 2
	}
}

func (h *heap) pop() int {
	top := h.items[0]
	n := len(h.items) - 1
	h.items[0] = h.items[n]
	h.items = h.items[:n]
	i := 0
	for 2*i+1 < n {
		child := 2*i + 1
		if child+1 < n && h.items[child+1] < h.items[child] {
			child++
		}
		if h.items[i] <= h.items[child] {
			return top
		}
		h.items[i], h.items[child] = h.items[child], h.items[i]
		i = child
	}
	return top
}

func search(n int) int {
	seen := make([]bool, n)
	seen[0] = true
	queue := []int{0}
	order := 0
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		order = (order*31 + at) % 1000003
		for _, next := range []int{(at*2 + 1) % n, (at*3 + 7) % n} {
			if !seen[next] {
				seen[next] = true
				queue = append(queue, next)
			}
		}
	}
	return order
}

func main() {
	n, _ := strconv.Atoi(os.Args[1])
	h := &heap{}
	var stack []int
	seed := 3
	for i := 0; i < n; i++ {
		seed = (seed*1103515245 + 12345) % 2147483648
		h.push(seed)
	}
	for i := 0; i < n; i++ {
		stack = append(stack, h.pop())
	}
	sum := 0
	for len(stack) > 0 {
		sum = (sum*31 + stack[len(stack)-1]) % 1000003
		stack = stack[:len(stack)-1]
	}
	fmt.Println(search(n), sum)
}
