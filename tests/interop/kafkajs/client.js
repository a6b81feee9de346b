// SPDX-License-Identifier: Apache-2.0
// What the interoperability tests do with kafkajs. Usage: node client.js COMMAND BOOTSTRAP …
// Each command ends with status 0 and one JSON line of what it saw, or with an error.
'use strict'

const path = require('path')
const { Kafka, logLevel, CompressionTypes } = require(path.join(process.env.OTTLA_KAFKAJS, 'node_modules', 'kafkajs'))

const deadline = 30000

function kafka(bootstrap) {
    return new Kafka({ clientId: 'ottla-interop', brokers: [bootstrap], logLevel: logLevel.NOTHING })
}

async function waitUntil(condition, what) {
    const end = Date.now() + deadline
    while (!(await condition())) {
        if (Date.now() > end) throw new Error(`not within ${deadline} ms: ${what}`)
        await new Promise((resolve) => setTimeout(resolve, 10))
    }
}

const commands = {
    async admin(bootstrap) {
        const admin = kafka(bootstrap).admin()
        await admin.connect()
        const created = await admin.createTopics({
            waitForLeaders: true,
            topics: [{ topic: 'js-admin', numPartitions: 2, configEntries: [{ name: 'retention.ms', value: '3600000' }] }],
        })
        const again = await admin.createTopics({ topics: [{ topic: 'js-admin' }] })
        await admin.createPartitions({ topicPartitions: [{ topic: 'js-admin', count: 3 }] })
        const partitions = async () => (await admin.fetchTopicMetadata({ topics: ['js-admin'] })).topics[0].partitions.length
        await waitUntil(async () => (await partitions()) === 3, 'three partitions')
        const configs = await admin.describeConfigs({
            includeSynonyms: false,
            resources: [{ type: 2, name: 'js-admin', configNames: ['retention.ms'] }],
        })
        await admin.alterConfigs({
            validateOnly: false,
            resources: [{ type: 2, name: 'js-admin', configEntries: [{ name: 'retention.ms', value: '7200000' }] }],
        })
        const altered = await admin.describeConfigs({
            includeSynonyms: false,
            resources: [{ type: 2, name: 'js-admin', configNames: ['retention.ms'] }],
        })
        const cluster = await admin.describeCluster()
        await admin.deleteTopics({ topics: ['js-admin'] })
        await waitUntil(async () => !(await admin.listTopics()).includes('js-admin'), 'the topic is gone')
        await admin.disconnect()
        return {
            created,
            again,
            retention: configs.resources[0].configEntries[0].configValue,
            altered: altered.resources[0].configEntries[0].configValue,
            brokers: cluster.brokers.length,
        }
    },

    async produce(bootstrap, topic, count, codec) {
        const admin = kafka(bootstrap).admin()
        await admin.connect()
        await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 4 }] })
        await admin.disconnect()
        const producer = kafka(bootstrap).producer()
        await producer.connect()
        const messages = Array.from({ length: Number(count) }, (_, i) => ({
            key: `k${i}`,
            value: `v${i}`,
            headers: { n: [String(i), 'again'] },
        }))
        const stored = await producer.send({
            topic,
            acks: -1,
            compression: codec === 'gzip' ? CompressionTypes.GZIP : CompressionTypes.None,
            messages,
        })
        await producer.disconnect()
        return { errors: stored.map((answer) => answer.errorCode) }
    },

    async rebalance(bootstrap, topic, groupId, partitions, count) {
        const seen = new Set()
        const start = async () => {
            const member = { consumer: kafka(bootstrap).consumer({ groupId, heartbeatInterval: 300 }), assigned: [] }
            await member.consumer.connect()
            await member.consumer.subscribe({ topics: [topic], fromBeginning: true })
            member.consumer.on(member.consumer.events.GROUP_JOIN, ({ payload }) => {
                member.assigned = payload.memberAssignment[topic] || []
            })
            await member.consumer.run({
                autoCommitThreshold: 1,
                eachMessage: async ({ partition, message }) => {
                    seen.add(`${partition}/${message.offset}`)
                    if (message.headers.n.length !== 2) throw new Error('a repeated header was lost')
                },
            })
            return member
        }
        const all = Number(partitions)
        const first = await start()
        await waitUntil(() => first.assigned.length === all, 'the only member has every partition')
        const second = await start()
        await waitUntil(
            () => first.assigned.length > 0 && second.assigned.length > 0 && first.assigned.length + second.assigned.length === all,
            'two members share the partitions'
        )
        const shared = [first.assigned.length, second.assigned.length]
        await waitUntil(() => seen.size === Number(count), 'every record was seen')
        await second.consumer.disconnect()
        await waitUntil(() => first.assigned.length === all, 'the one that stayed has every partition')
        await first.consumer.disconnect()
        return { shared, seen: seen.size }
    },

    async committed(bootstrap, topic, groupId) {
        const admin = kafka(bootstrap).admin()
        await admin.connect()
        const offsets = await admin.fetchOffsets({ groupId, topics: [topic] })
        const ends = await admin.fetchTopicOffsets(topic)
        const groups = await admin.listGroups()
        const described = await admin.describeGroups([groupId])
        await admin.disconnect()
        const total = (list) => list.reduce((sum, entry) => sum + Math.max(0, Number(entry.offset)), 0)
        return {
            committed: total(offsets[0].partitions),
            ends: total(ends),
            groups: groups.groups.map((group) => group.groupId),
            state: described.groups[0].state,
        }
    },
}

const [command, ...rest] = process.argv.slice(2)
commands[command](...rest).then(
    (result) => {
        console.log(JSON.stringify(result))
        process.exit(0)
    },
    (error) => {
        console.error(error)
        process.exit(1)
    }
)
