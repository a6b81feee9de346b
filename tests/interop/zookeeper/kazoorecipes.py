# SPDX-License-Identifier: Apache-2.0
"""kazoo's recipes, for kazooclient.py."""
import datetime
import threading

from kazoo.recipe.barrier import Barrier, DoubleBarrier
from kazoo.recipe.lease import NonBlockingLease
from kazoo.recipe.lock import ReadLock, Semaphore, WriteLock
from kazoo.recipe.partitioner import SetPartitioner
from kazoo.recipe.queue import LockingQueue, Queue

PATIENCE = 30  # seconds


def wait_for(event):
    if not event.wait(PATIENCE):
        raise TimeoutError('an event did not come')


def in_threads(*calls):
    """Runs the calls at once and waits for all."""
    threads = [threading.Thread(target=call, daemon=True) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
        if thread.is_alive():
            raise TimeoutError('a thread did not end')


def recipes(script):
    clients = [script.connect() for _ in range(3)]
    clients[0].ensure_path('/')
    say = script.say

    count, most, held = [0], [0], threading.Lock()

    def enter():
        with held:
            count[0] += 1
            most[0] = max(most[0], count[0])

    def leave():
        with held:
            count[0] -= 1

    def locked(client):
        lock = client.Lock('/lock', 'me')
        for _ in range(10):
            with lock:
                enter()
                leave()

    in_threads(*[lambda c=c: locked(c) for c in clients])
    say('lock: at most', most[0], 'left', clients[0].get_children('/lock'))
    first, second = clients[0].Lock('/lock', 'first'), clients[1].Lock('/lock', 'second')
    first.acquire()
    say('not blocking', second.acquire(blocking=False), first.contenders())
    try:
        second.acquire(timeout=0.05)
    except Exception as error:
        say(type(error).__name__)
    first.release()
    say('then', second.acquire(timeout=PATIENCE))
    second.release()

    readers = [ReadLock(c, '/rw', 'r') for c in clients[:2]]
    writer = WriteLock(clients[2], '/rw', 'w')
    say('two readers', [r.acquire(timeout=PATIENCE) for r in readers], 'writer', writer.acquire(blocking=False))
    for reader in readers:
        reader.release()
    say('writer', writer.acquire(timeout=PATIENCE), 'reader', readers[0].acquire(blocking=False))
    writer.release()

    semaphores = [Semaphore(c, '/semaphore', 's', max_leases=2) for c in clients]
    say('semaphore', [s.acquire(blocking=False) for s in semaphores], len(semaphores[2].lease_holders()))
    semaphores[0].release()
    say('then', semaphores[2].acquire(timeout=PATIENCE))
    for s in semaphores[1:]:
        s.release()

    led = []

    def candidate(client, name):
        client.Election('/election', name).run(lambda: led.append(name))

    in_threads(*[lambda c=c, n=n: candidate(c, 'c%d' % n) for n, c in enumerate(clients)])
    say('each led once', sorted(led), clients[0].Election('/election').contenders())

    queue = Queue(clients[0], '/queue')
    for value, priority in ((b'c', 100), (b'd', 200), (b'a', 10), (b'b', 10)):
        queue.put(value, priority)
    say('queue', len(queue), [Queue(clients[i % 3], '/queue').get() for i in range(5)])
    locking = [LockingQueue(c, '/locking') for c in clients]
    locking[0].put_all([b'1', b'2', b'3'], priority=5)
    say('locking queue', locking[1].get(PATIENCE), locking[2].get(PATIENCE), locking[1].consume(), len(locking[0]))
    waiting = []
    in_threads(lambda: waiting.append(locking[0].get(PATIENCE)), lambda: waiting.append(locking[1].get(PATIENCE)),
               lambda: locking[0].put(b'4'))
    say('waited', sorted(waiting))

    barrier = Barrier(clients[0], '/barrier')
    barrier.create()
    say('barrier holds', Barrier(clients[1], '/barrier').wait(0.05))
    passed = []
    in_threads(lambda: passed.append(Barrier(clients[1], '/barrier').wait(PATIENCE)), barrier.remove)
    say('lifted', passed)
    inside, insideMost = [], []
    # kazoo's recipe needs it: who leaves deletes `ready`, and who has not looked for it by then waits
    # for ever (on any server that is quick enough).
    entered = threading.Barrier(len(clients))

    def double(client, name):
        double_barrier = DoubleBarrier(client, '/double', 3, name)
        double_barrier.enter()
        inside.append(name)
        entered.wait(PATIENCE)
        double_barrier.leave()
        insideMost.append(len(inside))

    in_threads(*[lambda c=c, n=n: double(c, str(n)) for n, c in enumerate(clients)])
    say('double barrier', sorted(inside), insideMost)

    def counted(client):
        counter = client.Counter('/counter')
        for _ in range(10):
            counter += 2
        counter -= 5

    in_threads(*[lambda c=c: counted(c) for c in clients])
    say('counter', clients[0].Counter('/counter').value)

    parties = [c.Party('/party', 'p%d' % n) for n, c in enumerate(clients)]
    for party in parties:
        party.join()
    say('party', sorted(parties[0]), len(parties[1]))
    parties[1].leave()
    shallow = clients[1].ShallowParty('/party', 'shallow')
    say('left', sorted(parties[0]), len(shallow))
    gone = threading.Event()
    clients[0].get_children('/party', watch=lambda event: gone.set())
    clients.pop().stop()
    wait_for(gone)
    say('a member closed', sorted(parties[0]))

    lease = NonBlockingLease(clients[0], '/lease', datetime.timedelta(seconds=60), identifier='a')
    say('lease', bool(lease), bool(NonBlockingLease(clients[1], '/lease', datetime.timedelta(seconds=60), identifier='b')))

    partitioners = [SetPartitioner(c, '/partition', set=tuple(range(4)), time_boundary=0.05, identifier=str(n))
                    for n, c in enumerate(clients)]

    def partitioned(p):
        while not p.acquired:
            if p.release:
                p.release_set()
            elif p.allocating:
                p.wait_for_acquire(1)

    # Both, until they agree: the first may have had all before the second came.
    while sorted(len(list(p)) if p.acquired else 0 for p in partitioners) != [2, 2]:
        in_threads(*[lambda p=p: partitioned(p) for p in partitioners])
    say('partitioned', sorted(x for p in partitioners for x in p))
    for p in partitioners:
        p.finish()
