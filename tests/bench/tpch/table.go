// What the Go programs of tests/bench/tpch.mjs share: lines of a CSV file without quotes, and their fields.
package main

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"strconv"
)

// eachLine runs the body for each line behind the header.
func eachLine(name string, body func(line []byte)) {
	file, err := os.Open(name)
	if err != nil {
		panic(err)
	}
	defer file.Close()
	reader := bufio.NewReaderSize(file, 1<<18)
	for first := true; ; first = false {
		line, err := reader.ReadSlice('\n')
		if err == io.EOF {
			return
		}
		if err != nil {
			panic(err)
		}
		if !first {
			body(line[:len(line)-1])
		}
	}
}

// next cuts off the first field.
func next(line *[]byte) []byte {
	at := bytes.IndexByte(*line, ',')
	if at < 0 {
		at = len(*line)
	}
	field := (*line)[:at]
	if at < len(*line) {
		at++
	}
	*line = (*line)[at:]
	return field
}

func skip(line *[]byte, count int) {
	for ; count > 0; count-- {
		next(line)
	}
}

func nextInt(line *[]byte) int64 {
	value, err := strconv.ParseInt(string(next(line)), 10, 64)
	if err != nil {
		panic(err)
	}
	return value
}

func nextFloat(line *[]byte) float64 {
	value, err := strconv.ParseFloat(string(next(line)), 64)
	if err != nil {
		panic(err)
	}
	return value
}
