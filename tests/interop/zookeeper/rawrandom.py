# SPDX-License-Identifier: Apache-2.0
"""The same random requests to two servers, from sessions with different rights; every answer and every watch
event has to be the same. Usage: rawrandom.py SEED COUNT HOST:PORT HOST:PORT"""
import random
import sys

from zkwire import *

ROOT = f'/random-{sys.argv[1]}/top'  # Sequential names count in a parent that is the script's own.
PATHS = [ROOT + p for p in ('', '/a', '/b', '/c', '/a/a', '/a/b', '/a/b/a', '/b/a', '/e', '/e/x', '/missing/x')]
# Where no node is ever made below: a container that had a child is reaped, at no certain time.
LEAVES = [ROOT + p for p in ('/c', '/a/a', '/a/b/a', '/b/a', '/e/x')]
ACLS = [OPEN, OPEN, OPEN, [(1, 'world', 'anyone')], [(31, 'auth', '')], [(27, 'ip', '127.0.0.1')],
        [(31, 'digest', 'user0:GpZnCZ3fXtXXpHvQ5VYvCsKFOBY=')], [], [(2, 'world', 'anyone'), (31, 'auth', '')]]


class Side:
    """One of the two servers. Zxids, times and session ids become the order of their first appearance."""

    def __init__(self, address):
        self.connections = [Connection(address, timeout=10000) for _ in range(3)]
        self.names = {c.session: f'session {i}' for i, c in enumerate(self.connections)}
        self.zxids = {}

    def zxid(self, number):
        return self.zxids.setdefault(number, len(self.zxids))

    def stat(self, stat):
        masked = dict(stat)
        for name in ('czxid', 'mzxid', 'pzxid'):
            masked[name] = self.zxid(stat[name])
        masked['ctime'] = masked['mtime'] = stat['ctime'] <= stat['mtime']
        masked['ephemeralOwner'] = self.names.get(stat['ephemeralOwner'], stat['ephemeralOwner'])
        return masked

    def answer(self, opcode, error, reader):
        if error != 'OK' or not reader.rest():
            return error, reader.rest()
        if opcode == CREATE or opcode == SYNC:
            value = reader.string()
        elif opcode in (CREATE2, CREATE_CONTAINER, CREATE_TTL):
            value = reader.string(), self.stat(reader.stat())
        elif opcode in (EXISTS, SET_DATA, SET_ACL):
            value = self.stat(reader.stat())
        elif opcode == GET_DATA:
            value = reader.buffer(), self.stat(reader.stat())
        elif opcode in (GET_CHILDREN, GET_EPHEMERALS):
            value = sorted(reader.strings())
        elif opcode == GET_CHILDREN2:
            value = sorted(reader.strings()), self.stat(reader.stat())
        elif opcode == GET_ALL_CHILDREN_NUMBER:
            value = reader.take('i')
        elif opcode == GET_ACL:
            value = [(reader.take('i'), reader.string(), reader.string()) for _ in range(reader.take('i'))]
            value = value, self.stat(reader.stat())
        elif opcode in (MULTI, MULTI_READ):
            value = [(kind, self.content(content)) for kind, content in read_multi(reader)]
        else:
            value = None
        return error, value, len(reader.rest())

    def content(self, content):
        if isinstance(content, dict):
            return self.stat(content)
        if isinstance(content, tuple):
            return content[0], self.stat(content[1])
        return content

    def ask(self, who, opcode, body):
        connection = self.connections[who]
        answer = self.answer(opcode, *connection.ask(opcode, body))
        # Each session is asked once more, so that the events are there that the request caused.
        events = []
        for each in self.connections:
            each.ask(EXISTS, watched('/'))
            events.append(list(each.events))
            each.events.clear()
        # Of one change, the events of different nodes come in no order that ZooKeeper promises.
        return answer, [sorted(each, key=str) for each in events]


def an_operation(pick):
    """(opcode, body, what a person reads)"""
    path = pick.choice(PATHS)
    version = pick.choice((-1, -1, -1, 0, 1, 2))
    data = pick.choice((b'', b'1', b'data' * pick.randrange(5), None))
    acl = pick.choice(ACLS)
    opcode = pick.choice((CREATE, CREATE, CREATE2, CREATE_CONTAINER, CREATE_TTL, DELETE, DELETE, EXISTS, GET_DATA, SET_DATA,
                          SET_DATA, GET_ACL, SET_ACL, GET_CHILDREN, GET_CHILDREN2, SYNC, GET_EPHEMERALS,
                          GET_ALL_CHILDREN_NUMBER, MULTI, MULTI, MULTI_READ, ADD_WATCH, REMOVE_WATCHES))
    watch = pick.random() < 0.5
    if opcode in (CREATE, CREATE2):
        flags = pick.choice((0, 0, 0, 1, 2, 3))
        return opcode, create(path, data, acl, flags), (path, data, acl, flags)
    if opcode == CREATE_CONTAINER:
        path = pick.choice(LEAVES)
        return opcode, create(path, data, acl, 4), (path, data, acl)
    if opcode == CREATE_TTL:
        flags = pick.choice((5, 6))
        return opcode, create_ttl(path, data, 10 ** 8, flags), (path, data, flags)
    if opcode == DELETE:
        return opcode, versioned(path, version), (path, version)
    if opcode in (EXISTS, GET_DATA, GET_CHILDREN, GET_CHILDREN2):
        if opcode == EXISTS and path != ROOT:
            opcode = GET_DATA  # Whether it needs a right depends on ZooKeeper's version.
        return opcode, watched(path, watch), (path, watch)
    if opcode == SET_DATA:
        return opcode, set_data(path, data, version), (path, data, version)
    if opcode == SET_ACL:
        if path == ROOT:
            path = ROOT + '/a'
        return opcode, string(path) + acls(acl) + struct.pack('>i', version), (path, acl, version)
    if opcode in (GET_ACL, SYNC, GET_EPHEMERALS, GET_ALL_CHILDREN_NUMBER):
        return opcode, string(path), (path,)
    if opcode == MULTI:
        operations = []
        while len(operations) < pick.randrange(1, 5):
            kind, body, what = an_operation(pick)
            if kind in (CREATE, DELETE, SET_DATA):
                operations.append((kind, body, what))
            elif kind == SYNC:
                operations.append((CHECK, versioned(path, version), (path, version)))
        return opcode, multi([o[:2] for o in operations]), [o[::2] for o in operations]
    if opcode == MULTI_READ:
        paths = [pick.choice(PATHS) for _ in range(3)]
        return opcode, multi([(pick.choice((GET_DATA, GET_CHILDREN)), watched(p)) for p in paths]), paths
    # A session that watches a path in two ways is served differently by ZooKeeper's versions.
    path = ROOT + '/watched'
    kind = pick.choice((0, 1) if opcode == ADD_WATCH else (1, 2, 3))
    return opcode, string(path) + struct.pack('>i', kind), (path, kind)


def main():
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    sides = [Side(address) for address in sys.argv[3:5]]
    pick = random.Random(seed)
    for side in sides:
        for who in (0, 1):
            side.connections[who].ask(AUTH, struct.pack('>i', 0) + string('digest') + buffer(f'user{who}:secret'.encode()),
                                      xid=XID_AUTH)
        for path in (ROOT.rsplit('/', 1)[0], ROOT):
            side.connections[0].ask(CREATE, create(path))
    history = []
    for number in range(count):
        who = pick.randrange(3)
        opcode, body, what = an_operation(pick)
        history.append(f'{number}: session {who}, operation {opcode} {what}')
        answers = [side.ask(who, opcode, body) for side in sides]
        if answers[0] != answers[1]:
            print('\n'.join(history[-8:]))
            print('first: ', answers[0])
            print('second:', answers[1])
            sys.exit(1)
    print(f'{count} requests, no difference')


if __name__ == '__main__':
    main()
