# SPDX-License-Identifier: Apache-2.0
"""What the raw scripts share: a transcript whose lines are the same on every run on any right server."""
import sys

from zkwire import *

STAT_NUMBERS = ('version', 'cversion', 'aversion', 'dataLength', 'numChildren')


class Script:
    """Works below a root of its own, so that scripts do not meet."""

    def __init__(self, address, name):
        self.address = address
        self.root = '/raw-' + name
        self.sessions = {}

    def connect(self, name='me', **options):
        connection = Connection(self.address, **options)
        if options.get('handshake', True) and connection.session:
            self.sessions[connection.session] = name
        return connection

    def path(self, relative):
        return self.root + ('/' + relative if relative else '')

    def owner(self, number):
        if number in self.sessions:
            return 'session ' + self.sessions[number]
        if number == 0:
            return '0'
        return 'container' if number == -2 ** 63 else f'ttl {number & 0xffffffffff}' \
            if (number >> 56) & 0xff == 0xff else 'someone'

    def stat(self, stat):
        """The numbers, and how the ids and times relate to each other."""
        created, changed, children = stat['czxid'], stat['mzxid'], stat['pzxid']
        relation = ('' if changed > created else ' mzxid=czxid') + \
                   ('' if children > created else ' pzxid=czxid') + \
                   (' mtime<ctime' if stat['mtime'] < stat['ctime'] else '')
        return ' '.join(f'{name}={stat[name]}' for name in STAT_NUMBERS) + \
            f" owner={self.owner(stat['ephemeralOwner'])}{relation}"

    def say(self, *words):
        print(*[w.replace(self.root, '~') if isinstance(w, str) else w for w in words], flush=True)

    def events(self, connection, count):
        """The next `count` events, in order."""
        for _ in range(count):
            kind, state, path = connection.wait_event()
            self.say('  event', kind, f'state={state}', path)

    def no_more_events(self, connection):
        """An answer says that whatever was due before it has come."""
        connection.ask(SYNC, string('/'))
        for kind, state, path in connection.events:
            self.say('  unexpected event', kind, state, path)
        connection.events.clear()


def run(scripts):
    """`script.py NAME HOST:PORT`, or `all`."""
    name, address = sys.argv[1:3]
    for each in scripts if name == 'all' else [name]:
        scripts[each](Script(address, each))
