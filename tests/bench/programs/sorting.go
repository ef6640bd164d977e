package main

import (
	"fmt"
	"sort"
	"strconv"
)

type Person struct {
	name  string
	age   int
	score float64
}

var state = 7

func next(limit int) int {
	state = (state*1103515245 + 12345) % 2147483648
	return state / 256 % limit
}
func sorted(xs []*Person, less func(a, b *Person) bool) []*Person {
	out := append([]*Person(nil), xs...)
	sort.SliceStable(out, func(i, j int) bool { return less(out[i], out[j]) })
	return out
}
func main() {
	n := 1000000
	var people []*Person
	for i := 0; i < n; i++ {
		name := "p" + strconv.Itoa(next(100000))
		age := next(90)
		people = append(people, &Person{name, age, float64(next(1000000)) / 1000.0})
	}
	a := sorted(people, func(x, y *Person) bool { return x.age < y.age })
	s := sorted(people, func(x, y *Person) bool { return x.score < y.score })
	m := sorted(people, func(x, y *Person) bool { return x.name < y.name })
	fmt.Println(a[0].name, a[500000].name)
	fmt.Println(s[0].name, s[n-1].name)
	fmt.Println(m[0].age, m[n-1].age)
}
