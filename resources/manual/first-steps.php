<?php
// Produces and consumes two lines with php-rdkafka (https://github.com/arnaud-lb/php-rdkafka):
//   php first-steps.php localhost:9092 myfirsttopic
declare(strict_types=1);

[$brokers, $topicName] = [$argv[1] ?? 'localhost:9092', $argv[2] ?? 'myfirsttopic'];

// Configure and produce.
$conf = new RdKafka\Conf();
$conf->set('bootstrap.servers', $brokers);
$conf->setDrMsgCb(function (RdKafka\Producer $producer, RdKafka\Message $message): void {
    if ($message->err !== RD_KAFKA_RESP_ERR_NO_ERROR) {
        fwrite(STDERR, 'not delivered: ' . rd_kafka_err2str($message->err) . "\n");
    }
});
$producer = new RdKafka\Producer($conf);
$topic = $producer->newTopic($topicName);
foreach (['This is a message', 'This is another message'] as $line) {
    $topic->produce(RD_KAFKA_PARTITION_UA, 0, $line);
    $producer->poll(0);
}
if ($producer->flush(10000) !== RD_KAFKA_RESP_ERR_NO_ERROR) {
    fwrite(STDERR, "the broker did not take the messages in time\n");
    exit(1);
}

// Consume, as a member of a group, from the beginning.
$conf = new RdKafka\Conf();
$conf->set('bootstrap.servers', $brokers);
$conf->set('group.id', 'first-steps');
$conf->set('auto.offset.reset', 'earliest');
$conf->set('enable.partition.eof', 'true');
$consumer = new RdKafka\KafkaConsumer($conf);
$consumer->subscribe([$topicName]);
while (true) {
    $message = $consumer->consume(10000);
    if ($message->err === RD_KAFKA_RESP_ERR_NO_ERROR) {
        echo $message->payload, "\n";
    } elseif ($message->err === RD_KAFKA_RESP_ERR__PARTITION_EOF) {
        break; // all that there is was read
    } else {
        fwrite(STDERR, $message->errstr() . "\n");
        exit(1);
    }
}
$consumer->close();
