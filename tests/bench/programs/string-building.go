package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

func main() {
	n, _ := strconv.Atoi(os.Args[1])
	// text += piece would be quadratic: this is how it is done in Go.
	var builder strings.Builder
	for i := 0; i < n; i++ {
		builder.WriteString(strconv.Itoa(i))
		builder.WriteString(";")
	}
	text := builder.String()
	semicolons := 0
	for _, c := range text {
		if c == ';' {
			semicolons++
		}
	}
	fmt.Println(len(text), semicolons)
}
