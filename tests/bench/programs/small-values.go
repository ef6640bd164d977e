// Small values: structs by value, answers and states behind interfaces, closures that are passed down.
package main

import (
	"fmt"
	"math"
	"os"
	"strconv"
)

type Vec struct{ x, y, z float64 }

func add(a, b Vec) Vec           { return Vec{a.x + b.x, a.y + b.y, a.z + b.z} }
func scale(a Vec, k float64) Vec { return Vec{a.x * k, a.y * k, a.z * k} }
func dot(a, b Vec) float64       { return a.x*b.x + a.y*b.y + a.z*b.z }

func orbit(n int) float64 {
	position := Vec{1, 0, 0.5}
	velocity := Vec{0, 1, 0}
	energy := 0.0
	for i := 0; i < n; i++ {
		velocity = add(velocity, scale(position, -0.001))
		position = add(position, scale(velocity, 0.001))
		energy += dot(velocity, velocity)
	}
	return energy
}

type Answer interface{}
type Ok struct{ value int }
type Retry struct{ after, tries int }
type Bad struct{ text string }

func ask(n int) Answer {
	if n%5 == 0 {
		return Bad{"five"}
	}
	if n%3 == 0 {
		return Retry{n % 11, n % 7}
	}
	return Ok{n % 1000}
}

func answers(n int) int {
	sum := 0
	for i := 0; i < n; i++ {
		switch a := ask(i).(type) {
		case Ok:
			sum += a.value
		case Retry:
			sum += a.after * a.tries
		case Bad:
			sum += len(a.text)
		}
	}
	return sum
}

type State interface{}
type Idle struct{}
type Running struct{ steps int }
type Stopped struct{ at, total int }

func step(s State, n int) State {
	switch s := s.(type) {
	case Running:
		if s.steps > 9 {
			return Stopped{n, s.steps}
		}
		return Running{s.steps + n%3}
	case Stopped:
		if s.at%2 == 0 {
			return Idle{}
		}
		return Stopped{s.at - 1, s.total + 1}
	}
	return Running{1}
}

func states(n int) int {
	var state State = Idle{}
	sum := 0
	for i := 0; i < n; i++ {
		state = step(state, i)
		switch s := state.(type) {
		case Idle:
			sum++
		case Running:
			sum += s.steps
		case Stopped:
			sum += s.total
		}
	}
	return sum
}

func each(count int, visit func(int) int) int {
	sum := 0
	for i := 0; i < count; i++ {
		sum += visit(i)
	}
	return sum
}

func visits(n int) int {
	sum := 0
	for i := 0; i < n; i++ {
		seen := 0
		sum += each(4, func(k int) int {
			seen += i % 7
			return k * seen
		})
		sum += seen
	}
	return sum
}

func main() {
	n, _ := strconv.Atoi(os.Args[1])
	fmt.Println(int(math.Floor(orbit(n) * 1000)))
	fmt.Println(answers(n))
	fmt.Println(states(n))
	fmt.Println(visits(n))
}
