package main

import (
	"fmt"
	"math/big"
	"os"
	"strconv"
)

func main() {
	n, _ := strconv.ParseInt(os.Args[1], 10, 64)
	product := big.NewInt(1)
	for i := int64(1); i < n+1; i++ {
		product = new(big.Int).Mul(product, big.NewInt(i))
	}
	fmt.Println(len(product.String()))
}
