// Hands values from one goroutine to another.  GOMAXPROCS=1 go run handovers.go
package main

import (
	"fmt"
	"time"
)

func handOver(capacity, count int) time.Duration {
	c := make(chan int, capacity)
	start := time.Now()
	go func() {
		for i := 1; i <= count; i++ {
			c <- i
		}
		close(c)
	}()
	sum := 0
	for value := range c {
		sum += value
	}
	return time.Since(start) / time.Duration(count)
}

func main() {
	const count = 1000000
	fmt.Println("without a buffer:", handOver(0, count), "each")
	fmt.Println("with a buffer of 100:", handOver(100, count), "each")
}
