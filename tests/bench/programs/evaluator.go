package main

import (
	"fmt"
	"os"
	"strconv"
)

type Expr interface{}
type Num struct{ value int }
type Var struct{}
type Add struct{ left, right Expr }
type Mul struct{ left, right Expr }
type Neg struct{ inner Expr }

func build(depth, seed int) Expr {
	if depth == 0 {
		if seed%2 == 0 {
			return &Num{seed % 10}
		}
		return &Var{}
	}
	next := (seed*1103515245 + 12345) % 2147483648
	kind := next / 65536 % 5
	if kind < 2 {
		return &Add{build(depth-1, next), build(depth-1, next+1)}
	}
	if kind < 4 {
		return &Mul{build(depth-1, next), build(depth-1, next+1)}
	}
	return &Neg{build(depth-1, next)}
}

func evaluate(e Expr, x int) int {
	switch e := e.(type) {
	case *Num:
		return e.value
	case *Var:
		return x
	case *Add:
		return (evaluate(e.left, x) + evaluate(e.right, x)) % 10007
	case *Mul:
		return evaluate(e.left, x) * evaluate(e.right, x) % 10007
	case *Neg:
		return -evaluate(e.inner, x)
	}
	return 0
}

func main() {
	n, _ := strconv.Atoi(os.Args[1])
	tree := build(14, 1)
	total := 0
	for x := 0; x < n; x++ {
		total = (total + evaluate(tree, x%100)) % 10007
	}
	fmt.Println(total)
}
