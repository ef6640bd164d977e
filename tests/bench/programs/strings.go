package main

import (
	"fmt"
	"strconv"
	"strings"
)

func main() {
	var b strings.Builder
	for i := 0; i < 2000000; i++ {
		b.WriteString(strconv.Itoa(i % 1000))
		b.WriteString(",")
	}
	s := b.String()
	fmt.Println(len(s))
	parts := strings.Split(s, ",")
	total := 0
	for _, p := range parts {
		if p != "" {
			n, _ := strconv.Atoi(p)
			total += n
		}
	}
	fmt.Println(len(parts), total)
	fmt.Println(len(strings.Join(parts, "; ")))
	vowels := 0
	for _, c := range strings.Repeat("the quick brown fox jumps over the lazy dog ", 50000) {
		if c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' {
			vowels++
		}
	}
	fmt.Println(vowels)
}
