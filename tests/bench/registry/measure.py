# SPDX-License-Identifier: Apache-2.0
"""Measures ottla-broker registry beside Debian's ZooKeeper; run by tests/bench/registry.sh. Prints Markdown.

Both servers run at once, on the same file system, and are loaded in turn: the runs of one
measurement alternate between them and the echo servers, and a figure is the median of the runs with the
smallest and the largest beside it."""
import argparse
import os
import random
import re
import shutil
import signal
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import time

JAR = '/usr/share/java/zookeeper.jar'
SETTINGS = '''tickTime=2000
4lw.commands.whitelist=*
maxClientCnxns=0
admin.enableServer=false
'''


def free_port():
    """Below the ports that the kernel gives to outgoing connections: who tries to connect to one of those
    until a server listens there may end up connected to himself."""
    while True:
        port = random.randrange(20000, 30000)
        with socket.socket() as probe:
            try:
                probe.bind(('127.0.0.1', port))
                return port
            except OSError:
                pass


def asked(port, *exchanges, timeout=30):
    """Sends each request when the one before is answered with so many bytes; the last answer."""
    with socket.create_connection(('127.0.0.1', port), timeout=timeout) as connection:
        for request, size in exchanges:
            connection.sendall(request)
            received = b''
            while len(received) < size:
                more = connection.recv(4096)
                if not more:
                    break
                received += more
        return received


def serves(port):
    """Whether it says that it serves. ZooKeeper answers before it does, or, while it starts, not at all."""
    try:
        return b'Mode: ' in asked(port, (b'srvr', 1 << 16), timeout=0.2)
    except (ConnectionError, TimeoutError):
        return False


def frame(form, *values):
    body = struct.pack(form, *values)
    return struct.pack('>i', len(body)) + body


def session(port):
    """Opens a session, has one request answered, and closes it."""
    asked(port, (frame('>iqiqi16s?', 0, 0, 10000, 0, 16, b'', False), 41),
          (frame('>iii1s?', 1, 3, 1, b'/', False), 4 + 16 + 68), (frame('>ii', 2, -11), 4 + 16))


class Server:
    """A server on a data folder that stays over restarts."""
    running = []

    def __init__(self, options, folder, name, sync):
        self.options, self.name, self.sync = options, name, sync
        self.folder = os.path.join(folder, f'{name}-{sync}')
        os.mkdir(self.folder)
        self.process = None

    def path(self, name):
        return os.path.join(self.folder, name)

    def start(self):
        """Milliseconds from exec to the first answer, and to that of a session's first request."""
        self.port = free_port()
        text = SETTINGS + f"forceSync={'yes' if self.sync else 'no'}\n"
        if self.name == 'zookeeper':
            text += f"clientPort={self.port}\nclientPortAddress=127.0.0.1\ndataDir={self.path('data')}\n"
            command = ['java', '-cp', JAR, 'org.apache.zookeeper.server.ZooKeeperServerMain', self.path('cfg')]
        else:
            command = [os.path.join(self.options.bin, 'ottla-broker'), 'registry', '--data', self.path('data'),
                       '--port', str(self.port), '--config', self.path('cfg')]
        with open(self.path('cfg'), 'w', encoding='utf-8') as config:
            config.write(text)
        with open(self.path('log'), 'ab') as log:
            began = time.perf_counter()
            self.process = subprocess.Popen(self.options.prefix + command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        Server.running.append(self.process)
        while not serves(self.port):
            if self.process.poll() is not None:
                sys.exit(f'{self.name} ended:\n' + open(self.path('log'), encoding='utf-8').read()[-3000:])
            time.sleep(0.0005)
        first = time.perf_counter()
        session(self.port)
        return (first - began) * 1000, (time.perf_counter() - began) * 1000

    def kill(self):
        self.process.kill()
        self.process.wait()

    @property
    def address(self):
        return f'127.0.0.1:{self.port}'

    def memory(self):
        """MB of PSS."""
        with open(f'/proc/{self.process.pid}/smaps_rollup', encoding='utf-8') as lines:
            return next(int(line.split()[1]) / 1000 for line in lines if line.startswith('Pss:'))


class Bench:
    def __init__(self, options):
        self.options = options
        self.runs = 0

    def client(self, *arguments):
        return self.options.prefix + [os.path.join(self.options.bin, 'bench', 'bench_registry'), *map(str, arguments)]

    def load(self, address, operation, clients, window, seconds=None, most=0):
        """(answers, answers a second, median and 99th percentile of the latency in microseconds)"""
        self.runs += 1
        done = subprocess.run(self.client('load', address, operation, clients, window,
                                          seconds or self.options.seconds, most, f'/run-{self.runs}'),
                              check=True, stdout=subprocess.PIPE, text=True)
        return [float(word) for word in done.stdout.split()]

    def limits(self, folder):
        print('\n## Limits of this machine\n')
        print('Append and `fdatasync`, 1,000 times, on the servers\' file system:\n')
        print('| bytes | file | a second | median µs | p99 µs |\n|---:|---|---:|---:|---:|')
        for size in (100, 250, 4096):
            for file in ('growing', 'allocated'):
                done = subprocess.run(self.client('syncs', folder, size, 1000, file), check=True,
                                      stdout=subprocess.PIPE, text=True)
                _, rate, p50, p99 = done.stdout.split()
                print(f'| {size} | {file} | {rate} | {p50} | {p99} |', flush=True)

    def table(self, servers, sync, folder):
        names = list(servers)
        addresses = {name: servers[name].address for name in names}
        echoes = {'echo': []} | ({'synced echo': [folder]} if sync else {})
        processes = [subprocess.Popen(self.client('echo', *arguments), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                      text=True) for arguments in echoes.values()]
        for name, echo in zip(echoes, processes):
            addresses[name] = echo.stdout.readline().split()[1]
        limit = list(echoes)[-1]
        for name in names:  # The JVM compiles what is hot; the registry is treated alike.
            for operation in ('create', 'get', 'set', 'mixed'):
                self.load(addresses[name], operation, 8, 500, seconds=self.options.warm, most=50000)
        print(f"\n## {'Every answered write synced' if sync else 'Without syncing (forceSync=no)'}\n")
        print('| operation | clients | window | ' + ' | '.join(
            f'{name}: a second (least–most) | p50 µs | p99 µs' for name in addresses) + f' | registry ÷ zookeeper | registry ÷ {limit} |')
        print('|---|---:|---:|' + '---:|---:|---:|' * len(addresses) + '---:|---:|')
        for operation in self.options.operations:
            for clients in (1, 8):
                for window in self.options.windows:
                    results = {name: [] for name in addresses}
                    for _ in range(self.options.runs):
                        for name, address in addresses.items():
                            most = 40000 if operation == 'create' else 0
                            results[name].append(self.load(address, operation, clients, window, most=most))
                    cells, median = [], {}
                    for name, runs in results.items():
                        rates = [run[1] for run in runs]
                        median[name] = statistics.median(rates)
                        cells.append(f'{median[name]:,.0f} ({min(rates):,.0f}–{max(rates):,.0f}) | '
                                     f'{statistics.median(run[2] for run in runs):,.0f} | '
                                     f'{statistics.median(run[3] for run in runs):,.0f}')
                    ratio = f"{median['registry'] / median['zookeeper']:.1f}" if 'zookeeper' in median else ''
                    print(f'| {operation} | {clients} | {window} | ' + ' | '.join(cells)
                          + f" | {ratio} | {median['registry'] / median[limit]:.2f} |", flush=True)
        for echo in processes:
            echo.stdin.close()
            echo.wait()

    def count_syncs(self, servers, sync):
        """How many calls that sync a known number of writes makes. The load's preparation, a hundred creates of
        each client under way at once, adds a few calls."""
        print('\n| server | load | writes | calls that sync | writes a call |\n|---|---|---:|---|---:|')
        for name, server in servers.items():
            for clients, window in ((1, 1), (8, 1), (8, 500)):
                report = server.path('strace')
                trace = subprocess.Popen(
                    ['strace', '-f', '-c', '-e', 'trace=fsync,fdatasync,msync,sync_file_range,syncfs', '-o', report,
                     '-p', str(server.process.pid)], stderr=subprocess.PIPE, text=True)
                while 'attached' not in trace.stderr.readline():
                    pass
                writes = self.load(server.address, 'set', clients, window)[0]
                trace.send_signal(signal.SIGINT)
                trace.communicate()
                with open(report, encoding='utf-8') as lines:
                    calls = {words[-1]: int(words[3]) for words in map(str.split, lines)
                             if len(words) >= 5 and re.fullmatch(r'(f|m|fdata)sync|sync\w+', words[-1])}
                each = f'{writes / sum(calls.values()):,.1f}' if calls else ''
                print(f'| {name} | set, {clients} clients, window {window} | {writes:,.0f} | '
                      f"{', '.join(f'{count} {call}' for call, count in calls.items()) or 'none'} | {each} |", flush=True)

    def starts(self, folder):
        print('\n## Start and memory\n')
        print('| server | start to first answer, ms (least–most) | to a session\'s first, ms | PSS idle, MB |')
        print('|---|---:|---:|---:|')
        for name in self.options.servers:
            times, sessions, memory = [], [], []
            for run in range(self.options.runs):
                server = Server(self.options, folder, name, f'start-{run}')
                first, whole = server.start()
                times.append(first)
                sessions.append(whole)
                memory.append(server.memory())
                server.kill()
            print(f'| {name} | {statistics.median(times):.1f} ({min(times):.1f}–{max(times):.1f}) | '
                  f'{statistics.median(sessions):.1f} | {statistics.median(memory):.1f} |', flush=True)

    def full_tree(self, folder):
        print('\n1,000 sessions, 100,000 nodes of 100 bytes, 100,000 watches; then `kill -9` and a restart on the '
              'same data:\n')
        print('| server | PSS, MB | restart to first answer, ms | PSS after it, MB |\n|---|---:|---:|---:|')
        for name in self.options.servers:
            server = Server(self.options, folder, name, 'full')
            server.start()
            filled = subprocess.Popen(self.client('fill', server.address, 1000, 100000, 100000),
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            if filled.stdout.readline().strip() != 'filled':
                sys.exit(f'{name} was not filled')
            memory = server.memory()
            server.kill()
            filled.stdin.close()
            filled.wait()
            again, _ = server.start()
            print(f'| {name} | {memory:.1f} | {again:.0f} | {server.memory():.1f} |', flush=True)
            server.kill()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--bin', required=True, help='the folder of ottla-broker')
    parser.add_argument('--runs', type=int, default=5)
    parser.add_argument('--seconds', type=float, default=0.5, help='of one run')
    parser.add_argument('--warm', type=float, default=2.0, help='seconds of each operation before the measuring')
    parser.add_argument('--data', default=None, help='where the servers write (default: the folder for temporary files)')
    parser.add_argument('--operations', nargs='+', default=['create', 'get', 'set', 'mixed'], help='only these')
    parser.add_argument('--windows', nargs='+', type=int, default=[1, 500], help='only these')
    parser.add_argument('--only', choices=('start', 'sync', 'nosync'), help='a part of it')
    parser.add_argument('--realtime', action='store_true',
                        help='servers and client above all other processes (SCHED_RR), where others use the machine')
    options = parser.parse_args()
    options.prefix = ['chrt', '--rr', '1'] if options.realtime else []
    options.servers = ['registry']
    if os.path.exists(JAR) and shutil.which('java'):
        options.servers.append('zookeeper')
    else:
        print('ZooKeeper is not installed: the registry alone.')
    folder = tempfile.mkdtemp(prefix='bench-registry-', dir=options.data)
    bench = Bench(options)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        print(f'File system: {subprocess.getoutput(f"stat -f -c %T {folder}")}; {os.cpu_count()} cores; '
              f'median of {options.runs} runs of {options.seconds} s'
              f"{', SCHED_RR' if options.realtime else ''}; load average {os.getloadavg()[0]:.1f} before.")
        if options.only in (None, 'start'):
            bench.limits(folder)
            bench.starts(folder)
            bench.full_tree(folder)
        for sync in (True, False):
            if options.only not in (None, 'sync' if sync else 'nosync'):
                continue
            servers = {name: Server(options, folder, name, sync) for name in options.servers}
            for server in servers.values():
                server.start()
            bench.table(servers, sync, folder)
            if shutil.which('strace'):
                bench.count_syncs(servers, sync)
            else:
                print('\nstrace is missing: the calls that sync were not counted.')
            for server in servers.values():
                server.kill()
    finally:
        for process in Server.running:
            if process.poll() is None:
                process.kill()
                process.wait()
        shutil.rmtree(folder)


if __name__ == '__main__':
    main()
