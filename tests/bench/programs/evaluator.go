package main

import "fmt"

type Expr interface{ eval(x int) int }
type Num struct{ v int }
type Var struct{}
type Add struct{ l, r Expr }
type Sub struct{ l, r Expr }
type Mul struct{ l, r Expr }

func (e *Num) eval(x int) int { return e.v }
func (e *Var) eval(x int) int { return x }
func (e *Add) eval(x int) int { return (e.l.eval(x) + e.r.eval(x)) % 1000003 }
func (e *Sub) eval(x int) int { return (e.l.eval(x) - e.r.eval(x)) % 1000003 }
func (e *Mul) eval(x int) int { return e.l.eval(x) * e.r.eval(x) % 1000003 }
func build(depth, seed int) Expr {
	if depth == 0 {
		if seed%3 == 0 {
			return &Var{}
		}
		return &Num{seed % 10}
	}
	l, r := build(depth-1, seed*2%1009), build(depth-1, (seed*3+1)%1009)
	switch seed % 3 {
	case 0:
		return &Add{l, r}
	case 1:
		return &Sub{l, r}
	}
	return &Mul{l, r}
}
func main() {
	tree, sum := build(18, 5), 0
	for x := 0; x < 100; x++ {
		sum += tree.eval(x)
	}
	fmt.Println(sum)
}
