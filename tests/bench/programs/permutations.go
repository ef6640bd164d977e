package main

import (
	"fmt"
	"os"
	"strconv"
)

func flips(n int) int {
	var perm, start, count []int
	for i := 0; i < n; i++ {
		perm = append(perm, 0)
		start = append(start, i)
		count = append(count, 0)
	}
	most := 0
	r := n
	for {
		for r != 1 {
			count[r-1] = r
			r--
		}
		for i := 0; i < n; i++ {
			perm[i] = start[i]
		}
		done := 0
		k := perm[0]
		for k != 0 {
			low, high := 0, k
			for low < high {
				t := perm[low]
				perm[low] = perm[high]
				perm[high] = t
				low++
				high--
			}
			done++
			k = perm[0]
		}
		if done > most {
			most = done
		}
		going := true
		for going {
			if r == n {
				return most
			}
			first := start[0]
			for i := 0; i < r; i++ {
				start[i] = start[i+1]
			}
			start[r] = first
			count[r]--
			if count[r] > 0 {
				going = false
			} else {
				r++
			}
		}
	}
}

func main() {
	n, _ := strconv.Atoi(os.Args[1])
	fmt.Println(flips(n))
}
