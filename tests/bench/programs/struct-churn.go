package main

import (
	"fmt"
	"os"
	"strconv"
)

type Particle struct {
	x, y  float64
	id    int
	label string
}

func makeAll(count, round int) []*Particle {
	var all []*Particle
	for i := 0; i < count; i++ {
		all = append(all, &Particle{float64(i), float64(round), i + round, "p"})
	}
	return all
}

func main() {
	n, _ := strconv.Atoi(os.Args[1])
	total := 0
	for round := 0; round < n; round++ {
		for _, p := range makeAll(1000, round) {
			if p.x < 500 {
				total += p.id % 7
			}
		}
	}
	fmt.Println(total)
}
