package main

import (
	"fmt"
	"math"
	"os"
	"strconv"
)

func a(i, j int64) float64 {
	return 1.0 / float64((i+j)*(i+j+1)/2+i+1)
}

func times(v, out []float64) {
	for i := range v {
		sum := 0.0
		for j := range v {
			sum += a(int64(i), int64(j)) * v[j]
		}
		out[i] = sum
	}
}

func timesTransposed(v, out []float64) {
	for i := range v {
		sum := 0.0
		for j := range v {
			sum += a(int64(j), int64(i)) * v[j]
		}
		out[i] = sum
	}
}

func main() {
	n, _ := strconv.Atoi(os.Args[1])
	var u, v, w []float64
	for i := 0; i < n; i++ {
		u = append(u, 1)
		v = append(v, 0)
		w = append(w, 0)
	}
	for i := 0; i < 10; i++ {
		times(u, w)
		timesTransposed(w, v)
		times(v, w)
		timesTransposed(w, u)
	}
	vbv, vv := 0.0, 0.0
	for i := 0; i < n; i++ {
		vbv += u[i] * v[i]
		vv += v[i] * v[i]
	}
	fmt.Printf("%.0f\n", math.Floor(math.Sqrt(vbv/vv)*1000000000.0))
}
