// SPDX-License-Identifier: Apache-2.0
// What the interoperability tests do with node-zookeeper-client. Usage: node client.js SCRIPT HOST:PORT
// Prints lines that are the same on every run on any right server.
'use strict'

const path = require('path')
const zookeeper = require(path.join(process.env.OTTLA_ZOOKEEPER_NODE, 'node_modules', 'node-zookeeper-client'))

const { CreateMode, ACL, Id, Permission, Event, Exception } = zookeeper
const patience = 30000

function within(promise, what) {
    let timer
    const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`not within ${patience} ms: ${what}`)), patience)
    })
    return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

/** A connected client whose calls are promises: `client.call('create', '/a')`. */
function connect(address, root, sessionTimeout = 8000) {
    const client = zookeeper.createClient(address + root, { sessionTimeout, spinDelay: 20 })
    client.call = (name, ...parameters) =>
        within(
            new Promise((resolve, reject) =>
                client[name](...parameters, (error, ...results) => (error ? reject(error) : resolve(results)))
            ),
            name
        )
    const connected = within(new Promise((resolve) => client.once('connected', resolve)), 'connected')
    client.connect()
    return connected.then(() => client)
}

function describe(stat) {
    return ['version', 'cversion', 'aversion', 'dataLength', 'numChildren']
        .map((name) => `${name}=${stat[name]}`)
        .concat(`ephemeral=${!stat.ephemeralOwner.equals(Buffer.alloc(8))}`)
        .concat(`changed=${!stat.czxid.equals(stat.mzxid)}`)
        .join(' ')
}

async function tried(what, promise, show = (results) => results) {
    try {
        console.log(what, JSON.stringify(show(await promise)))
    } catch (error) {
        if (!(error instanceof Exception)) throw error
        console.log(what, error.name)
    }
}

/** A watcher, and the promise of its event. */
function watcher() {
    let fire
    const event = within(new Promise((resolve) => (fire = resolve)), 'a watch')
    return { fire, event: event.then((e) => `${e.name} ${e.path}`) }
}

const scripts = {
    async nodes(address) {
        await (await connect(address, '')).call('create', '/node-nodes')
        const me = await connect(address, '/node-nodes')
        const data = Buffer.from('data')
        await tried('create', me.call('create', '/a', data))
        await tried('again', me.call('create', '/a'))
        await tried('no parent', me.call('create', '/x/y'))
        await tried('mkdirp', me.call('mkdirp', '/x/y/z'))
        await tried('ephemeral', me.call('create', '/e', data, CreateMode.EPHEMERAL))
        await tried('below it', me.call('create', '/e/x'))
        await tried('sequence', me.call('create', '/s-', data, CreateMode.PERSISTENT_SEQUENTIAL))
        await tried('both', me.call('create', '/s-', data, CreateMode.EPHEMERAL_SEQUENTIAL))
        const stat = ([s]) => s && describe(s)
        await tried('exists', me.call('exists', '/e'), stat)
        await tried('exists, no', me.call('exists', '/none'), ([s]) => s)
        await tried('get', me.call('getData', '/a'), ([bytes, s]) => [bytes.toString(), describe(s)])
        await tried('get, no', me.call('getData', '/none'))
        await tried('set', me.call('setData', '/a', Buffer.from('more'), -1), stat)
        await tried('set, version', me.call('setData', '/a', Buffer.alloc(0), 1), stat)
        await tried('set, wrong version', me.call('setData', '/a', Buffer.alloc(0), 1))
        await tried('children', me.call('getChildren', '/'), ([names, s]) => [names.sort(), describe(s)])
        await tried('remove, not empty', me.call('remove', '/x'))
        await tried('remove, wrong version', me.call('remove', '/a', 7))
        await tried('remove', me.call('remove', '/a', 2))
        const names = await Promise.all(
            Array.from({ length: 300 }, () => me.call('create', '/many-', null, CreateMode.PERSISTENT_SEQUENTIAL))
        )
        console.log('300 at once, in order', names.every(([name], i) => name === `/many-${String(i + 5).padStart(10, '0')}`))
        me.close()
    },

    async transactions(address) {
        await (await connect(address, '')).call('create', '/node-transactions')
        const me = await connect(address, '/node-transactions')
        const commit = (build) =>
            within(
                new Promise((resolve) =>
                    build(me.transaction()).commit((error, results) =>
                        resolve([
                            error ? error.name : 'good',
                            results.map((r) => [r.type, r.path || '', r.stat ? describe(r.stat) : '', r.err || 0]),
                        ])
                    )
                ),
                'commit'
            )
        const data = Buffer.from('1')
        const show = async (what, build) => console.log(what, JSON.stringify(await commit(build)))
        await show('good', (t) =>
            t.create('/t', data).create('/t/a').create('/t/s-', data, CreateMode.PERSISTENT_SEQUENTIAL).setData('/t', data, 0).check('/t', 1).remove('/t/a')
        )
        await show('fails', (t) => t.create('/u').check('/t', 9).create('/v'))
        await tried('children', me.call('getChildren', '/'), ([names]) => names.sort())
        me.close()
    },

    async acl(address) {
        const me = await connect(address, '')
        const other = await connect(address, '')
        await me.call('create', '/node-acl')
        const root = '/node-acl'
        const acls = [new ACL(Permission.ALL, new Id('auth', '')), new ACL(Permission.READ, new Id('ip', '10.0.0.1'))]
        await tried('auth without any', me.call('create', root + '/a', acls))
        me.addAuthInfo('digest', Buffer.from('me:secret'))
        await tried('create', me.call('create', root + '/a', Buffer.from('mine'), acls))
        await tried('get', me.call('getData', root + '/a'), ([bytes]) => bytes.toString())
        await tried('other', other.call('getData', root + '/a'))
        await tried('acl', me.call('getACL', root + '/a'), ([list, s]) => [
            list.map((entry) => [entry.permission, entry.id.scheme, entry.id.id]),
            describe(s),
        ])
        await tried('set acl', me.call('setACL', root + '/a', ACL.OPEN_ACL_UNSAFE, 0), ([s]) => describe(s))
        await tried('wrong version', me.call('setACL', root + '/a', ACL.OPEN_ACL_UNSAFE, 0))
        await tried('other', other.call('getData', root + '/a'), ([bytes]) => bytes.toString())
        me.close()
        other.close()
    },

    async watches(address) {
        const other = await connect(address, '')
        await other.call('create', '/node-watches')
        const root = '/node-watches'
        const me = await connect(address, '')
        let watch = watcher()
        await me.call('exists', root + '/n', watch.fire)
        await other.call('create', root + '/n')
        console.log(await watch.event)
        watch = watcher()
        await me.call('getData', root + '/n', watch.fire)
        await other.call('setData', root + '/n', Buffer.from('1'))
        console.log(await watch.event)
        watch = watcher()
        await me.call('getChildren', root, watch.fire)
        await other.call('create', root + '/m')
        console.log(await watch.event)
        watch = watcher()
        const data = watcher()
        await me.call('getChildren', root + '/n', watch.fire)
        await me.call('exists', root + '/n', data.fire)
        await other.call('remove', root + '/n')
        console.log(await watch.event, await data.event)

        console.log('the connection breaks')
        await me.call('create', root + '/e', CreateMode.EPHEMERAL)
        const session = me.getSessionId().toString('hex')
        watch = watcher()
        await me.call('getData', root + '/m', watch.fire)
        const again = within(new Promise((resolve) => me.once('connected', resolve)), 'connected again')
        me.connectionManager.socket.destroy()
        await other.call('setData', root + '/m', Buffer.from('while away'))
        await again
        console.log('same session', me.getSessionId().toString('hex') === session)
        console.log(await watch.event)
        await tried('its ephemeral', other.call('exists', root + '/e'), ([s]) => describe(s))
        watch = watcher()
        await other.call('exists', root + '/e', watch.fire)
        me.close()
        console.log(await watch.event)
        other.close()
    },
}

const [name, address] = process.argv.slice(2)
scripts[name](address).then(
    () => process.exit(0),
    (error) => {
        console.error(error)
        process.exit(1)
    }
)
