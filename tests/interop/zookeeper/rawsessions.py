# SPDX-License-Identifier: Apache-2.0
"""Watches, sessions and the order of answers, message by message. Usage: rawsessions.py SCRIPT HOST:PORT"""
from rawscript import *


def watches(script):
    me, other = script.connect(), script.connect('other')
    p = script.path

    def told(what, answer):
        script.say(what, answer[0])

    def do(opcode, body):
        error = other.ask(opcode, body)[0]
        if error != 'OK':
            script.say('other:', opcode, error)

    do(CREATE, create(p('')))
    for path in 'abcdef':
        do(CREATE, create(p(path)))
    script.say('one-shot: data, existence and children of one node')
    me.ask(GET_DATA, watched(p('a'), True))
    me.ask(EXISTS, watched(p('a'), True))
    me.ask(GET_CHILDREN, watched(p('a'), True))
    me.ask(GET_CHILDREN2, watched(p(''), True))
    me.ask(EXISTS, watched(p('new'), True))
    told('get missing', me.ask(GET_DATA, watched(p('missing'), True)))
    told('children of missing', me.ask(GET_CHILDREN, watched(p('missing'), True)))
    do(SET_DATA, set_data(p('a'), b'1'))
    do(SET_DATA, set_data(p('a'), b'2'))
    script.events(me, 1)
    do(CREATE, create(p('new')))
    script.events(me, 2)
    do(CREATE, create(p('missing')))
    do(CREATE, create(p('a/child')))
    script.events(me, 1)
    do(DELETE, versioned(p('a/child')))
    script.no_more_events(me)

    script.say('all that a deletion tells')
    me.ask(GET_DATA, watched(p('a'), True))
    me.ask(GET_CHILDREN, watched(p('a'), True))
    me.ask(GET_CHILDREN, watched(p(''), True))
    do(DELETE, versioned(p('a')))
    script.events(me, 2)
    script.no_more_events(me)
    script.say('a change of the access list tells nothing')
    me.ask(GET_DATA, watched(p('b'), True))
    do(SET_ACL, string(p('b')) + acls(OPEN) + struct.pack('>i', -1))
    script.no_more_events(me)
    script.say('one\'s own changes, event before answer')
    me.order.clear()
    xid = me.post(SET_DATA, set_data(p('b'), b'mine'))
    me.wait(xid)
    script.say([x if x != xid else 'answer' for x in me.order][0][0].replace(script.root, '~'), len(me.order))
    me.events.clear()

    script.say('persistent and recursive')
    for mode in (0, 1, 2, -1):
        told(f'mode {mode}', me.ask(ADD_WATCH, string(p('c' if mode != 1 else 'd')) + struct.pack('>i', mode)))
    told('of a node to come', me.ask(ADD_WATCH, string(p('later')) + struct.pack('>i', 0)))
    told('twice', me.ask(ADD_WATCH, string(p('c')) + struct.pack('>i', 0)))
    told('bad path', me.ask(ADD_WATCH, string('bad') + struct.pack('>i', 0)))
    for node in 'cd':
        do(SET_DATA, set_data(p(node), b''))
        do(SET_DATA, set_data(p(node), b''))
        do(CREATE, create(p(node + '/x')))
        do(CREATE, create(p(node + '/x/y')))
        do(SET_DATA, set_data(p(node + '/x/y'), b''))
        do(DELETE, versioned(p(node + '/x/y')))
        do(DELETE, versioned(p(node + '/x')))
        do(DELETE, versioned(p(node)))
        do(CREATE, create(p(node)))
        script.say(node)
        script.events(me, {'c': 6, 'd': 9}[node])
        script.no_more_events(me)
    do(CREATE, create(p('later')))
    script.events(me, 1)
    script.say('checked and removed; types: 1 children, 2 data, 3 any, 4 persistent, 5 recursive')
    me.ask(GET_DATA, watched(p('e'), True))
    for kind in (1, 2, 3, 4, 5, 9):
        told(f'check e {kind}', me.ask(CHECK_WATCHES, string(p('e')) + struct.pack('>i', kind)))
        told(f'check c {kind}', me.ask(CHECK_WATCHES, string(p('c')) + struct.pack('>i', kind)))
        told(f'check d {kind}', me.ask(CHECK_WATCHES, string(p('d')) + struct.pack('>i', kind)))
    told('remove children of e', me.ask(REMOVE_WATCHES, string(p('e')) + struct.pack('>i', 1)))
    told('remove data of e', me.ask(REMOVE_WATCHES, string(p('e')) + struct.pack('>i', 2)))
    told('remove data of e', me.ask(REMOVE_WATCHES, string(p('e')) + struct.pack('>i', 2)))
    told('remove any of c', me.ask(REMOVE_WATCHES, string(p('c')) + struct.pack('>i', 3)))
    told('remove any of d', me.ask(REMOVE_WATCHES, string(p('d')) + struct.pack('>i', 3)))
    told('remove of a missing node', me.ask(REMOVE_WATCHES, string(p('nothing')) + struct.pack('>i', 3)))
    do(SET_DATA, set_data(p('e'), b''))
    do(SET_DATA, set_data(p('c'), b''))
    do(SET_DATA, set_data(p('d'), b''))
    script.no_more_events(me)

    script.say('set again after a reconnection')
    seen = me.last_zxid
    me.drop()
    do(SET_DATA, set_data(p('e'), b'changed'))
    do(DELETE, versioned(p('f')))
    do(CREATE, create(p('created')))
    do(CREATE, create(p('b/child')))
    again = script.connect(session=me.session, password=me.password, zxid=seen)
    script.say('same session', again.session == me.session)
    told('set watches', again.ask(SET_WATCHES, set_watches(
        seen, [p('e'), p('f'), p('b')], [p('created'), p('not-yet')], [p('b'), p('f'), p('new')]), xid=XID_SET_WATCHES))
    again.events.sort(key=lambda event: (event[2], event[0]))
    script.events(again, 5)
    do(SET_DATA, set_data(p('b'), b''))
    do(CREATE, create(p('not-yet')))
    do(CREATE, create(p('new/child')))
    script.events(again, 3)
    script.no_more_events(again)
    do(CREATE, create(p('tree')))
    told('set watches 2', again.ask(SET_WATCHES2, set_watches(
        again.last_zxid, [], [], [], [p('e')], [p('tree')]), xid=XID_SET_WATCHES))
    do(SET_DATA, set_data(p('e'), b''))
    do(SET_DATA, set_data(p('e'), b''))
    do(CREATE, create(p('tree/x')))
    script.events(again, 3)
    script.say('missed by persistent watches while away')
    seen = again.last_zxid
    again.drop()
    do(SET_DATA, set_data(p('e'), b''))
    do(SET_DATA, set_data(p('tree/x'), b''))
    third = script.connect(session=me.session, password=me.password, zxid=seen)
    told('set watches 2', third.ask(SET_WATCHES2, set_watches(
        seen, [], [], [], [p('e'), p('never')], [p('tree')]), xid=XID_SET_WATCHES))
    script.no_more_events(third)
    third.close_session()
    other.close_session()


def sessions(script):
    p = script.path
    me = script.connect()
    me.ask(CREATE, create(p('')))
    script.say('protocol', me.protocol, 'timeout', me.timeout, 'password', len(me.password), 'tail', me.tail)
    for asked in (0, -1, 1, 999, 1000, 4567, 10000, 10001, 2 ** 31 - 1):
        each = script.connect('each', timeout=asked)
        script.say('asked for', asked, 'got', each.timeout)
        each.close_session()
    old = script.connect('old', read_only=None)
    script.say('without the read-only byte, tail', old.tail)
    reader = script.connect('reader', read_only=True)
    script.say('may be read-only, tail', reader.tail, reader.ask(CREATE, create(p('by-reader')))[0])
    reader.close_session()
    script.say('ping', old.ask(PING, xid=XID_PING)[0])
    old.close_session()

    script.say('a session moves')
    first = script.connect('first', timeout=5000)
    first.ask(CREATE, create(p('e'), flags=1))
    moved = script.connect('first', session=first.session, password=first.password, timeout=3000)
    script.say('same', moved.session == first.session, moved.password == first.password, moved.timeout)
    script.say('the old connection is closed', first.is_closed_by_server())
    error, stat = moved.ask(EXISTS, watched(p('e')))
    script.say('its ephemeral', error, script.stat(stat.stat()))
    moved.drop()
    moved = script.connect('first', session=first.session, password=first.password, timeout=3000)
    script.say('ephemeral after a reconnection', moved.ask(EXISTS, watched(p('e')))[0])

    script.say('refusals')
    # Not while it is connected: ZooKeeper closes a session's connection before it looks at the password.
    moved.drop()
    for what, options in (('wrong password', dict(session=moved.session, password=b'x' * 16)),
                          ('short password', dict(session=moved.session, password=b'x')),
                          ('no password', dict(session=moved.session, password=b'')),
                          ('unknown session', dict(session=0x123456789, password=me.password))):
        refused = script.connect('refused', **options)
        script.say(what, refused.session, refused.timeout, len(refused.password), refused.is_closed_by_server())
    try:
        script.connect('ahead', zxid=2 ** 60)
        script.say('ahead of the server: accepted')
    except Closed:
        script.say('ahead of the server: closed')
    moved = script.connect('first', session=first.session, password=first.password)
    script.say('the session is alive', moved.ask(EXISTS, watched(p('e')))[0])

    script.say('close')
    me.ask(EXISTS, watched(p('e'), True))
    script.say('close', moved.ask(CLOSE)[0], moved.is_closed_by_server())
    script.events(me, 1)
    script.no_more_events(me)
    gone = script.connect('gone', session=moved.session, password=moved.password)
    script.say('after close', gone.session, gone.timeout, gone.is_closed_by_server())

    script.say('expiry')
    short = script.connect('short', timeout=1000)
    short.ask(CREATE, create(p('short'), flags=1))
    short.ask(CREATE, create(p('short2'), flags=1))
    me.ask(EXISTS, watched(p('short'), True))
    me.ask(GET_CHILDREN, watched(p(''), True))
    short.drop()
    me.wait_event()
    me.wait_event()
    script.say('both ephemerals in one change', me.ask(EXISTS, watched(p('short2')))[0])
    expired = script.connect('expired', session=short.session, password=short.password)
    script.say('expired', expired.session, expired.timeout, expired.is_closed_by_server())

    script.say('expiry of a connection that stays open and silent')
    silent = script.connect('silent', timeout=1000)
    silent.ask(CREATE, create(p('silent'), flags=1))
    me.ask(EXISTS, watched(p('silent'), True))
    script.say('closed', silent.is_closed_by_server())
    script.events(me, 1)
    me.close_session()


def ordering(script):
    p = script.path
    me, other = script.connect(), script.connect('other')
    me.ask(CREATE, create(p('')))
    me.ask(CREATE, create(p('n'), b'0'))

    kinds = [(SET_DATA, lambda i: set_data(p('n'), str(i).encode())), (GET_DATA, lambda i: watched(p('n'))),
             (CREATE, lambda i: create(p(f'c{i}'))), (EXISTS, lambda i: watched(p(f'c{i - 1}'))),
             (GET_CHILDREN2, lambda i: watched(p(''))), (SYNC, lambda i: string(p(''))),
             (DELETE, lambda i: versioned(p(f'c{i - 4}'))), (PING, None),
             (MULTI, lambda i: multi([(SET_DATA, set_data(p('n'), b'')), (SET_DATA, set_data(p('n'), str(i).encode()))])),
             (CREATE, lambda i: create(p('missing/child')))]
    requests = []
    out = bytearray()
    for i in range(500):
        opcode, body = kinds[i % len(kinds)]
        xid = XID_PING if opcode == PING else i + 1
        out += buffer(struct.pack('>ii', xid, opcode) + (body(i) if body else b''))
        requests.append(xid)
    me.order.clear()
    me.socket.sendall(out)
    while len(me.order) < 500:
        me.read_one()
    pings = [x for x in requests if x == XID_PING]
    script.say('500 in order', [x for x in me.order if x != XID_PING] == [x for x in requests if x != XID_PING])
    script.say('pings answered', me.order.count(XID_PING) == len(pings))
    zxids = [me.answers[x][0][1] for x in requests if x != XID_PING]
    script.say('zxids never go back', zxids == sorted(zxids))
    right = True
    for i, xid in enumerate(requests):
        error, _, reader = me.answers[xid][0]
        opcode = kinds[i % len(kinds)][0]
        if opcode == GET_DATA:
            right = right and reader.buffer() == str(i - 1).encode()
        elif i % len(kinds) == 9:
            right = right and error_name(error) == 'NO_NODE'
        elif error != 0:
            right = False
    script.say('each read sees the write before it', right)
    me.answers.clear()
    me.xid = 1000

    script.say('watch before the new data, 50 times')
    good = 0
    for i in range(50):
        me.ask(GET_DATA, watched(p('n'), True))
        me.order.clear()
        me.events.clear()
        reads = [me.post(GET_DATA, watched(p('n'))) for _ in range(20)]
        other.post(SET_DATA, set_data(p('n'), b'new %d' % i))
        while True:
            reads.append(me.post(GET_DATA, watched(p('n'))))
            if me.wait(reads.pop(0))[2].buffer() == b'new %d' % i:
                break
        good += len(me.events) == 1 and me.events[0][0] == 'NodeDataChanged'
        for xid in reads:
            me.wait(xid)
    script.say('seen before', good)

    script.say('two sessions that tell each other')
    me.events.clear()
    other.answers.clear()
    good = 0
    for i in range(100):
        other.ask(CREATE, create(p(f't{i}')))
        good += me.ask(EXISTS, watched(p(f't{i}')))[0] == 'OK'
    script.say('seen at once', good)
    script.say('a large answer')
    wide = script.connect('wide')
    for i in range(3000):
        wide.post(CREATE, create(p('c-with-a-rather-long-name-%06d' % i)))
    wide.ask(SYNC, string('/'))
    error, reader = wide.ask(GET_CHILDREN, watched(p('')))
    names = reader.strings()
    script.say(error, len(names) > 3000, sum('rather-long' in n for n in names))
    big = bytes(range(256)) * 4000
    script.say('1,024,000 bytes', wide.ask(SET_DATA, set_data(p('n'), big))[0],
               wide.ask(GET_DATA, watched(p('n')))[1].buffer() == big)
    for each in (wide, me, other):
        each.close_session()


def reaping(script):
    p = script.path
    me = script.connect()
    me.ask(CREATE, create(p('')))
    me.ask(CREATE_CONTAINER, create(p('c'), flags=4))
    me.ask(CREATE_CONTAINER, create(p('empty'), flags=4))
    me.ask(CREATE, create(p('c/child')))
    me.ask(CREATE_TTL, create_ttl(p('t'), b'', 300))
    me.ask(CREATE_TTL, create_ttl(p('parent'), b'', 300))
    me.ask(CREATE, create(p('parent/child')))
    me.ask(CREATE_TTL, create_ttl(p('s-'), b'', 300, 6))
    me.ask(ADD_WATCH, string('/') + struct.pack('>i', 1))

    def deleted(count):
        found = []
        while len(found) < count:
            kind, _, path = me.wait_event()
            if kind == 'NodeDeleted':
                found.append(path.replace(script.root, '~'))
        script.say('deleted', sorted(found))

    deleted(2)
    script.say('containers, still there', me.ask(EXISTS, watched(p('c')))[0], me.ask(EXISTS, watched(p('empty')))[0],
               me.ask(EXISTS, watched(p('parent')))[0])
    me.ask(DELETE, versioned(p('c/child')))
    me.ask(DELETE, versioned(p('parent/child')))
    deleted(4)
    script.say('a container without children stays until it had one', me.ask(EXISTS, watched(p('empty')))[0])
    me.close_session()


if __name__ == '__main__':
    run({'watches': watches, 'sessions': sessions, 'ordering': ordering, 'reaping': reaping})
