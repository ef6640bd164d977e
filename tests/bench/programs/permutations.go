package main

import "fmt"

func flips(n int) int {
	p, q, s := make([]int, n), make([]int, n), make([]int, n)
	for i := range p {
		p[i], q[i], s[i] = i, i, i
	}
	sign, most, sum := 1, 0, 0
	for {
		if p[0] != 0 {
			for i := 1; i < n; i++ {
				q[i] = p[i]
			}
			count, first := 1, p[0]
			for {
				next := q[first]
				if next == 0 {
					sum += sign * count
					if count > most {
						most = count
					}
					break
				}
				q[first] = first
				if first >= 3 {
					for i, j := 1, first-1; i < j; i, j = i+1, j-1 {
						q[i], q[j] = q[j], q[i]
					}
				}
				first = next
				count++
			}
		}
		if sign == 1 {
			p[0], p[1] = p[1], p[0]
			sign = -1
		} else {
			p[1], p[2] = p[2], p[1]
			sign = 1
			for i := 2; i < n; i++ {
				sx := s[i]
				if sx != 0 {
					s[i] = sx - 1
					break
				}
				if i == n-1 {
					fmt.Println(sum)
					return most
				}
				s[i] = i
				u := p[0]
				for j := 0; j < i+1; j++ {
					p[j] = p[j+1]
				}
				p[i+1] = u
			}
		}
	}
}
func main() { fmt.Println(flips(10)) }
