package main

import (
	"fmt"
	"os"
	"sort"
	"strconv"
)

type Person struct{ id, age int }

func main() {
	n, _ := strconv.Atoi(os.Args[1])
	var people []*Person
	seed := 7
	for i := 0; i < n; i++ {
		seed = (seed*1103515245 + 12345) % 2147483648
		people = append(people, &Person{i, seed / 256 % 100000})
	}
	sort.SliceStable(people, func(i, j int) bool { return people[i].age < people[j].age })
	check := 0
	for i := 0; i < n; i++ {
		check = (check*31 + people[i].id) % 1000000007
	}
	fmt.Println(check)
}
