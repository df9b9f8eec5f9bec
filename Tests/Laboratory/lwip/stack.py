"""lwIP as an end of the path: the program on its TAP, and its connections with the names that ours have."""

import pathlib
import subprocess
import threading

HERE = pathlib.Path(__file__).resolve().parent


def compiled(folder):
    """The program, made from stack.c against Debian's liblwip."""
    program = pathlib.Path(folder) / "stack"
    subprocess.run(["cc", "-O", "-Wall", "-Wextra", "-I/usr/include/lwip", HERE / "stack.c", "-o", program, "-llwip"], check=True)
    return program


class Stack:
    """A running lwIP that owns an address on a TAP device of a namespace."""

    def __init__(self, program, space, device, address, mac):
        self.process = subprocess.Popen(
            ["ip", "netns", "exec", space.name, program, device, address, mac],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.turn = threading.Lock()

    def tell(self, verb, one=0, two=0, word="-"):
        with self.turn:
            print(verb, one, two, word, file=self.process.stdin, flush=True)
            answer = int(self.process.stdout.readline())
        if answer < 0:
            raise OSError(-answer, f"lwIP: {verb}")
        return answer

    def listen(self, port):
        made = self.tell("socket")
        self.tell("bind", made, port)
        self.tell("listen", made)
        return Listener(self, made)

    def connect(self, address, port, own_port=None):
        made = self.tell("socket")
        if own_port:
            self.tell("bind", made, own_port)
        try:
            self.tell("connect", made, port, address)
        except OSError:
            self.tell("close", made)
            raise
        return Connection(self, made)

    def close(self):
        self.process.kill()
        self.process.communicate()


class Listener:
    def __init__(self, stack, number):
        self.stack, self.number = stack, number

    def accept(self):
        return Connection(self.stack, self.stack.tell("accept", self.number)), None

    def close(self):
        self.stack.tell("close", self.number)


class Connection:
    def __init__(self, stack, number):
        self.stack, self.number = stack, number

    def send(self, count):
        self.stack.tell("send", self.number, count)

    def hear(self, count):
        """So many octets, or fewer if the other end closes."""
        return self.stack.tell("hear", self.number, count)

    def keepalive(self, seconds):
        self.stack.tell("keepalive", self.number, seconds)

    def shut(self):
        self.stack.tell("shut", self.number)

    def close(self):
        self.stack.tell("close", self.number)

    def abort(self):
        self.stack.tell("abort", self.number)
