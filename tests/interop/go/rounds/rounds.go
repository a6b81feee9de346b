// SPDX-License-Identifier: Apache-2.0

// Package rounds is what the Go clients of the interoperability tests have in common: their command
// line, and what they print.
package rounds

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"time"
)

// Deadline is the patience with anything that is waited for.
const Deadline = 30 * time.Second

// Seen is printed as JSON.
type Seen map[string]any

// Client is one library behind the four commands; each takes the address of the cluster first.
type Client interface {
	Admin(ctx context.Context, bootstrap, topic string) (Seen, error)
	Codec(ctx context.Context, bootstrap, topic, codec string, count int) (Seen, error)
	Group(ctx context.Context, bootstrap, topic, group string, partitions, count int) (Seen, error)
	Committed(ctx context.Context, bootstrap, topic, group string, partitions int) (Seen, error)
}

// Main runs the command that the arguments name: PROGRAM COMMAND BOOTSTRAP …
func Main(client Client) {
	ctx, cancel := context.WithTimeout(context.Background(), Deadline)
	defer cancel()
	seen, err := run(ctx, client, os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	line, _ := json.Marshal(seen)
	fmt.Println(string(line))
}

func run(ctx context.Context, client Client, words []string) (Seen, error) {
	number := func(at int) int {
		value, err := strconv.Atoi(words[at])
		if err != nil {
			panic(err)
		}
		return value
	}
	switch words[0] {
	case "admin":
		return client.Admin(ctx, words[1], words[2])
	case "codec":
		return client.Codec(ctx, words[1], words[2], words[3], number(4))
	case "group":
		return client.Group(ctx, words[1], words[2], words[3], number(4), number(5))
	case "committed":
		return client.Committed(ctx, words[1], words[2], words[3], number(4))
	}
	return nil, fmt.Errorf("unknown command: %s", words[0])
}

// WaitUntil repeats the condition until it holds.
func WaitUntil(ctx context.Context, what string, condition func() (bool, error)) error {
	for {
		if ctx.Err() != nil {
			return fmt.Errorf("not in time: %s", what)
		}
		if holds, err := condition(); err != nil || holds {
			return err
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// Shared tells whether two members have every partition, each some, and none together.
func Shared(first, second []int32, partitions int) bool {
	all := map[int32]bool{}
	for _, partition := range append(append([]int32{}, first...), second...) {
		all[partition] = true
	}
	return len(first) > 0 && len(second) > 0 && len(first)+len(second) == partitions && len(all) == partitions
}
