"""Initial sequence numbers that can be guessed, or that repeat."""

import time

from laboratory import hear, meet, part, scenario, visit

from lab.faults import clock_alone, constant, drawn, hash_without_clock, increment, narrow_range, walk

CLIENT = "10.77.0.1"


def calls(count):
    def play(lab, client, server):
        for number in range(count):
            calling, answering = meet(client, server, 40001 + number)
            calling.close()
            answering.close()
            time.sleep(0.03)
    return play


def spread(bits):
    """Twelve bits, scattered over the number."""
    return sum((bits >> place & 1) << (place * 5 % 32) for place in range(12))


def congruence(seed):
    state = [seed]

    def number(_):
        state[0] = (state[0] * 129 + 4321) % 65536
        return state[0] << 16 | state[0]

    return number


def numbers(name, fault, checks, generator, count, **more):
    finds = " ".join(f"{each}@{CLIENT}" for each in checks.split())
    more = dict(delay=0.002, before=0) | more
    scenario(name, fault, finds, client=dict(initial_number=generator), **more)(calls(count))


numbers("isn-constant", "Every connection of the client begins with the same number.", "isn/constant",
        constant(0x1A2B3C4D), 6, versions=(4, 6))
numbers("isn-step-64000", "Each connection begins 64 000 numbers beyond the last one.", "isn/fixed-increment",
        increment(0x1A2B3C4D, 64000), 12, versions=(4, 6))
numbers("isn-small-random-steps", "Each connection begins up to 4 000 numbers beyond the last one.", "isn/fixed-increment",
        walk(0x7A2B3C4D, lambda chance: chance.randrange(4000), 5), 24)
numbers("isn-narrow-range", "All connections begin within 2^16 numbers.", "isn/narrow-range",
        narrow_range(0x3FEE0000, 1 << 16, 3), 12, versions=(4, 6))
numbers("isn-from-a-pool", "Only 1 024 different numbers are ever used, spread over the whole space.", "isn/repeated",
        drawn(lambda chance: chance.randrange(1 << 10) * 0x9E3779B1, 8), 130)
numbers("isn-multiples-of-128", "The steps from number to number are multiples of 128.", "isn/gcd",
        walk(0x10000000, lambda chance: chance.randrange(1 << 24) * 128, 4), 24)
numbers("isn-twelve-random-bits", "Twenty bits of the number never change, the other twelve lie scattered.",
        "isn/low-entropy isn/predictable", drawn(lambda chance: 0x50030011 | spread(chance.randrange(1 << 12)), 4), 40)
numbers("isn-low-byte-zero", "The last eight bits of the number are always zero.", "isn/low-entropy",
        drawn(lambda chance: chance.randrange(1 << 24) << 8, 6), 60)
numbers("isn-last-plus-twelve-bits", "Each number is the last one and a large constant, give or take 2^12.",
        "isn/predictable", walk(0x10000000, lambda chance: 0x31415926 + chance.randrange(1 << 12), 4), 40)
numbers("isn-linear-congruence", "The numbers come from a congruence generator with 16 bits of state.",
        "isn/correlated isn/predictable", congruence(4711), 70)


@scenario("isn-clock-alone", "The number is the 4 µs clock, the same for all peers: a guess away.",
          f"isn/time-counter@{CLIENT}", client=dict(initial_number=clock_alone(0x20000000)), seconds=14, versions=(4, 6),
          before=0)
def _(lab, client, server):
    for number in range(14):
        visit(client, server, 40001 + number)
        time.sleep(0.3 + number % 3 * 0.3)


@scenario("isn-constant-on-tuple", "The number depends on the four-tuple only: no clock drives it on.",
          f"isn/constant-on-tuple@{CLIENT}", client=dict(initial_number=hash_without_clock(), timestamps=True), seconds=12,
          versions=(4, 6), before=0)
def _(lab, client, server):
    for pause in 1.3, 2.4, 0.1:
        visit(client, server, 40001, closes_first="server")
        visit(client, server, 40002, closes_first="server")
        time.sleep(pause)


@scenario("isn-random-each-time", "The number is drawn anew each time: on one four-tuple no clock drives it on.",
          f"isn/not-clock-driven@{CLIENT}", seconds=30, before=0,
          client=dict(initial_number=drawn(lambda chance: chance.randrange(1 << 32), 9), timestamps=True))
def _(lab, client, server):
    for number in range(16):
        visit(client, server, 40001, closes_first="server")
        time.sleep(1 + number % 5 * 0.37)


@scenario("isn-reused-on-tuple", "The same number again on the same four-tuple, 64 kB later and within a minute.",
          f"isn/reuse-window@client isn/constant@{CLIENT}", client=dict(initial_number=constant(0x2A2B3C4D)),
          before=0)
def _(lab, client, server):
    visit(client, server, 40009)
    for _ in range(2):
        calling, answering = meet(client, server, 40001)
        calling.sendall(bytes(64000))
        hear(answering, 64000)
        part(answering, calling)
        time.sleep(1.5)
    visit(client, server, 40010)


@scenario("wandering-three", "A segment of the first connection arrives in the second, fits, and is taken.",
          {f"isn/constant@{CLIENT}": "client middle server", "isn/reuse-window@client": "client middle server",
           "isn/wandering-segment@server": "middle server"},
          client=dict(initial_number=constant(0x1A2B3C4D)), server={}, before=0)
def _(lab, client, server):
    visit(client, server, 40009)
    lab.west.hold(lambda segment: segment.payload == b"message 3\n", seconds=4)
    calling, answering = meet(client, server, 40001)
    for message in b"message 1\n", b"message 2\n", b"message 3\n":
        calling.sendall(message)
    hear(answering, 30)
    time.sleep(0.2)
    calling.abort()
    time.sleep(1)
    calling, answering = meet(client, server, 40001)
    for message in b"message 1\n", b"message 2\n":
        calling.sendall(message)
    hear(answering, 20)
    assert answering.recv(10) == b"message 3\n", "the late segment should have been taken"
    time.sleep(1)
    calling.abort()
    time.sleep(0.2)
    answering.sendall(b"thanks for 1, 2 and 3\n")
    time.sleep(0.2)
    visit(client, server, 40010)
