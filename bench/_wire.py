"""Hosts on this machine, joined by a network whose delay and bandwidth are set (root, Linux).

Each host is a network namespace with one TUN device, and this process is the switch between them:
it reads whole IP packets, holds each for as long as a link of that bandwidth and delay would, and
passes it on. TCP inside is the kernel's own, with its handshakes, windows and retransmissions.
The kernel's `tc netem` does the same, where it was built with it; this needs no module.
"""

import fcntl
import heapq
import os
import select
import struct
import subprocess
import sys
import time
from contextlib import ExitStack

NET = "10.77.0"  # addresses that exist only inside the namespaces
MTU = 9000  # bytes; jumbo frames, so that a switch in Python keeps up with 1 Gbit/s
QUEUE = 2**24  # bytes that may wait for a link; what comes on top is dropped
CONGESTION = "/proc/sys/net/ipv4/tcp_congestion_control"
TUNSETIFF, TUN, NO_PACKET_INFO = 0x400454CA, 0x0001, 0x1000


def trouble():
    """Why no hosts can be made here, or ""."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "it needs Linux and root"
    if not os.path.exists("/dev/net/tun"):
        return "it needs the device /dev/net/tun"
    try:
        _ip("netns", "list")
    except (OSError, subprocess.CalledProcessError):
        return "it needs the command `ip` (package iproute2) and network namespaces"
    return ""


def _ip(*words):
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True)


class Network:
    """`with Network(hosts=4) as network:` that many hosts; host k has the address address(k).

    Links have `delay` seconds one way from host to host, and `bandwidth` bytes a second out of
    every host and into every host; set() changes both while packets travel.
    """

    def __init__(self, hosts, delay=0.0001, bandwidth=125e6):
        self.hosts, self._undo = hosts, ExitStack()
        try:
            self._start()
        except BaseException:
            self._undo.close()
            raise
        self.set(delay, bandwidth)

    def _start(self):
        devices = []
        for host in range(self.hosts):
            name = self.name(host)
            _ip("netns", "add", name)
            self._undo.callback(_ip, "netns", "delete", name)
            devices.append(_tun(name))
            self._undo.callback(os.close, devices[-1])
            _ip("link", "set", name, "netns", name)
            _ip("-n", name, "addr", "add", f"{self.address(host)}/24", "dev", name)
            _ip("-n", name, "link", "set", name, "mtu", str(MTU), "txqueuelen", "10000", "up")
            _ip("-n", name, "link", "set", "lo", "up")
            # what most systems use, or its elder brother; each namespace has its own
            chosen = f"echo cubic > {CONGESTION} || echo reno > {CONGESTION}"
            _ip("netns", "exec", name, "sh", "-c", chosen)
        command = [sys.executable, "-m", "bench._wire", *map(str, devices)]
        self._switch = subprocess.Popen(command, pass_fds=devices, stdin=subprocess.PIPE)
        self._undo.callback(self._end_switch)

    def _end_switch(self):
        self._switch.kill()
        self._switch.wait()

    @staticmethod
    def name(host):
        return f"gdhost{host}"

    @staticmethod
    def address(host):
        return f"{NET}.{host + 1}"

    def set(self, delay, bandwidth):
        self._say("set", delay, bandwidth)

    def cut(self, host):
        """No packet from or to this host until join()."""
        self._say("cut", host)

    def join(self, host):
        self._say("join", host)

    def _say(self, *words):
        self._switch.stdin.write((" ".join(map(str, words)) + "\n").encode())
        self._switch.stdin.flush()

    def start(self, host, command, **options):
        """A Popen of a command on a host."""
        return subprocess.Popen(["ip", "netns", "exec", self.name(host), *command], **options)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._undo.close()


def _tun(name):
    """The file descriptor of a new TUN device."""
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH", name.encode(), TUN | NO_PACKET_INFO))
    return device


class Switch:
    """Packets on their way, by the time at which each arrives."""

    def __init__(self, devices):
        self.devices, self.ports = devices, range(len(devices))
        self.delay, self.bandwidth, self.dead = 0.0, 1e12, set()
        self.out_free, self.in_free = [0.0] * len(devices), [0.0] * len(devices)
        self.heap, self.number = [], 0

    def run(self):
        """Until standard input ends."""
        files = [0, *self.devices]
        while True:
            wait = max(0, self.heap[0][0] - time.perf_counter()) if self.heap else None
            ready, _, _ = select.select(files, [], [], wait)
            if 0 in ready and not self.obey(os.read(0, 4096).decode()):
                return
            for port in self.ports:
                if self.devices[port] in ready:
                    self.take(port)
            self.deliver()

    def obey(self, text):
        for line in text.splitlines():
            word, *values = line.split()
            if word == "set":
                self.delay, self.bandwidth = map(float, values)
            else:
                (self.dead.add if word == "cut" else self.dead.discard)(int(values[0]))
        return text

    def take(self, port):
        """Some packets from a host, each with the time at which it will have arrived."""
        for _ in range(32):
            try:
                packet = os.read(self.devices[port], 65536)
            except BlockingIOError:
                return
            target = packet[19] - 1 if packet[0] >> 4 == 4 else -1
            if target not in self.ports or {port, target} & self.dead:
                continue
            now, length = time.perf_counter(), len(packet) / self.bandwidth
            left = max(now, self.out_free[port]) + length
            if (left - now) * self.bandwidth > QUEUE:
                continue
            self.out_free[port] = left
            # it comes in while it goes out: a link is filled once, unless another sender is there
            arrived = max(left + self.delay, self.in_free[target] + length)
            self.in_free[target] = arrived
            self.number += 1
            heapq.heappush(self.heap, (arrived, self.number, target, packet))

    def deliver(self):
        now = time.perf_counter()
        while self.heap and self.heap[0][0] <= now:
            _, _, target, packet = heapq.heappop(self.heap)
            if target in self.dead:
                continue
            try:
                os.write(self.devices[target], packet)
            except (BlockingIOError, OSError):
                pass  # as full as a real one would be: TCP sends it again


if __name__ == "__main__":
    os.setpriority(os.PRIO_PROCESS, 0, -20)  # a switch does not wait for what its hosts compute
    Switch([int(word) for word in sys.argv[1:]]).run()
