// SPDX-License-Identifier: Apache-2.0

// What the interoperability tests do with franz-go.
package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"ottla/interop/rounds"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

type client struct{}

func connect(bootstrap string, options ...kgo.Opt) (*kgo.Client, error) {
	// Else it answers from what it heard up to five seconds ago.
	return kgo.NewClient(append(options, kgo.SeedBrokers(bootstrap), kgo.MetadataMinAge(10*time.Millisecond))...)
}

func partitions(ctx context.Context, admin *kadm.Client, topic string) (int, error) {
	topics, err := admin.ListTopics(ctx)
	if err != nil {
		return 0, err
	}
	return len(topics[topic].Partitions), nil
}

func retention(ctx context.Context, admin *kadm.Client, topic string) (string, error) {
	resources, err := admin.DescribeTopicConfigs(ctx, topic)
	if err != nil {
		return "", err
	}
	for _, entry := range resources[0].Configs {
		if entry.Key == "retention.ms" {
			return entry.MaybeValue(), nil
		}
	}
	return "", errors.New("no retention.ms")
}

func (client) Admin(ctx context.Context, bootstrap, topic string) (rounds.Seen, error) {
	connection, err := connect(bootstrap)
	if err != nil {
		return nil, err
	}
	defer connection.Close()
	admin := kadm.NewClient(connection)
	value := "3600000"
	if _, err := admin.CreateTopic(ctx, 2, 1, map[string]*string{"retention.ms": &value}, topic); err != nil {
		return nil, err
	}
	again := "refused"
	if _, err := admin.CreateTopic(ctx, 2, 1, nil, topic); !errors.Is(err, kerr.TopicAlreadyExists) {
		again = fmt.Sprint(err)
	}
	grown, err := admin.UpdatePartitions(ctx, 4, topic)
	if err == nil {
		err = grown.Error()
	}
	if err != nil {
		return nil, err
	}
	has := func(count int) func() (bool, error) {
		return func() (bool, error) {
			seen, err := partitions(ctx, admin, topic)
			return seen == count, err
		}
	}
	if err := rounds.WaitUntil(ctx, "four partitions", has(4)); err != nil {
		return nil, err
	}
	before, err := retention(ctx, admin, topic)
	if err != nil {
		return nil, err
	}
	value = "7200000"
	altered, err := admin.AlterTopicConfigs(ctx,
		[]kadm.AlterConfig{{Op: kadm.SetConfig, Name: "retention.ms", Value: &value}}, topic)
	if err == nil {
		err = altered[0].Err
	}
	if err != nil {
		return nil, err
	}
	after, err := retention(ctx, admin, topic)
	if err != nil {
		return nil, err
	}
	brokers, err := admin.ListBrokers(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := admin.DeleteTopic(ctx, topic); err != nil {
		return nil, err
	}
	if err := rounds.WaitUntil(ctx, "the topic is gone", has(0)); err != nil {
		return nil, err
	}
	return rounds.Seen{"again": again, "retention": before, "altered": after, "brokers": len(brokers)}, nil
}

func produce(ctx context.Context, bootstrap, topic string, codec kgo.CompressionCodec, count, partitions int) (int, error) {
	producer, err := connect(bootstrap, kgo.ProducerBatchCompression(codec),
		kgo.RecordPartitioner(kgo.ManualPartitioner()))
	if err != nil {
		return 0, err
	}
	defer producer.Close()
	if _, err := kadm.NewClient(producer).CreateTopic(ctx, int32(partitions), 1, nil, topic); err != nil {
		return 0, err
	}
	records := make([]*kgo.Record, count)
	for i := range records {
		records[i] = &kgo.Record{
			Topic: topic, Partition: int32(i % partitions),
			Key: fmt.Appendf(nil, "k%d", i), Value: fmt.Appendf(nil, "v%d", i),
			Headers: []kgo.RecordHeader{{Key: "n", Value: fmt.Append(nil, i)}, {Key: "n", Value: []byte("again")}},
		}
	}
	results := producer.ProduceSync(ctx, records...)
	if err := results.FirstErr(); err != nil {
		return 0, err
	}
	stored := map[string]bool{}
	for _, result := range results {
		stored[fmt.Sprint(result.Record.Partition, "/", result.Record.Offset)] = true
	}
	return len(stored), nil
}

func (client) Codec(ctx context.Context, bootstrap, topic, name string, count int) (rounds.Seen, error) {
	codec := map[string]kgo.CompressionCodec{
		"none": kgo.NoCompression(), "gzip": kgo.GzipCompression(), "snappy": kgo.SnappyCompression(),
		"lz4": kgo.Lz4Compression(), "zstd": kgo.ZstdCompression(),
	}[name]
	stored, err := produce(ctx, bootstrap, topic, codec, count, 1)
	if err != nil {
		return nil, err
	}
	consumer, err := connect(bootstrap, kgo.ConsumePartitions(
		map[string]map[int32]kgo.Offset{topic: {0: kgo.NewOffset().AtStart()}}))
	if err != nil {
		return nil, err
	}
	defer consumer.Close()
	var seen []*kgo.Record
	for len(seen) < count {
		fetches := consumer.PollFetches(ctx)
		if err := fetches.Err(); err != nil {
			return nil, err
		}
		seen = append(seen, fetches.Records()...)
	}
	right := true
	for i, record := range seen {
		right = right && string(record.Key) == fmt.Sprint("k", i) && string(record.Value) == fmt.Sprint("v", i) &&
			len(record.Headers) == 2 && string(record.Headers[0].Value) == fmt.Sprint(i) &&
			string(record.Headers[1].Value) == "again"
	}
	return rounds.Seen{"stored": stored, "consumed": len(seen), "right": right}, nil
}

// member consumes in a goroutine of its own, as a process of its own would.
type member struct {
	client   *kgo.Client
	lock     sync.Mutex
	assigned map[int32]bool
	seen     map[string]bool
	cancel   context.CancelFunc
	ended    chan struct{}
}

func join(ctx context.Context, bootstrap, topic, group string) (*member, error) {
	m := &member{assigned: map[int32]bool{}, seen: map[string]bool{}, ended: make(chan struct{})}
	change := func(has bool) func(context.Context, *kgo.Client, map[string][]int32) {
		return func(_ context.Context, _ *kgo.Client, partitions map[string][]int32) {
			m.lock.Lock()
			defer m.lock.Unlock()
			for _, partition := range partitions[topic] {
				if has {
					m.assigned[partition] = true
				} else {
					delete(m.assigned, partition)
				}
			}
		}
	}
	var err error
	m.client, err = connect(bootstrap, kgo.ConsumerGroup(group), kgo.ConsumeTopics(topic), kgo.DisableAutoCommit(),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.HeartbeatInterval(rounds.Deadline/100),
		kgo.OnPartitionsAssigned(change(true)), kgo.OnPartitionsRevoked(change(false)), kgo.OnPartitionsLost(change(false)))
	if err != nil {
		return nil, err
	}
	ctx, m.cancel = context.WithCancel(ctx)
	go func() {
		defer close(m.ended)
		for ctx.Err() == nil {
			fetches := m.client.PollFetches(ctx)
			m.lock.Lock()
			fetches.EachRecord(func(r *kgo.Record) { m.seen[fmt.Sprint(r.Partition, "/", r.Offset)] = true })
			m.lock.Unlock()
		}
	}()
	return m, nil
}

func (m *member) partitions() []int32 {
	m.lock.Lock()
	defer m.lock.Unlock()
	var all []int32
	for partition := range m.assigned {
		all = append(all, partition)
	}
	return all
}

func (m *member) addSeen(all map[string]bool) {
	m.lock.Lock()
	defer m.lock.Unlock()
	for place := range m.seen {
		all[place] = true
	}
}

func (m *member) leave() {
	m.cancel()
	<-m.ended
	m.client.Close()
}

func (client) Group(ctx context.Context, bootstrap, topic, group string, partitions, count int) (rounds.Seen, error) {
	if _, err := produce(ctx, bootstrap, topic, kgo.NoCompression(), count, partitions); err != nil {
		return nil, err
	}
	first, err := join(ctx, bootstrap, topic, group)
	if err != nil {
		return nil, err
	}
	whole := func() (bool, error) { return len(first.partitions()) == partitions, nil }
	if err := rounds.WaitUntil(ctx, "the only member has every partition", whole); err != nil {
		return nil, err
	}
	second, err := join(ctx, bootstrap, topic, group)
	if err != nil {
		return nil, err
	}
	err = rounds.WaitUntil(ctx, "two members share the partitions", func() (bool, error) {
		return rounds.Shared(first.partitions(), second.partitions(), partitions), nil
	})
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	err = rounds.WaitUntil(ctx, "every record was seen", func() (bool, error) {
		first.addSeen(seen)
		second.addSeen(seen)
		return len(seen) == count, nil
	})
	if err != nil {
		return nil, err
	}
	second.leave()
	if err := rounds.WaitUntil(ctx, "the one that stayed has every partition", whole); err != nil {
		return nil, err
	}
	ends := map[string]map[int32]kgo.EpochOffset{topic: {}}
	for _, partition := range first.partitions() {
		ends[topic][partition] = kgo.EpochOffset{Epoch: -1, Offset: int64(count / partitions)}
	}
	var refused error
	first.client.CommitOffsetsSync(ctx, ends, func(_ *kgo.Client, _ *kmsg.OffsetCommitRequest,
		answer *kmsg.OffsetCommitResponse, err error) {
		refused = err
		if err == nil {
			for _, t := range answer.Topics {
				for _, p := range t.Partitions {
					refused = errors.Join(refused, kerr.ErrorForCode(p.ErrorCode))
				}
			}
		}
	})
	first.leave()
	return rounds.Seen{"seen": len(seen)}, refused
}

func (client) Committed(ctx context.Context, bootstrap, topic, group string, _ int) (rounds.Seen, error) {
	connection, err := connect(bootstrap)
	if err != nil {
		return nil, err
	}
	defer connection.Close()
	admin := kadm.NewClient(connection)
	offsets, err := admin.FetchOffsets(ctx, group)
	if err != nil {
		return nil, err
	}
	var total int64
	for _, offset := range offsets[topic] {
		total += offset.At
	}
	groups, err := admin.ListGroups(ctx)
	if err != nil {
		return nil, err
	}
	_, listed := groups[group]
	described, err := admin.DescribeGroups(ctx, group)
	if err != nil {
		return nil, err
	}
	return rounds.Seen{"committed": total, "listed": listed, "state": described[group].State}, nil
}

func main() { rounds.Main(client{}) }
