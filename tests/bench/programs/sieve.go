package main

import (
	"fmt"
	"os"
	"strconv"
)

func main() {
	n, _ := strconv.Atoi(os.Args[1])
	var prime []bool
	for i := 0; i < n+1; i++ {
		prime = append(prime, true)
	}
	for i := 2; i*i <= n; i++ {
		if prime[i] {
			for j := i * i; j <= n; j += i {
				prime[j] = false
			}
		}
	}
	count := 0
	for k := 2; k < n+1; k++ {
		if prime[k] {
			count++
		}
	}
	fmt.Println(count)
}
