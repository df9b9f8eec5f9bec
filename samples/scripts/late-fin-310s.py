"""An orderly close; 310 s after the last ACK the server's FIN comes once more, and the closed client answers RST.

Beyond 300 s no common stack is in TIME-WAIT any more.
The late FIN is the recorded one, octet for octet, carried again by the network.
"""

import time

from lab import visit

SECONDS = 313


def run(lab):
    visit(lab.client, lab.server.listen(80), own_port=40001)
    time.sleep(310)
    lab.east.replay(lambda segment: segment.fin and segment.source_port == 80)
    time.sleep(0.2)
