import Replay
import Wire

extension Check {
  static let ignored = Check(
    id: "rst/ignored", priority: .p1, level: .mustUnlabelled, kind: .reaction,
    title: Bilingual("An exact RST did not stop the receiver", zh: "收到精确的 RST 后仍继续通信"),
    citation: .rfc(
      9293, "3.10.7.4", nil,
      """
      If the RST bit is set and the sequence number exactly matches the next expected sequence number (RCV.NXT), then \
      TCP endpoints MUST reset the connection in the manner prescribed below according to the connection state.
      """),
    why: Bilingual(
      "The end that reset the connection has no such connection any more; whatever the other goes on sending is lost.",
      zh: "发出 RST 的一端已不再保留该连接；另一端继续发送的一切都会丢失。"),
    guards: [.mid, .one, .loss, .ord, .csum, .auth, .pr, .mbx], opportunity: .receivedExactRst,
    triggers: [
      """
      # the tap stands at the client, which answers two resets with new data
      A = 10.0.0.1:40000  sent
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.000  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  R   9001:9001(0)  win 0
      ↓ +1      A > B  P.  1101:1201(100)  ack 9001  win 64240
        +0.020  B > A  R   9001:9001(0)  win 0
        +1      A > B  P.  1201:1301(100)  ack 9001  win 64240
        +0.020  B > A  R   9001:9001(0)  win 0
        capture ends +5
      """
    ],
    passes: [
      """
      # silent from then on
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.000  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  R   9001:9001(0)  win 0
        capture ends +5
      """,
      """
      # one octet off: a challenge ACK is right, and so is going on
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.000  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  R   9002:9002(0)  win 0
        +0.000  A > B  .   1101:1101(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
        +1      A > B  P.  1101:1201(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1201  win 65535
        capture ends +5
      """,
      """
      # what was on its way when the RST came
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.000  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  R   9001:9001(0)  win 0
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  R   9001:9001(0)  win 0
        capture ends +5
      """,
    ],
    subject: .step(on: .tried) { step, _ in
      Side.allCases.flatMap { side -> [Outcome] in
        let trial = step.before[side].challenge.reset
        guard trial.kind == .exact, trial.survived > 0 else { return [] }
        // Whoever filters forged RSTs out does not hand them to TCP.
        guard step.before[side.other].challenge.forgery.signs.isDisjoint(with: [.looks, .stepped, .hasty]) else {
          return [.doubt(Doubt(.firewallPossible, leaning: .fail, frames: [trial.survivedFrame, trial.firstFrame], side: side))]
        }
        let rounds = Int(trial.survived)
        return [
          .charge(
            Charge(
              expected: Bilingual(
                "nothing after the RST in frame \(trial.firstFrame), whose SEQ is the \(trial.seq) it waits for",
                zh: "第 \(trial.firstFrame) 帧的 RST 序号正是它等待的 \(trial.seq)，此后应不再发送"),
              observed: Bilingual(
                "it went on after \(counted(rounds, "such RST")), first in frame \(trial.survivedFrame)",
                zh: "在 \(rounds) 个这样的 RST 之后仍在继续，首先见于第 \(trial.survivedFrame) 帧"),
              title: Bilingual(
                "\(step.name(of: side).capitalized.en) went on after \(rounds == 1 ? "an exact RST" : "\(rounds) exact RSTs")",
                zh: "\(step.name(of: side).zh)在收到 \(rounds) 个精确的 RST 之后仍在继续"),
              frames: [trial.survivedFrame, trial.firstFrame], side: side,
              interval: trial.first...max(trial.first, trial.survivedLast), guards: rounds < 2 ? .tap : [],
              copies: Int(trial.count), instances: rounds))
        ]
      }
    })
}
