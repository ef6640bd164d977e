package main

import (
	"fmt"
	"math/big"
)

func digits(n int64) int {
	r := big.NewInt(1)
	for i := int64(2); i <= n; i++ {
		r.Mul(r, big.NewInt(i))
	}
	return len(r.String())
}
func main() {
	total := 0
	for i := int64(0); i < 10; i++ {
		total += digits(5000 + i)
	}
	fmt.Println(total)
}
