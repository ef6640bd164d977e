package main

import (
	"fmt"
	"math"
)

type Body struct{ x, y, z, vx, vy, vz, mass float64 }

const (
	sm = 4 * math.Pi * math.Pi
	yr = 365.24
)

func energy(bs []*Body) float64 {
	e := 0.0
	for i, b := range bs {
		e += 0.5 * b.mass * (b.vx*b.vx + b.vy*b.vy + b.vz*b.vz)
		for _, c := range bs[i+1:] {
			dx, dy, dz := b.x-c.x, b.y-c.y, b.z-c.z
			e -= b.mass * c.mass / math.Sqrt(dx*dx+dy*dy+dz*dz)
		}
	}
	return e
}
func advance(bs []*Body, dt float64) {
	for i, b := range bs {
		for _, c := range bs[i+1:] {
			dx, dy, dz := b.x-c.x, b.y-c.y, b.z-c.z
			d2 := dx*dx + dy*dy + dz*dz
			mag := dt / (d2 * math.Sqrt(d2))
			b.vx -= dx * c.mass * mag
			b.vy -= dy * c.mass * mag
			b.vz -= dz * c.mass * mag
			c.vx += dx * b.mass * mag
			c.vy += dy * b.mass * mag
			c.vz += dz * b.mass * mag
		}
	}
	for _, b := range bs {
		b.x += dt * b.vx
		b.y += dt * b.vy
		b.z += dt * b.vz
	}
}
func main() {
	bs := []*Body{
		{0, 0, 0, 0, 0, 0, sm},
		{4.84143144246472090, -1.16032004402742839, -0.103622044471123109, 0.00166007664274403694 * yr, 0.00769901118419740425 * yr, -0.0000690460016972063023 * yr, 0.000954791938424326609 * sm},
		{8.34336671824457987, 4.12479856412430479, -0.403523417114321381, -0.00276742510726411899 * yr, 0.00499852801234917238 * yr, 0.0000230417297573763929 * yr, 0.000285885980666130812 * sm},
		{12.8943695621391310, -15.1111514016986312, -0.223307578892655734, 0.00296460137564761618 * yr, 0.00237847173959480950 * yr, -0.0000296589568540237556 * yr, 0.0000436624404335156298 * sm},
		{15.3796971148509165, -25.9193146099879641, 0.179258772950371181, 0.00268067772490389322 * yr, 0.00162824170038242295 * yr, -0.0000951592254519715870 * yr, 0.0000515138902046611451 * sm},
	}
	fmt.Printf("%.9f\n", energy(bs))
	for i := 0; i < 5000000; i++ {
		advance(bs, 0.01)
	}
	fmt.Printf("%.9f\n", energy(bs))
}
