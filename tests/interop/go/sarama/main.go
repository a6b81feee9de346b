// SPDX-License-Identifier: Apache-2.0

// What the interoperability tests do with sarama.
package main

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"ottla/interop/rounds"

	"github.com/IBM/sarama"
)

type client struct{}

func config() *sarama.Config {
	c := sarama.NewConfig()
	c.Version = sarama.MaxVersion
	c.Producer.Return.Successes = true
	c.Producer.RequiredAcks = sarama.WaitForAll
	c.Producer.Partitioner = sarama.NewManualPartitioner
	c.Consumer.Offsets.Initial = sarama.OffsetOldest
	c.Consumer.Offsets.AutoCommit.Enable = false
	c.Consumer.Group.Heartbeat.Interval = rounds.Deadline / 100
	c.Consumer.Group.Rebalance.Timeout = rounds.Deadline / 3
	return c
}

func retention(admin sarama.ClusterAdmin, topic string) (string, error) {
	entries, err := admin.DescribeConfig(sarama.ConfigResource{
		Type: sarama.TopicResource, Name: topic, ConfigNames: []string{"retention.ms"}})
	if err != nil {
		return "", err
	}
	return entries[0].Value, nil
}

func (client) Admin(ctx context.Context, bootstrap, topic string) (rounds.Seen, error) {
	admin, err := sarama.NewClusterAdmin([]string{bootstrap}, config())
	if err != nil {
		return nil, err
	}
	defer admin.Close()
	value := "3600000"
	detail := &sarama.TopicDetail{NumPartitions: 2, ReplicationFactor: 1,
		ConfigEntries: map[string]*string{"retention.ms": &value}}
	if err := admin.CreateTopic(topic, detail, false); err != nil {
		return nil, err
	}
	again := "refused"
	if err := admin.CreateTopic(topic, detail, false); !errors.Is(err, sarama.ErrTopicAlreadyExists) {
		again = fmt.Sprint(err)
	}
	if err := admin.CreatePartitions(topic, 4, nil, false); err != nil {
		return nil, err
	}
	has := func(count int) func() (bool, error) {
		return func() (bool, error) {
			topics, err := admin.ListTopics()
			return int(topics[topic].NumPartitions) == count, err
		}
	}
	if err := rounds.WaitUntil(ctx, "four partitions", has(4)); err != nil {
		return nil, err
	}
	before, err := retention(admin, topic)
	if err != nil {
		return nil, err
	}
	value = "7200000"
	err = admin.IncrementalAlterConfig(sarama.TopicResource, topic, map[string]sarama.IncrementalAlterConfigsEntry{
		"retention.ms": {Operation: sarama.IncrementalAlterConfigsOperationSet, Value: &value}}, false)
	if err != nil {
		return nil, err
	}
	after, err := retention(admin, topic)
	if err != nil {
		return nil, err
	}
	brokers, _, err := admin.DescribeCluster()
	if err != nil {
		return nil, err
	}
	if err := admin.DeleteTopic(topic); err != nil {
		return nil, err
	}
	if err := rounds.WaitUntil(ctx, "the topic is gone", has(0)); err != nil {
		return nil, err
	}
	return rounds.Seen{"again": again, "retention": before, "altered": after, "brokers": len(brokers)}, nil
}

func produce(bootstrap, topic string, codec sarama.CompressionCodec, count, partitions int) (int, error) {
	admin, err := sarama.NewClusterAdmin([]string{bootstrap}, config())
	if err != nil {
		return 0, err
	}
	err = admin.CreateTopic(topic, &sarama.TopicDetail{NumPartitions: int32(partitions), ReplicationFactor: 1}, false)
	admin.Close()
	if err != nil {
		return 0, err
	}
	options := config()
	options.Producer.Compression = codec
	producer, err := sarama.NewSyncProducer([]string{bootstrap}, options)
	if err != nil {
		return 0, err
	}
	defer producer.Close()
	messages := make([]*sarama.ProducerMessage, count)
	for i := range messages {
		messages[i] = &sarama.ProducerMessage{
			Topic: topic, Partition: int32(i % partitions),
			Key: sarama.StringEncoder(fmt.Sprint("k", i)), Value: sarama.StringEncoder(fmt.Sprint("v", i)),
			Headers: []sarama.RecordHeader{{Key: []byte("n"), Value: fmt.Append(nil, i)},
				{Key: []byte("n"), Value: []byte("again")}},
		}
	}
	if err := producer.SendMessages(messages); err != nil {
		return 0, err
	}
	stored := map[string]bool{}
	for _, m := range messages {
		stored[fmt.Sprint(m.Partition, "/", m.Offset)] = true
	}
	return len(stored), nil
}

func (client) Codec(ctx context.Context, bootstrap, topic, name string, count int) (rounds.Seen, error) {
	var codec sarama.CompressionCodec
	if err := codec.UnmarshalText([]byte(name)); err != nil {
		return nil, err
	}
	stored, err := produce(bootstrap, topic, codec, count, 1)
	if err != nil {
		return nil, err
	}
	consumer, err := sarama.NewConsumer([]string{bootstrap}, config())
	if err != nil {
		return nil, err
	}
	defer consumer.Close()
	partition, err := consumer.ConsumePartition(topic, 0, sarama.OffsetOldest)
	if err != nil {
		return nil, err
	}
	right := true
	for i := range count {
		select {
		case m := <-partition.Messages():
			right = right && string(m.Key) == fmt.Sprint("k", i) && string(m.Value) == fmt.Sprint("v", i) &&
				len(m.Headers) == 2 && string(m.Headers[0].Value) == fmt.Sprint(i) &&
				string(m.Headers[1].Value) == "again"
		case <-ctx.Done():
			return nil, fmt.Errorf("only %d records came", i)
		}
	}
	return rounds.Seen{"stored": stored, "consumed": count, "right": right}, partition.Close()
}

// member consumes in a goroutine of its own, as a process of its own would.
type member struct {
	group    sarama.ConsumerGroup
	topic    string
	lock     sync.Mutex
	assigned []int32
	seen     map[string]bool
	cancel   context.CancelFunc
	ended    chan error
}

func (m *member) Setup(session sarama.ConsumerGroupSession) error {
	m.lock.Lock()
	defer m.lock.Unlock()
	m.assigned = session.Claims()[m.topic]
	return nil
}

func (m *member) Cleanup(sarama.ConsumerGroupSession) error {
	m.lock.Lock()
	defer m.lock.Unlock()
	m.assigned = nil
	return nil
}

func (m *member) ConsumeClaim(session sarama.ConsumerGroupSession, claim sarama.ConsumerGroupClaim) error {
	for {
		select {
		case message, more := <-claim.Messages():
			if !more {
				return nil
			}
			m.lock.Lock()
			m.seen[fmt.Sprint(message.Partition, "/", message.Offset)] = true
			m.lock.Unlock()
			session.MarkMessage(message, "")
			if message.Offset+1 == claim.HighWaterMarkOffset() {
				session.Commit()
			}
		case <-session.Context().Done():
			return nil
		}
	}
}

func join(ctx context.Context, bootstrap, topic, group string) (*member, error) {
	m := &member{topic: topic, seen: map[string]bool{}, ended: make(chan error, 1)}
	var err error
	if m.group, err = sarama.NewConsumerGroup([]string{bootstrap}, group, config()); err != nil {
		return nil, err
	}
	ctx, m.cancel = context.WithCancel(ctx)
	go func() {
		for ctx.Err() == nil {
			if err := m.group.Consume(ctx, []string{topic}, m); err != nil {
				m.ended <- err
				return
			}
		}
		m.ended <- nil
	}()
	return m, nil
}

func (m *member) partitions() []int32 {
	m.lock.Lock()
	defer m.lock.Unlock()
	return append([]int32{}, m.assigned...)
}

func (m *member) addSeen(all map[string]bool) {
	m.lock.Lock()
	defer m.lock.Unlock()
	for place := range m.seen {
		all[place] = true
	}
}

func (m *member) leave() error {
	m.cancel()
	return errors.Join(<-m.ended, m.group.Close())
}

func (client) Group(ctx context.Context, bootstrap, topic, group string, partitions, count int) (rounds.Seen, error) {
	if _, err := produce(bootstrap, topic, sarama.CompressionNone, count, partitions); err != nil {
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
	if err := second.leave(); err != nil {
		return nil, err
	}
	if err := rounds.WaitUntil(ctx, "the one that stayed has every partition", whole); err != nil {
		return nil, err
	}
	return rounds.Seen{"seen": len(seen)}, first.leave()
}

func (client) Committed(_ context.Context, bootstrap, topic, group string, partitions int) (rounds.Seen, error) {
	admin, err := sarama.NewClusterAdmin([]string{bootstrap}, config())
	if err != nil {
		return nil, err
	}
	defer admin.Close()
	every := make([]int32, partitions)
	for i := range every {
		every[i] = int32(i)
	}
	offsets, err := admin.ListConsumerGroupOffsets(group, map[string][]int32{topic: every})
	if err != nil {
		return nil, err
	}
	var total int64
	for _, partition := range every {
		total += offsets.GetBlock(topic, partition).Offset
	}
	groups, err := admin.ListConsumerGroups()
	if err != nil {
		return nil, err
	}
	_, listed := groups[group]
	described, err := admin.DescribeConsumerGroups([]string{group})
	if err != nil {
		return nil, err
	}
	return rounds.Seen{"committed": total, "listed": listed, "state": described[0].State}, nil
}

func main() { rounds.Main(client{}) }
