# SPDX-License-Identifier: Apache-2.0
"""What the interoperability tests do with kazoo. Usage: kazooclient.py SCRIPT HOST:PORT
Prints lines that are the same on every run on any right server."""
import logging
import signal
import subprocess
import sys
import threading
import warnings

from kazoo.client import KazooClient, KazooState
from kazoo.exceptions import KazooException
from kazoo.handlers.threading import KazooTimeoutError
from kazoo.protocol.states import WatchedEvent
from kazoo.recipe.cache import TreeCache, TreeEvent
from kazoo.recipe.watchers import ChildrenWatch, DataWatch, PatientChildrenWatch
from kazoo.security import CREATOR_ALL_ACL, OPEN_ACL_UNSAFE, READ_ACL_UNSAFE, make_acl, make_digest_acl
from kazoorecipes import PATIENCE, recipes, wait_for


class Script:
    def __init__(self, address, name):
        self.address, self.root, self.clients = address, '/kazoo-' + name, []

    def connect(self, timeout=8.0, **options):
        # Left alone, it waits twice as long after each failure, in the end longer than the session lasts.
        retry = {'max_tries': -1, 'delay': 0.05, 'backoff': 1}
        client = KazooClient(self.address + self.root, timeout=timeout, connection_retry=retry, **options)
        client.start(PATIENCE)
        self.clients.append(client)
        return client

    def done(self):
        for client in self.clients:
            client.stop()
            client.close()

    def say(self, *words):
        print(*words, flush=True)

    def tried(self, what, call, *arguments, **options):
        """Says what the call returned, or which error it raised."""
        try:
            result = call(*arguments, **options)
            self.say(what, result if not hasattr(result, 'version') else stat(result))
            return result
        except (KazooException, KazooTimeoutError, ValueError, TypeError) as error:
            self.say(what, type(error).__name__)


def stat(s):
    """The numbers, and how the others relate to each other."""
    return (f'version={s.version} cversion={s.children_version} aversion={s.acl_version} length={s.data_length} '
            f'children={s.children_count} ephemeral={s.owner_session_id is not None} '
            f'changed={s.last_modified_transaction_id > s.creation_transaction_id} '
            f'times={s.ctime <= s.mtime}')


def nodes(script):
    me = script.connect()
    t = script.tried
    t('ensure path', me.ensure_path, '/a/b/c')
    t('create', me.create, '/n', b'one')
    t('again', me.create, '/n')
    t('no parent', me.create, '/x/y')
    t('make path', me.create, '/x/y', b'', makepath=True)
    path, s = me.create('/s', b'12', include_data=True)
    script.say('with stat', path, stat(s))
    t('ephemeral', me.create, '/e', ephemeral=True)
    t('below it', me.create, '/e/x')
    t('sequence', me.create, '/a/q-', sequence=True)
    t('sequence', me.create, '/a/q-', sequence=True, ephemeral=True)
    t('exists', me.exists, '/n')
    t('exists, no', me.exists, '/nothing')
    data, s = me.get('/n')
    script.say('get', data, stat(s))
    t('get, no', me.get, '/nothing')
    t('set', me.set, '/n', b'two')
    t('set, version', me.set, '/n', b'three', version=1)
    t('set, wrong version', me.set, '/n', b'four', version=1)
    t('set, no', me.set, '/nothing', b'')
    t('children', lambda: sorted(me.get_children('/a')))
    t('children, no', me.get_children, '/nothing')
    children, s = me.get_children('/a', include_data=True)
    script.say('children with stat', sorted(children), stat(s))
    t('not empty', me.delete, '/a')
    t('wrong version', me.delete, '/n', version=9)
    t('delete', me.delete, '/n', version=2)
    t('delete, no', me.delete, '/n')
    t('recursive', me.delete, '/a', recursive=True)
    t('root', lambda: sorted(me.get_children('/')))
    t('sync', me.sync, '/x')
    big = b'x' * 900_000
    me.create('/big', big)
    script.say('900,000 bytes', me.get('/big')[0] == big)
    calls = [me.create_async('/x/async-', sequence=True) for _ in range(500)]
    names = [call.get(timeout=PATIENCE) for call in calls]
    script.say('500 at once, in order', names == ['/x/async-%010d' % i for i in range(1, 501)])


def acl(script):
    me, other = script.connect(), script.connect(auth_data=[('digest', 'other:secret')])
    t = script.tried
    me.ensure_path('/')
    t('create, auth without any', me.create, '/a', acl=CREATOR_ALL_ACL)
    t('auth', me.add_auth, 'digest', 'me:secret')
    t('create', me.create, '/a', b'mine', acl=CREATOR_ALL_ACL)
    t('get', lambda: me.get('/a')[0])
    t('other gets', other.get, '/a')
    t('other sets', other.set, '/a', b'')
    t('other adds', other.create, '/a/b')
    t('other reads the list', other.get_acls, '/a')
    entries, s = me.get_acls('/a')
    script.say(sorted((e.perms, e.id.scheme, e.id.id) for e in entries), stat(s))
    t('open to read', lambda: stat(me.set_acls('/a', CREATOR_ALL_ACL + READ_ACL_UNSAFE, version=0)))
    t('wrong version', me.set_acls, '/a', OPEN_ACL_UNSAFE, version=0)
    t('other gets', lambda: other.get('/a')[0])
    t('other sets', other.set, '/a', b'')
    t('for both', lambda: stat(me.set_acls('/a', [make_digest_acl('me', 'secret', all=True),
                                                  make_digest_acl('other', 'secret', read=True, write=True)])))
    t('other sets', lambda: stat(other.set('/a', b'other')))
    t('other deletes: the parent decides', other.delete, '/a')
    t('by address', me.create, '/ip', acl=[make_acl('ip', '127.0.0.1', all=True)])
    t('get', lambda: me.get('/ip')[0])
    t('by another address', me.create, '/ip2', acl=[make_acl('ip', '10.1.2.3', all=True)])
    t('get', me.get, '/ip2')
    t('unknown scheme', me.create, '/x', acl=[make_acl('nothing', 'x', all=True)])


def transactions(script):
    me = script.connect()
    me.ensure_path('/')

    def committed(what, *operations):
        transaction = me.transaction()
        for name, *arguments in operations:
            getattr(transaction, name)(*arguments)
        results = transaction.commit()
        script.say(what, [stat(r) if hasattr(r, 'version') else type(r).__name__ if isinstance(r, Exception) else r
                          for r in results])

    committed('good', ('create', '/t', b'1'), ('create', '/t/a'), ('set_data', '/t', b'22', 0), ('check', '/t', 1),
              ('create', '/t/s-', b'', None, False, True), ('create', '/t/e', b'', None, True), ('delete', '/t/a'))
    committed('fails first', ('create', '/t'), ('create', '/u'))
    committed('fails last', ('create', '/u'), ('set_data', '/t', b''), ('check', '/t', 7))
    committed('fails in the middle', ('create', '/u'), ('delete', '/none'), ('create', '/v'))
    committed('not empty', ('delete', '/t'))
    script.say(sorted(me.get_children('/')), sorted(me.get_children('/t')), me.get('/t')[0])
    with me.transaction() as transaction:
        transaction.create('/with')
        transaction.create('/with/in')
    script.say(me.exists('/with/in') is not None)


def watches(script):
    me, other = script.connect(), script.connect()
    me.ensure_path('/')
    seen, came = [], threading.Semaphore(0)

    def watch(event):
        assert isinstance(event, WatchedEvent)
        seen.append((event.type, event.state, event.path))
        came.release()

    def expect(count):
        for _ in range(count):
            if not came.acquire(timeout=PATIENCE):
                raise TimeoutError('a watch did not come')
        script.say(sorted(seen))
        seen.clear()

    me.exists('/n', watch=watch)
    other.create('/n')
    expect(1)
    me.get('/n', watch=watch)
    me.get_children('/n', watch=watch)
    other.set('/n', b'1')
    expect(1)
    other.create('/n/c')
    expect(1)
    me.get('/n', watch=watch)
    me.get_children('/n', watch=watch)
    me.get_children('/', watch=watch)
    other.delete('/n', recursive=True)
    expect(3)

    script.say('DataWatch and ChildrenWatch follow in order')
    values, ended = [], threading.Event()
    DataWatch(me, '/d', func=lambda data, s: (values.append(data), ended.set() if data == b'99' else None)[0])
    other.create('/d', b'start')
    for i in range(100):
        other.set('/d', b'%d' % i)
    wait_for(ended)
    numbers = [int(v) for v in values if v not in (None, b'start')]
    script.say(values[0] is None, numbers == sorted(numbers), numbers[-1])
    full = threading.Event()
    ChildrenWatch(me, '/d', func=lambda children: full.set() if len(children) == 20 else None)
    for i in range(20):
        other.create('/d/c', sequence=True)
    wait_for(full)
    script.say('20 children')
    other.create('/patient')
    other.create('/patient/x')
    children, _ = PatientChildrenWatch(me, '/patient', time_boundary=0.05).start().get(timeout=PATIENCE)
    script.say('patient', children)

    script.say('a cache of a tree')
    events, ready, gone = [], threading.Event(), threading.Event()
    other.ensure_path('/tree/a/b')
    cache = TreeCache(me, '/tree')

    def listener(event):
        events.append(event.event_type)
        if event.event_type == TreeEvent.INITIALIZED:
            ready.set()
        if event.event_type == TreeEvent.NODE_REMOVED and event.event_data.path == '/tree/a':
            gone.set()

    cache.listen(listener)
    cache.start()
    wait_for(ready)
    script.say(sorted(cache.get_children('/tree/a')))
    other.set('/tree/a', b'data')
    other.delete('/tree/a', recursive=True)
    wait_for(gone)
    script.say(events.count(TreeEvent.NODE_ADDED), events.count(TreeEvent.NODE_REMOVED), cache.get_data('/tree/a'))
    cache.close()


def sessions(script):
    script.connect().ensure_path('/')
    other = script.connect()
    me = script.connect(timeout=4.0)
    states, connected, again = [], threading.Event(), threading.Event()
    lost = threading.Event()

    def listener(state):
        states.append(state)
        if state == KazooState.CONNECTED:
            again.set()
        if state == KazooState.LOST:
            lost.set()

    me.add_listener(listener)
    me.create('/e', ephemeral=True)
    identity = me.client_id
    fired = threading.Event()
    me.get_children('/', watch=lambda event: fired.set())
    script.say('the connection breaks')
    me._connection._socket.shutdown(2)
    wait_for(again)
    script.say('same session', me.client_id == identity, states)
    script.say('its ephemeral', me.exists('/e') is not None, other.exists('/e').owner_session_id == identity[0])
    other.create('/other')
    wait_for(fired)
    script.say('the watch still stands')

    script.say('another takes the session')
    again.clear()
    states.clear()
    taker = KazooClient(script.address + script.root, timeout=4.0, client_id=identity)
    taker.start(PATIENCE)
    script.say('same session', taker.client_id[0] == identity[0])
    gone = threading.Event()
    other.exists('/e', watch=lambda event: gone.set())
    taker.stop()
    wait_for(gone)
    script.say('closed; its ephemeral is gone')
    wait_for(lost)
    wait_for(again)
    script.say('the first has a new one', me.client_id[0] != identity[0], KazooState.LOST in states)
    taker.close()

    script.say('expiry')
    holder = subprocess.Popen([sys.executable, __file__, 'holder', script.address + script.root],
                              stdout=subprocess.PIPE, text=True)
    script.say('another process', holder.stdout.readline().strip())
    gone = threading.Event()
    other.exists('/held', watch=lambda event: gone.set())
    holder.send_signal(signal.SIGSTOP)
    wait_for(gone)
    script.say('suspended, its ephemeral is gone')
    holder.send_signal(signal.SIGCONT)
    script.say('woken', holder.stdout.readline().strip(), holder.wait(PATIENCE))


def holder(address):
    """A process with a short session and an ephemeral node, until it hears that the session is lost."""
    lost = threading.Event()
    client = KazooClient(address, timeout=1.0)
    client.add_listener(lambda state: lost.set() if state == KazooState.LOST else None)
    client.start(PATIENCE)
    client.create('/held', ephemeral=True)
    print('holds', flush=True)
    wait_for(lost)
    print('lost', flush=True)
    client.stop()


def restart(script):
    """Says `ready`, and expects that the server is then killed and started again on its data."""
    me = script.connect(timeout=10.0)
    me.ensure_path('/')
    me.add_auth('digest', 'me:secret')
    path, before = me.create('/e', b'mine', ephemeral=True, include_data=True)
    for _ in range(3):
        me.create('/q-', sequence=True)
    me.create('/locked', b'secret', acl=CREATOR_ALL_ACL)
    me.set('/q-0000000001', b'one')
    me.delete('/q-0000000002')
    fired = threading.Event()
    states, again = [], threading.Event()

    def listener(state):
        states.append(state)
        if state == KazooState.CONNECTED:
            again.set()

    me.add_listener(listener)
    identity = me.client_id
    me.get_children('/', watch=lambda event: fired.set())
    script.say('ready')
    wait_for(again)
    script.say('same session', me.client_id == identity, 'never lost', KazooState.LOST not in states)
    after = me.exists('/e')
    script.say('its ephemeral', after == before, after.owner_session_id == identity[0])
    script.say('children', sorted(me.get_children('/')), me.get('/q-0000000001')[0], stat(me.exists('/')))
    script.say('the counter goes on', me.create('/q-', sequence=True))
    wait_for(fired)
    script.say('the watch still stands')
    other = script.connect()
    script.tried('locked for others', other.get, '/locked')
    script.say('and for its owner', me.get('/locked')[0])
    script.say('zxids go on', me.exists('/q-0000000005').czxid > before.czxid)


def words(script):
    me = script.connect()
    me.ensure_path('/')
    script.say('ruok', me.command(b'ruok'))
    script.say('version', len(me.server_version()))
    script.say('isro', me.command(b'isro'))
    script.say('mode', [line for line in me.command(b'srvr').splitlines() if line.startswith('Mode')])
    script.say('stat', [line.split(':')[0] for line in me.command(b'stat').splitlines() if not line.startswith((' /', 'Zoo'))])
    me.exists('/nothing', watch=lambda event: None)
    script.say('wchs', me.command(b'wchs').splitlines())


scripts = {f.__name__: f for f in (words, nodes, acl, transactions, watches, sessions, restart, recipes)}

if __name__ == '__main__':
    logging.disable(logging.CRITICAL)
    warnings.filterwarnings('ignore', 'No chroot path exists')
    chosen, address = sys.argv[1:3]
    if chosen == 'holder':
        holder(address)
        sys.exit()
    script = Script(address, chosen)
    scripts[chosen](script)
    script.done()
