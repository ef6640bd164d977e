package main

import (
	"fmt"
	"os"
	"sort"
	"strconv"
)

func word(k int) string {
	syllables := []string{"ka", "ri", "to", "me", "su", "no", "ha", "yu"}
	text := ""
	for rest := k; rest > 0; rest /= 8 {
		text += syllables[rest%8]
	}
	return text
}

func main() {
	n, _ := strconv.Atoi(os.Args[1])
	counts := map[string]int{}
	seed := 42
	for i := 0; i < n; i++ {
		seed = (seed*1103515245 + 12345) % 2147483648
		counts[word(seed/65536%20000+512)]++
	}
	var words []string
	for w := range counts {
		words = append(words, w)
	}
	sort.Strings(words)
	most, best := 0, ""
	for _, w := range words {
		if counts[w] > most {
			most, best = counts[w], w
		}
	}
	fmt.Println(len(counts), best, most)
}
