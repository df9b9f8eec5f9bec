"""An orderly close; 75 s after the last ACK the server's FIN comes once more, and the closed client answers RST.

Linux keeps TIME-WAIT for 60 s, so any answer would have been lawful 30 s earlier; now it is RST.
The late FIN is the recorded one, octet for octet, carried again by the network.
"""

import time

from lab import visit

SECONDS = 78


def run(lab):
    visit(lab.client, lab.server.listen(80), own_port=40001)
    time.sleep(75)
    lab.east.replay(lambda segment: segment.fin and segment.source_port == 80)
    time.sleep(0.2)
