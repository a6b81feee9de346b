# SPDX-License-Identifier: Apache-2.0
"""Feeds a command-line client its commands, one when the one before is done, and prints what it said.
Usage: drive.py zkcli|climt SCRIPT HOST:PORT
A line of SCRIPT is a command, or `<` and a regular expression to wait for (a watch event), or a comment."""
import re
import subprocess
import sys
import threading

PATIENCE = 30

CLIENTS = {
    'zkcli': dict(
        command=['java', '-Xshare:auto', '-XX:TieredStopAtLevel=1', '-cp', '/usr/share/java/zookeeper.jar',
                 'org.apache.zookeeper.ZooKeeperMain', '-server', '{}'],
        connected='state:SyncConnected', sentinel='ls /none-{}', answer='/none-{}$',
        event=r'^WatchedEvent state:SyncConnected (type:.*)', noise=r'^(SLF4J|WATCHER::$|$)'),
    'climt': dict(
        command=['/usr/lib/zookeeper/bin/cli_mt', '-h', '{}'],
        connected='CONNECTED_STATE', sentinel='get /none-{}', answer='/none-{}: rc = -101',
        event=r'^Watcher (.*)', noise=r'^($|Stat:|time = |null$)'),
}

MASKS = ((r'^(\s*(?:cZxid|mZxid|pZxid|ctime|mtime)\s*[:=]\s*).*', r'\1N'),
         (r'(ephemeralOwner = )0x[0-9a-f]{2,}', r'\1SESSION'),
         (r'(ctime|mtime|czxid|mzxid|pzxid)=[^\t]*', r'\1=N'), (r'(ephemeralOwner=)[0-9a-f]{2,}', r'\1SESSION'),
         (r'0x[0-9a-f]{12,}', 'SESSION'))


class Client:
    def __init__(self, kind, address):
        self.kind = CLIENTS[kind]
        self.address = address
        self.process = subprocess.Popen([part.format(address) for part in self.kind['command']], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.lines, self.changed, self.ended = [], threading.Condition(), False
        threading.Thread(target=self.read, daemon=True).start()
        self.count = 0

    def read(self):
        for line in self.process.stdout:
            with self.changed:
                self.lines.append(line.rstrip('\n'))
                self.changed.notify_all()
        with self.changed:
            self.ended = True
            self.changed.notify_all()

    def wait(self, expression):
        found = lambda: any(re.search(expression, line) for line in self.lines)  # noqa: E731
        with self.changed:
            if not self.changed.wait_for(lambda: found() or self.ended, PATIENCE) or not found():
                sys.exit('\n'.join([f'waited in vain for {expression}, having'] + self.lines))

    def send(self, line):
        self.process.stdin.write(line + '\n')
        self.process.stdin.flush()

    def done(self):
        """Waits until all commands so far are answered."""
        self.count += 1
        self.send(self.kind['sentinel'].format(self.count))
        self.wait(self.kind['answer'].format(self.count))

    def tell(self, command):
        """Prints what came since the last time: first what the command said, then the watch events.
        What a server lists in any order is sorted."""
        answer = self.kind['answer'].format(self.count)
        with self.changed:
            lines, self.lines = self.lines, []
        events, said = [], []
        for line in lines:
            event = re.search(self.kind['event'], line)
            if event:
                events.append(event[1])
                continue
            if re.search(self.kind['noise'], line) or re.search(answer, line):
                continue
            line = line.replace(self.address, 'SERVER')
            for expression, by in MASKS:
                line = re.sub(expression, by, line)
            said.append(line.rstrip())
        if command.startswith('ls') and said and said[-1].startswith('\t'):
            said.sort(key=lambda line: line if line.startswith('\t') else '')
        if command == 'whoami':
            said[1:] = sorted(said[1:])
        if command.startswith('getEphemerals'):
            said = ['    ' + ' '.join(sorted(re.findall(r'/[^,\] ]*', line))) for line in said]
        for line in said:
            print('   ', line)
        for event in events:
            print('    event', event)


def main():
    kind, script, address = sys.argv[1:4]
    client = Client(kind, address)
    client.wait(client.kind['connected'])
    client.done()
    client.lines.clear()
    with open(script, encoding='utf-8') as commands:
        lines = [line.strip() for line in commands if line.strip() and not line.startswith('#')]
    for at, line in enumerate(lines):
        waits = []
        if line.startswith('<'):
            continue
        print('>', line)
        client.send(line)
        for following in lines[at + 1:]:
            if not following.startswith('<'):
                break
            waits.append(following[1:].strip())
        if line != 'quit':
            if line != 'close':
                client.done()
            for expression in waits:
                client.wait(expression)
            client.tell(line)
    client.process.stdin.close()
    print('ended with', client.process.wait(PATIENCE))


if __name__ == '__main__':
    main()
