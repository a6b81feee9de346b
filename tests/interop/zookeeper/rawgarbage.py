# SPDX-License-Identifier: Apache-2.0
"""Bytes that no client would send, and the four-letter words. Usage: rawgarbage.py SCRIPT HOST:PORT"""
import random
import re
import time

from rawscript import *


def alive(script, connection):
    """A session that was there before and a new one are both served."""
    before = connection.ask(EXISTS, watched('/'))[0]
    fresh = script.connect('fresh')
    now = fresh.ask(GET_CHILDREN, watched('/'))[0]
    fresh.close_session()
    return f'alive {before} {now} {four_letters(script.address, "ruok")}'


def throw(connection, data, shut=False):
    """Sends what the server may refuse before it is all there."""
    try:
        connection.socket.sendall(data)
        if shut:
            connection.socket.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def frames(script):
    me = script.connect()
    me.ask(CREATE, create(script.root))

    def before_a_session(what, data, shut=False):
        each = script.connect('each', handshake=False)
        throw(each, data, shut)
        script.say('no session:', what, 'closed' if each.is_closed_by_server() else 'open', alive(script, me))

    connect = struct.pack('>iqiq', 0, 0, 5000, 0) + buffer(b'\0' * 16) + b'\0'
    before_a_session('length -1', struct.pack('>i', -1))
    before_a_session('length -2^31', struct.pack('>i', -2 ** 31))
    before_a_session('length 2^31-1', struct.pack('>i', 2 ** 31 - 1) + b'x' * 100)
    before_a_session('length 0x100001', struct.pack('>i', 0x100001))
    before_a_session('a connect request cut short', buffer(connect)[:20], shut=True)
    before_a_session('a length cut short', b'\0\0', shut=True)
    before_a_session('a frame too short for a connect request', buffer(connect[:10]))
    before_a_session('a password of 2^31-1 bytes', buffer(connect[:24] + struct.pack('>i', 2 ** 31 - 1)))
    before_a_session('HTTP', b'GET / HTTP/1.1\r\n\r\n')
    numbers = random.Random(5)
    for _ in range(20):
        each = script.connect('each', handshake=False)
        throw(each, numbers.randbytes(numbers.randrange(1, 300)), True)
        if not each.is_closed_by_server():
            script.say('random bytes: left open')
    script.say('random bytes', alive(script, me))

    def in_a_session(what, data):
        each = script.connect('each')
        throw(each, data)
        script.say('in a session:', what, 'closed' if each.is_closed_by_server() else 'open', alive(script, me))

    in_a_session('length -1', struct.pack('>i', -1))
    in_a_session('length 2^31-1', struct.pack('>i', 2 ** 31 - 1) + b'x' * 100)
    in_a_session('longer than jute.maxbuffer', struct.pack('>i', 0x100001))
    in_a_session('an empty frame', struct.pack('>i', 0))
    in_a_session('half a header', buffer(b'\0\0\0\1'))

    def asked(what, opcode, body=b'', xid=None):
        each = script.connect('each')
        try:
            error, reader = each.ask(opcode, body, xid)
            after = each.ask(EXISTS, watched(script.root))[0]
            script.say(what, error, len(reader.rest()), 'then', after)
            each.close_session()
        except Closed:
            script.say(what, 'closed')

    for opcode in (0, 24, 99, 108, 1000, -1, -10, -12, 2 ** 31 - 1, -2 ** 31):
        asked(f'opcode {opcode}', opcode, watched(script.root))
    for name, opcode in (('create', CREATE), ('create2', CREATE2), ('delete', DELETE), ('exists', EXISTS),
                         ('get', GET_DATA), ('set', SET_DATA), ('get acl', GET_ACL), ('set acl', SET_ACL),
                         ('children', GET_CHILDREN), ('children2', GET_CHILDREN2), ('sync', SYNC), ('multi', MULTI),
                         ('set watches', SET_WATCHES), ('add watch', ADD_WATCH), ('remove watches', REMOVE_WATCHES),
                         ('ttl', CREATE_TTL), ('container', CREATE_CONTAINER), ('ephemerals', GET_EPHEMERALS)):
        asked(name + ' without a body', opcode)
        asked(name + ' with a path beyond the end', opcode, struct.pack('>i', 1000) + b'/x')
        asked(name + ' with a negative length', opcode, struct.pack('>i', -5))
    asked('reconfig', RECONFIG, string('server.1=x') + string(None) + string(None) + struct.pack('>q', -1))
    asked('delete container', DELETE_CONTAINER, watched(script.root))
    asked('sasl', SASL, buffer(b'token'))
    asked('sasl without a token', SASL)
    asked('a list of 2^31-1 access entries', CREATE, string(script.root + '/x') + buffer(b'') + struct.pack('>i', 2 ** 31 - 1))
    asked('bytes after the end', EXISTS, watched(script.root) + b'more')
    asked('a path that is not UTF-8', EXISTS, buffer(b'/\xff\xfe') + b'\0')
    asked('multi with an unknown operation', MULTI, multi([(99, watched(script.root))]))
    asked('multi with a read', MULTI, multi([(GET_DATA, watched(script.root))]))
    asked('multi without an end', MULTI, struct.pack('>i?i', CREATE, False, -1) + create(script.root + '/m'))
    script.say('nothing was made', me.ask(GET_CHILDREN, watched(script.root))[1].strings())
    script.say(alive(script, me))
    me.close_session()


def numbers_masked(text):
    text = re.sub(r'0x[0-9a-f]+', '0xN', text)
    text = re.sub(r'127\.0\.0\.1:\d+', 'CLIENT', text)
    return re.sub(r'\d+(\.\d+)?', 'N', text)


def words(script):
    """What monitoring reads: the shape of each word, numbers masked, and the numbers that are known."""
    me = script.connect()
    ask = lambda word: four_letters(script.address, word)  # noqa: E731
    me.ask(CREATE, create(script.root, b'12345'))
    me.ask(CREATE, create(script.root + '/e', flags=1))
    me.ask(GET_DATA, watched(script.root, True))
    me.ask(GET_CHILDREN, watched(script.root, True))
    me.ask(EXISTS, watched(script.root + '/none', True))
    script.say('ruok', ask('ruok'))
    script.say('isro', ask('isro'))
    for word in ('srvr', 'wchs'):
        lines = ask(word).splitlines()
        script.say(word, [numbers_masked(line.split(',')[0] if line.startswith('Zookeeper') else line)
                          for line in lines if not line.startswith('Zookeeper version')])
    script.say('version line', bool(re.match(r'Zookeeper version: \d+\.\d+\.\d+', ask('srvr'))))
    script.say('stat', [x for x in map(numbers_masked, ask('stat').splitlines())
                        if x and not x.startswith(('Zookeeper version', ' /CLIENT'))])
    clients = [line for line in ask('stat').splitlines() if line.startswith(' /')]
    script.say('stat clients', len(clients), numbers_masked(sorted(clients)[-1]))
    mine = [line for line in ask('cons').splitlines() if hex(me.session)[2:] in line]
    script.say('cons', len(mine), [re.sub(r'=[^,)]*', '=', numbers_masked(x)) for x in mine])
    described = dict(part.split('=', 1) for part in re.search(r'\((.*)\)', mine[0])[1].split(','))
    script.say('cons: session', int(described['sid'], 16) == me.session, 'timeout', described['to'] == str(me.timeout),
               'last operation', described['lop'], 'last xid', described['lcxid'],
               'zxid', int(described['lzxid'], 16) == me.last_zxid)
    monitored = dict(line.split('\t', 1) for line in ask('mntr').splitlines())
    wanted = '''zk_version zk_server_state zk_avg_latency zk_max_latency zk_min_latency zk_packets_received
        zk_packets_sent zk_num_alive_connections zk_outstanding_requests zk_znode_count zk_watch_count
        zk_ephemerals_count zk_approximate_data_size zk_open_file_descriptor_count
        zk_max_file_descriptor_count zk_uptime zk_global_sessions zk_connection_drop_probability
        zk_last_client_response_size zk_max_client_response_size zk_min_client_response_size'''.split()
    script.say('mntr lacks', [key for key in wanted if key not in monitored])
    script.say('mntr is no number', [key for key in wanted if key in monitored and
                                     not re.match(r'^-?\d+(\.\d+)?$', monitored[key])])
    script.say('mntr', {key: monitored.get(key) for key in ('zk_server_state', 'zk_watch_count', 'zk_ephemerals_count')})
    before = int(monitored['zk_znode_count']), int(monitored['zk_approximate_data_size'])
    me.ask(CREATE, create(script.root + '/more', b'x' * 1000))
    monitored = dict(line.split('\t', 1) for line in ask('mntr').splitlines())
    script.say('one node more', int(monitored['zk_znode_count']) - before[0],
               'and its size', int(monitored['zk_approximate_data_size']) - before[1] - len(script.root + '/more'),
               'and its answer', int(monitored['zk_last_client_response_size']) - len(script.root + '/more'))
    session = hex(me.session)
    script.say('wchc', sorted(ask('wchc').replace(session, 'SESSION').replace(script.root, '~').split('\n')))
    script.say('wchp', sorted(ask('wchp').replace(session, 'SESSION').replace(script.root, '~').split('\n')))
    dumped = ask('dump')
    script.say('dump', [re.sub(r' at .*', ' at TIME', numbers_masked(line.replace(session, 'SESSION')
                                                                     .replace(script.root, '~')))
                        for line in dumped.splitlines() if 'expire at' not in line and (session in line or '0x' not in line)])
    config = dict(line.split('=', 1) for line in ask('conf').splitlines() if '=' in line)
    script.say('conf', [key for key in ('clientPort', 'dataDir', 'dataLogDir', 'tickTime', 'maxClientCnxns',
                                        'minSessionTimeout', 'maxSessionTimeout', 'serverId') if key not in config],
               {key: config.get(key) for key in ('tickTime', 'minSessionTimeout', 'maxSessionTimeout')},
               config.get('clientPort') == script.address.rsplit(':', 1)[1])
    environment = ask('envi').splitlines()
    script.say('envi', environment[0], [line.split('=')[0] for line in environment[1:]
                                        if line.split('=')[0] in ('zookeeper.version', 'host.name', 'os.name')])
    script.say('an unknown word', repr(ask('xxxx')))
    me.close_session()
    # ZooKeeper forgets the watches a moment after it has answered the close.
    deadline = time.monotonic() + 20
    while not ask('wchs').endswith('Total watches:0\n') and time.monotonic() < deadline:
        pass
    script.say('after close', ask('wchs').splitlines()[-1])


if __name__ == '__main__':
    run({'frames': frames, 'words': words})
