package main

import (
	"fmt"
	"math"
)

func a(i, j int) float64 { return 1.0 / float64((i+j)*(i+j+1)/2+i+1) }
func times(v, out []float64, transposed bool) {
	for i := range v {
		s := 0.0
		for j := range v {
			if transposed {
				s += a(j, i) * v[j]
			} else {
				s += a(i, j) * v[j]
			}
		}
		out[i] = s
	}
}
func main() {
	n := 2000
	u, v, t := make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range u {
		u[i] = 1
	}
	for i := 0; i < 10; i++ {
		times(u, t, false)
		times(t, v, true)
		times(v, t, false)
		times(t, u, true)
	}
	vBv, vv := 0.0, 0.0
	for i := range u {
		vBv += u[i] * v[i]
		vv += v[i] * v[i]
	}
	fmt.Printf("%.9f\n", math.Sqrt(vBv/vv))
}
