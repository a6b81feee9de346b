# SPDX-License-Identifier: Apache-2.0
"""ZooKeeper's client protocol by hand, on a blocking socket: what a test needs to say to a server
exactly what it means, including what no client library would say. Errors are returned as numbers,
never raised; only a closed connection raises (Closed)."""
import socket
import struct

PATIENCE = 30  # seconds that any answer may take

CREATE, DELETE, EXISTS, GET_DATA, SET_DATA, GET_ACL, SET_ACL, GET_CHILDREN, SYNC = range(1, 10)
PING, GET_CHILDREN2, CHECK, MULTI, CREATE2, RECONFIG = 11, 12, 13, 14, 15, 16
CHECK_WATCHES, REMOVE_WATCHES, CREATE_CONTAINER, DELETE_CONTAINER, CREATE_TTL = 17, 18, 19, 20, 21
MULTI_READ, AUTH, SET_WATCHES, SASL, GET_EPHEMERALS, GET_ALL_CHILDREN_NUMBER = 22, 100, 101, 102, 103, 104
SET_WATCHES2, ADD_WATCH, WHO_AM_I, CLOSE = 105, 106, 107, -11

XID_WATCH, XID_PING, XID_AUTH, XID_SET_WATCHES = -1, -2, -4, -8

ERRORS = {
    0: 'OK', -1: 'SYSTEM_ERROR', -4: 'CONNECTION_LOSS', -5: 'MARSHALLING_ERROR', -6: 'UNIMPLEMENTED',
    -8: 'BAD_ARGUMENTS', -100: 'API_ERROR', -101: 'NO_NODE', -102: 'NO_AUTH', -103: 'BAD_VERSION',
    -108: 'NO_CHILDREN_FOR_EPHEMERALS', -110: 'NODE_EXISTS', -111: 'NOT_EMPTY', -112: 'SESSION_EXPIRED',
    -113: 'INVALID_CALLBACK', -114: 'INVALID_ACL', -115: 'AUTH_FAILED', -118: 'SESSION_MOVED',
    -119: 'NOT_READ_ONLY', -120: 'EPHEMERAL_ON_LOCAL_SESSION', -121: 'NO_WATCHER',
    -123: 'RECONFIG_DISABLED', -124: 'SESSION_CLOSED_REQUIRE_SASL_AUTH', -127: 'THROTTLED_OP',
    -2: 'RUNTIME_INCONSISTENCY',
}
EVENTS = {-1: 'Session', 1: 'NodeCreated', 2: 'NodeDeleted', 3: 'NodeDataChanged',
          4: 'NodeChildrenChanged', 5: 'DataWatchRemoved', 6: 'ChildWatchRemoved',
          7: 'PersistentWatchRemoved'}

OPEN = [(31, 'world', 'anyone')]


def error_name(code):
    return ERRORS.get(code, str(code))


class Closed(Exception):
    """The server closed the connection."""


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, form):
        values = struct.unpack_from('>' + form, self.data, self.at)
        self.at += struct.calcsize('>' + form)
        return values[0] if len(values) == 1 else values

    def buffer(self):
        length = self.take('i')
        if length < 0:
            return None
        self.at += length
        return self.data[self.at - length:self.at]

    def string(self):
        raw = self.buffer()
        return None if raw is None else raw.decode()

    def strings(self):
        return [self.string() for _ in range(self.take('i'))]

    def stat(self):
        names = ('czxid mzxid ctime mtime version cversion aversion ephemeralOwner dataLength '
                 'numChildren pzxid').split()
        return dict(zip(names, self.take('qqqqiiiqiiq')))

    def rest(self):
        return self.data[self.at:]


def buffer(value):
    return struct.pack('>i', -1) if value is None else struct.pack('>i', len(value)) + value


def string(value):
    return buffer(None if value is None else value.encode())


def strings(values):
    return struct.pack('>i', len(values)) + b''.join(string(v) for v in values)


def acls(entries):
    return struct.pack('>i', len(entries)) + b''.join(
        struct.pack('>i', perms) + string(scheme) + string(ident) for perms, scheme, ident in entries)


def create(path, data=b'', acl=OPEN, flags=0):
    return string(path) + buffer(data) + acls(acl) + struct.pack('>i', flags)


def create_ttl(path, data, ttl, flags=5):
    return create(path, data, flags=flags) + struct.pack('>q', ttl)


def versioned(path, version=-1):
    return string(path) + struct.pack('>i', version)


def set_data(path, data, version=-1):
    return string(path) + buffer(data) + struct.pack('>i', version)


def watched(path, watch=False):
    return string(path) + struct.pack('>?', watch)


def multi(operations):
    """`operations`: (opcode, body) pairs."""
    return b''.join(struct.pack('>i?i', op, False, -1) + body for op, body in operations) + \
        struct.pack('>i?i', -1, True, -1)


def set_watches(zxid, data=(), exist=(), child=(), persistent=None, recursive=None):
    body = struct.pack('>q', zxid) + strings(data) + strings(exist) + strings(child)
    if persistent is not None:
        body += strings(persistent) + strings(recursive)
    return body


def read_multi(reader):
    """The results in order: (opcode, value) pairs."""
    results = []
    while True:
        kind, done, _ = reader.take('i?i')
        if done:
            return results
        if kind == -1:
            results.append((kind, error_name(reader.take('i'))))
        elif kind == CREATE:
            results.append((kind, reader.string()))
        elif kind == CREATE2:
            results.append((kind, (reader.string(), reader.stat())))
        elif kind == SET_DATA:
            results.append((kind, reader.stat()))
        elif kind == GET_DATA:
            results.append((kind, (reader.buffer(), reader.stat())))
        elif kind == GET_CHILDREN:
            results.append((kind, sorted(reader.strings())))
        else:
            results.append((kind, None))


class Connection:
    """One connection. `events` collects the watch events seen so far, in order, as
    (event, state, path); `order` all that arrived, answers as xids and events as their tuples."""

    def __init__(self, address, timeout=8000, session=0, password=b'\0' * 16, zxid=0, read_only=False,
                 handshake=True):
        host, port = address.rsplit(':', 1)
        self.socket = socket.create_connection((host, int(port)), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.pending = bytearray()
        self.events, self.order = [], []
        self.answers = {}
        self.xid = 0
        self.last_zxid = zxid
        if handshake:
            body = struct.pack('>iqiq', 0, zxid, timeout, session) + buffer(password)
            if read_only is not None:
                body += struct.pack('>?', read_only)
            self.send_frame(body)
            reader = Reader(self.read_frame())
            self.protocol, self.timeout, self.session = reader.take('iiq')
            self.password = reader.buffer()
            self.tail = reader.rest()

    def send_frame(self, body):
        self.socket.sendall(buffer(body))

    def read_bytes(self, count):
        while len(self.pending) < count:
            try:
                more = self.socket.recv(1 << 16)
            except ConnectionError:
                more = b''
            if not more:
                raise Closed()
            self.pending += more
        taken = bytes(self.pending[:count])
        del self.pending[:count]
        return taken

    def read_frame(self):
        return self.read_bytes(struct.unpack('>i', self.read_bytes(4))[0])

    def is_closed_by_server(self):
        """Waits until it is; what arrives before is dropped."""
        try:
            while True:
                self.read_bytes(1)
        except Closed:
            return True
        except socket.timeout:
            return False

    def post(self, opcode, body=b'', xid=None):
        """Sends a request and returns its xid."""
        if xid is None:
            self.xid += 1
            xid = self.xid
        self.send_frame(struct.pack('>ii', xid, opcode) + body)
        return xid

    def read_one(self):
        """Reads one answer or event and files it."""
        reader = Reader(self.read_frame())
        xid, zxid, error = reader.take('iqi')
        if xid == XID_WATCH:
            kind, state = reader.take('ii')
            event = (EVENTS.get(kind, kind), state, reader.string())
            self.events.append(event)
            self.order.append(event)
            return
        self.last_zxid = max(self.last_zxid, zxid)
        self.answers.setdefault(xid, []).append((error, zxid, reader))
        self.order.append(xid)

    def wait(self, xid):
        """The answer to `xid`: (error, zxid, reader)."""
        while not self.answers.get(xid):
            self.read_one()
        return self.answers[xid].pop(0)

    def ask(self, opcode, body=b'', xid=None):
        """(error's name, reader)"""
        error, _, reader = self.wait(self.post(opcode, body, xid))
        return error_name(error), reader

    def wait_event(self):
        """Takes the oldest event that was not taken yet, waiting for one if need be."""
        while not self.events:
            self.read_one()
        return self.events.pop(0)

    def close_session(self):
        self.ask(CLOSE)
        self.socket.close()

    def drop(self):
        """Closes the connection and leaves the session."""
        self.socket.close()


def four_letters(address, word):
    host, port = address.rsplit(':', 1)
    with socket.create_connection((host, int(port)), timeout=PATIENCE) as connection:
        connection.sendall(word.encode())
        received = b''
        while True:
            try:
                more = connection.recv(1 << 16)
            except ConnectionError:
                break
            if not more:
                break
            received += more
    return received.decode()
