package main

import (
	"fmt"
	"os"
	"strconv"
)

type Entry struct {
	id    int
	name  string
	peers []*Entry
}

func main() {
	n, _ := strconv.Atoi(os.Args[1])
	const count = 850000
	var cache []*Entry
	for i := 0; i < count; i++ {
		cache = append(cache, &Entry{i, "the entry with the number " + strconv.Itoa(i), nil})
	}
	for i := 0; i < count; i++ {
		cache[i].peers = []*Entry{cache[(i*7+1)%count], cache[(i*31+5)%count]}
	}
	total := 0
	seed := 1
	for i := 0; i < n; i++ {
		seed = (seed*1103515245 + 12345) % 2147483648
		e := cache[seed/8%count]
		text := "a text for round " + strconv.Itoa(i) + " of entry " + strconv.Itoa(e.id)
		total += len(text) + len(e.peers[i%2].name)
		if i%16 == 0 {
			e.name = text
			e.peers = []*Entry{cache[seed/16%count], e.peers[0]}
		}
	}
	fmt.Println(total)
}
