package main

import (
	"fmt"
	"sort"
)

var state = 42

func next(limit int) int {
	state = (state*1103515245 + 12345) % 2147483648
	return state / 65536 % limit
}
func main() {
	syllables := []string{"ka", "to", "mi", "ra", "ne", "so", "lu", "vi", "do", "pe", "shi", "gu"}
	counts := map[string]int{}
	for i := 0; i < 3000000; i++ {
		word := syllables[next(12)]
		more := next(4)
		for j := 0; j < more; j++ {
			word += syllables[next(12)]
		}
		counts[word]++
	}
	words := make([]string, 0, len(counts))
	for w := range counts {
		words = append(words, w)
	}
	sort.Strings(words)
	most, top := 0, ""
	for _, w := range words {
		if counts[w] > most {
			most, top = counts[w], w
		}
	}
	fmt.Println(len(counts), top, most)
}
