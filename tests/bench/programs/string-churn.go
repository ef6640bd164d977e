package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

func main() {
	n, _ := strconv.Atoi(os.Args[1])
	words := []string{"alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta"}
	total := 0
	for i := 0; i < n; i++ {
		line := words[i%8] + " of the " + words[i/8%8] + ", number " + strconv.Itoa(i) + " among many others"
		parts := strings.Split(line, " ")
		joined := strings.Join(parts, "_")
		total += len(joined) + len(parts) + len(strings.ToUpper(parts[0]+joined))
	}
	fmt.Println(total)
}
