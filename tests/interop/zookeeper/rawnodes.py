# SPDX-License-Identifier: Apache-2.0
"""Nodes, access lists and transactions, message by message. Usage: rawnodes.py SCRIPT HOST:PORT"""
from rawscript import *


def nodes(script):
    me = script.connect()
    p = script.path

    def made(what, opcode, body):
        error, reader = me.ask(opcode, body)
        line = [what, error]
        if error == 'OK':
            line.append(reader.string())
            if opcode != CREATE:
                line.append(script.stat(reader.stat()))
        script.say(*line, *([f'and {len(reader.rest())} bytes'] if reader.rest() else []))

    made('create', CREATE, create(p('')))
    made('create2', CREATE2, create(p('a'), b'one'))
    made('again', CREATE, create(p('a')))
    made('without a parent', CREATE, create(p('none/child')))
    made('null data', CREATE2, create(p('null'), None))
    made('ephemeral', CREATE2, create(p('e'), b'', flags=1))
    made('below an ephemeral', CREATE, create(p('e/child')))
    made('ephemeral sequential', CREATE2, create(p('es-'), b'', flags=3))
    for flags in (7, 9, -1, 100):
        made(f'flags {flags}', CREATE, create(p(f'flags{flags}'), flags=flags))
    made('container flag by create', CREATE2, create(p('c1'), flags=4))
    made('container', CREATE_CONTAINER, create(p('c2'), flags=4))
    made('ttl', CREATE_TTL, create_ttl(p('t1'), b'', 1000000))
    made('ttl sequential', CREATE_TTL, create_ttl(p('t-'), b'', 1000000, 6))
    for ttl in (0, -1, 2 ** 40 - 1, 2 ** 40, 2 ** 62):
        made(f'ttl {ttl}', CREATE_TTL, create_ttl(p(f'ttl{ttl}'), b'', ttl))
    made('ttl flag by create', CREATE, create(p('t2'), flags=5))
    for bad in ('', 'a', '/', p('a/'), p('a//b'), p('./a'), p('../a'), p('a/.'), p('a/..'), p('a\0'),
                p('a\x01'), p('a\x1f'), p('a\x7f'), p('a\u009f'), p('\ue000'), p('\ufff0'), p('...'),
                p('.a'), p('caf\u00e9 \U0001f600')):
        made('path ' + ascii(bad), CREATE, create(bad))
    made('sequential below a name', CREATE, create(p('a/s-'), flags=2))
    made('sequential without a name', CREATE, create(p('a/'), flags=2))
    made('sequential', CREATE, create(p('a/s-'), flags=2))
    script.say('delete', me.ask(DELETE, versioned(p('a/s-0000000002')))[0])
    made('the counter goes on', CREATE, create(p('a/s-'), flags=2))
    made('an ordinary child counts', CREATE, create(p('a/plain')))
    made('sequential', CREATE, create(p('a/s-'), flags=2))

    for what, path in (('root', ''), ('a', 'a'), ('missing', 'missing'), ('ephemeral', 'e'), ('null', 'null')):
        error, reader = me.ask(EXISTS, watched(p(path)))
        script.say('exists', what, error, script.stat(reader.stat()) if error == 'OK' else reader.rest())
        error, reader = me.ask(GET_DATA, watched(p(path)))
        script.say('get', what, error, *((reader.buffer(), script.stat(reader.stat())) if error == 'OK' else ()))
        error, reader = me.ask(GET_CHILDREN, watched(p(path)))
        script.say('children', what, error, *((sorted(reader.strings()),) if error == 'OK' else ()))
        error, reader = me.ask(GET_CHILDREN2, watched(p(path)))
        script.say('children2', what, error,
                   *((sorted(reader.strings()), script.stat(reader.stat())) if error == 'OK' else ()))
        error, reader = me.ask(GET_ALL_CHILDREN_NUMBER, string(p(path)))
        script.say('all children', what, error, *((reader.take('i'),) if error == 'OK' else ()))
    for prefix in ('/', p(''), p('e'), p('none'), '', 'a'):
        error, reader = me.ask(GET_EPHEMERALS, string(prefix))
        script.say('ephemerals below', ascii(prefix), error,
                   *((sorted(x.replace(script.root, '~') for x in reader.strings()),) if error == 'OK' else ()))

    for what, body in (('any version', set_data(p('a'), b'two')), ('version 1', set_data(p('a'), b'three', 1)),
                       ('version 1 again', set_data(p('a'), b'four', 1)), ('version -2', set_data(p('a'), b'', -2)),
                       ('missing', set_data(p('missing'), b'')), ('null', set_data(p('a'), None)),
                       ('bad path', set_data('a', b''))):
        error, reader = me.ask(SET_DATA, body)
        script.say('set', what, error, script.stat(reader.stat()) if error == 'OK' else reader.rest())
    for what, body in (('not empty', versioned(p('a'))), ('missing', versioned(p('missing'))),
                       ('wrong version', versioned(p('null'), 7)), ('version', versioned(p('null'), 0)),
                       ('the root', versioned('/')), ('no path', versioned('')), ('bad path', versioned('a'))):
        error, reader = me.ask(DELETE, body)
        script.say('delete', what, error, reader.rest())
    error, reader = me.ask(GET_CHILDREN, watched('/zookeeper'))
    script.say('/zookeeper', error, sorted(reader.strings()))
    script.say('delete /zookeeper', me.ask(DELETE, versioned('/zookeeper'))[0])
    script.say('delete /zookeeper/quota', me.ask(DELETE, versioned('/zookeeper/quota'))[0])
    error, reader = me.ask(SYNC, string(p('a')))
    script.say('sync', error, reader.string())
    error, reader = me.ask(SYNC, string(p('missing')))
    script.say('sync missing', error, reader.rest())
    script.say('check alone', me.ask(CHECK, versioned(p('a'), 99))[0])
    script.say('set after close', me.ask(CLOSE)[0], me.is_closed_by_server())


def acl(script):
    me = script.connect()
    p = script.path
    digest = 'super:1Bd1y5DcRR0bqJ0qf/6MmCq8Sag='
    # user:secret
    user = 'user:5w9W4eL3797Y4Wq8AcKUPPk8ha4='

    def told(what, answer):
        script.say(what, answer[0])

    def listed(who, path):
        error, reader = who.ask(GET_ACL, string(p(path)))
        if error == 'OK':
            entries = [(reader.take('i'), reader.string(), reader.string()) for _ in range(reader.take('i'))]
            script.say('acl', path, sorted(entries), script.stat(reader.stat()))
        else:
            script.say('acl', path, error)

    told('root', me.ask(CREATE, create(p(''))))
    for what, entries in (
            ('empty', []), ('unknown scheme', [(31, 'none', 'x')]), ('auth without any', [(31, 'auth', '')]),
            ('world, not anyone', [(31, 'world', 'me')]), ('digest without a colon', [(31, 'digest', 'x')]),
            ('digest', [(31, 'digest', digest)]), ('digest of two colons', [(31, 'digest', 'a:b:c')]),
            ('ip', [(31, 'ip', '127.0.0.1')]), ('ip range', [(31, 'ip', '10.0.0.0/8')]),
            ('ip, bad', [(31, 'ip', '127.0.0')]), ('ip, bad bits', [(31, 'ip', '127.0.0.1/33')]),
            ('ip, words', [(31, 'ip', 'localhost')]), ('no permission', [(0, 'world', 'anyone')]),
            ('permission 32', [(32, 'world', 'anyone')]), ('twice the same', OPEN + OPEN)):
        told('create with ' + what, me.ask(CREATE, create(p(what.replace(' ', '_')), acl=entries)))
    for path in ('digest', 'ip', 'ip_range', 'no_permission', 'twice_the_same', 'missing'):
        listed(me, path)
    for perms, what in ((1, 'read'), (2, 'write'), (4, 'create'), (8, 'delete'), (16, 'admin')):
        path = 'only-' + what
        told('node for ' + what, me.ask(CREATE, create(p(path))))
        told('child of ' + what, me.ask(CREATE, create(p(path + '/child'))))
        told('set acl', me.ask(SET_ACL, string(p(path)) + acls([(perms, 'world', 'anyone')]) + struct.pack('>i', 0)))
        told('  get', me.ask(GET_DATA, watched(p(path))))
        told('  children', me.ask(GET_CHILDREN, watched(p(path))))
        told('  all children', me.ask(GET_ALL_CHILDREN_NUMBER, string(p(path))))
        told('  set', me.ask(SET_DATA, set_data(p(path), b'')))
        told('  create', me.ask(CREATE, create(p(path + '/other'))))
        told('  delete', me.ask(DELETE, versioned(p(path + '/child'))))
        told('  get acl', me.ask(GET_ACL, string(p(path))))
        told('  set acl, wrong version', me.ask(SET_ACL, string(p(path)) + acls(OPEN) + struct.pack('>i', 7)))
        told('  check', me.ask(MULTI, multi([(CHECK, versioned(p(path), 0))])))
        told('  persistent watch', me.ask(ADD_WATCH, string(p(path)) + struct.pack('>i', 0)))
        told('  set acl', me.ask(SET_ACL, string(p(path)) + acls(OPEN) + struct.pack('>i', -1)))
        listed(me, path)
    secret = struct.pack('>i', 0) + string('digest') + buffer(b'user:secret')
    told('auth', me.ask(AUTH, secret, xid=XID_AUTH))
    told('auth again', me.ask(AUTH, secret, xid=XID_AUTH))
    error, reader = me.ask(WHO_AM_I)
    script.say('who am i', error, sorted((reader.string(), reader.string()) for _ in range(reader.take('i'))))
    told('create for auth', me.ask(CREATE, create(p('auth'), b'mine', acl=[(31, 'auth', '')])))
    told('create for digest', me.ask(CREATE, create(p('digest-user'), b'mine', acl=[(31, 'digest', user)])))
    told('get', me.ask(GET_DATA, watched(p('digest-user'))))
    listed(me, 'auth')
    told('set acl of two', me.ask(SET_ACL, string(p('auth')) + acls(
        [(1, 'world', 'anyone'), (31, 'auth', '')]) + struct.pack('>i', 0)))
    listed(me, 'auth')
    told('set acl, missing', me.ask(SET_ACL, string(p('missing')) + acls(OPEN) + struct.pack('>i', -1)))
    told('set acl, empty', me.ask(SET_ACL, string(p('auth')) + acls([]) + struct.pack('>i', -1)))
    other = script.connect('other')
    listed(other, 'auth')
    listed(other, 'digest-user')
    told('other gets', other.ask(GET_DATA, watched(p('auth'))))
    told('other sets', other.ask(SET_DATA, set_data(p('auth'), b'')))
    told('other gets', other.ask(GET_DATA, watched(p('digest-user'))))
    told('other: wrong password', other.ask(
        AUTH, struct.pack('>i', 0) + string('digest') + buffer(b'user:wrong'), xid=XID_AUTH))
    told('other gets', other.ask(GET_DATA, watched(p('digest-user'))))
    error, reader = other.ask(MULTI, multi([(SET_DATA, set_data(p(''), b'')), (SET_DATA, set_data(p('auth'), b''))]))
    script.say('other in a multi', error, read_multi(reader))
    told('other: ip', other.ask(AUTH, struct.pack('>i', 0) + string('ip') + buffer(b''), xid=XID_AUTH))
    told('other: unknown scheme', other.ask(AUTH, struct.pack('>i', 0) + string('x') + buffer(b'y'), xid=XID_AUTH))
    script.say('closed', other.is_closed_by_server())
    me.close_session()


def newer(script):
    """Where the registry does as ZooKeeper since 3.8.4, and Debian's 3.8.0 does not yet."""
    me = script.connect()
    p = script.path
    me.ask(CREATE, create(p('')))
    for perms in (1, 2, 4, 8, 16):
        me.ask(CREATE, create(p(f'p{perms}'), acl=[(perms, 'world', 'anyone')]))
        script.say('exists with permission', perms, me.ask(EXISTS, watched(p(f'p{perms}')))[0])
    error, reader = me.ask(MULTI, multi([(CREATE2, create(p('c2'), b'two'))]))
    (kind, (path, stat)), = read_multi(reader)
    script.say('create2 in a multi', error, kind, path, script.stat(stat))
    script.say('a one-shot watch beside a persistent one leaves it', me.ask(
        ADD_WATCH, string(p('c2')) + struct.pack('>i', 0))[0])
    me.ask(GET_DATA, watched(p('c2'), True))
    for i in range(3):
        me.ask(SET_DATA, set_data(p('c2'), b''))
        script.events(me, 1)
    script.no_more_events(me)
    me.close_session()


def transactions(script):
    me = script.connect()
    p = script.path
    me.ask(CREATE, create(p('')))

    def value(kind, content):
        if isinstance(content, dict):
            return script.stat(content)
        if isinstance(content, tuple):
            return f'{value(kind, content[0])} {script.stat(content[1])}'
        return content

    def asked(what, opcode, operations):
        error, zxid, reader = me.wait(me.post(opcode, multi(operations)))
        script.say(what, error_name(error))
        if reader.rest():
            for kind, content in read_multi(reader):
                script.say('  ', kind, value(kind, content))

    asked('empty', MULTI, [])
    asked('all kinds', MULTI, [(CREATE, create(p('a'), b'1')), (CREATE, create(p('a/b'))),
                               (CREATE, create(p('c2'), b'two')), (SET_DATA, set_data(p('a'), b'22', 0)),
                               (CHECK, versioned(p('a'), 1)), (CREATE, create(p('s-'), flags=2)),
                               (CREATE, create(p('s-'), flags=2)), (DELETE, versioned(p('a/b'), 0)),
                               (CREATE_CONTAINER, create(p('container'), flags=4)),
                               (CREATE_TTL, create_ttl(p('ttl'), b'', 1000000)),
                               (CREATE, create(p('e'), flags=1))])
    error, reader = me.ask(GET_CHILDREN2, watched(p('')))
    script.say('children', sorted(reader.strings()), script.stat(reader.stat()))
    stats = []
    for path in ('a', 'c2', 'e'):
        error, reader = me.ask(EXISTS, watched(p(path)))
        stats.append(reader.stat())
    script.say('one zxid', len({s['czxid'] for s in stats}) == 1)
    asked('first fails', MULTI, [(CREATE, create(p('a'))), (CREATE, create(p('x')))])
    asked('last fails', MULTI, [(CREATE, create(p('x'))), (SET_DATA, set_data(p('a'), b'')),
                                (DELETE, versioned(p('missing')))])
    asked('middle fails', MULTI, [(DELETE, versioned(p('a'))), (CHECK, versioned(p('c2'), 9)), (CREATE, create(p('x')))])
    asked('check of a missing node', MULTI, [(CHECK, versioned(p('missing'), 0))])
    asked('parent of the same transaction', MULTI, [(CREATE, create(p('x'))), (CREATE, create(p('x/y'))),
                                                    (DELETE, versioned(p('x')))])
    asked('below an ephemeral of the same', MULTI, [(CREATE, create(p('f'), flags=1)), (CREATE, create(p('f/y')))])
    asked('bad path', MULTI, [(CREATE, create('x')), (CREATE, create(p('x')))])
    asked('bad acl', MULTI, [(CREATE, create(p('x'), acl=[])), (CREATE, create(p('y')))])
    asked('create and delete', MULTI, [(CREATE, create(p('x'))), (DELETE, versioned(p('x')))])
    asked('set twice', MULTI, [(SET_DATA, set_data(p('a'), b'x', 1)), (SET_DATA, set_data(p('a'), b'y', 2))])
    error, reader = me.ask(GET_CHILDREN2, watched(p('')))
    script.say('children', sorted(reader.strings()), script.stat(reader.stat()))
    error, reader = me.ask(GET_DATA, watched(p('a')))
    script.say('a', reader.buffer(), script.stat(reader.stat()))
    asked('reads', MULTI_READ, [(GET_DATA, watched(p('a'))), (GET_CHILDREN, watched(p(''))),
                                (GET_DATA, watched(p('missing'))), (GET_CHILDREN, watched(p('missing'))),
                                (GET_DATA, watched(p('c2')))])
    asked('no reads', MULTI_READ, [])
    watcher = script.connect('watcher')
    watcher.ask(GET_CHILDREN, watched(p(''), True))
    watcher.ask(GET_DATA, watched(p('a'), True))
    watcher.ask(EXISTS, watched(p('w'), True))
    asked('watched, fails', MULTI, [(SET_DATA, set_data(p('a'), b'')), (CREATE, create(p('w'))),
                                    (DELETE, versioned(p('missing')))])
    script.no_more_events(watcher)
    asked('watched', MULTI, [(CREATE, create(p('w'))), (SET_DATA, set_data(p('a'), b'')), (SET_DATA, set_data(p('w'), b''))])
    script.events(watcher, 3)
    script.no_more_events(watcher)
    watcher.close_session()
    me.close_session()


if __name__ == '__main__':
    run({'nodes': nodes, 'acl': acl, 'transactions': transactions, 'newer': newer})
