import Replay
import Wire

extension Check {
  static let sackedData = Check(
    id: "rtx/sacked-data", priority: .p2, level: .note, kind: .safety,
    title: Bilingual("Data was sent again that the receiver had reported by SACK", zh: "重传已被 SACK 的数据"),
    citation: .rfc(
      2018, "5", nil,
      """
      After the SACKed bit is turned on (as the result of processing a received SACK option), the data sender will skip \
      that segment during any later retransmission.
      """
    ),
    why: Bilingual(
      "The report of what arrived is not used: whole flights are sent twice where one segment was missing.",
      zh: "没有利用 SACK 信息：只缺一个报文段却重发整个窗口。"),
    guards: [.one, .loss, .ord, .off, .tap, .n],
    triggers: [
      """
      # captured at the client: four segments that had long been reported are sent again
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,sackOK>
        +0.040  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,sackOK>
        +0.000  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:1101(100)  ack 9001  win 64240
        +0.040  B > A  .   9001:9001(0)  ack 1101  win 65535
        +0.000  A > B  .   1101:1201(100)  ack 9001  win 64240
        +0.000  A > B  .   1201:1301(100)  ack 9001  win 64240
        +0.000  A > B  .   1301:1401(100)  ack 9001  win 64240
        +0.000  A > B  .   1401:1501(100)  ack 9001  win 64240
        +0.000  A > B  .   1501:1601(100)  ack 9001  win 64240
        +0.000  A > B  .   1601:1701(100)  ack 9001  win 64240
        +0.040  B > A  .   9001:9001(0)  ack 1101  win 65535  <nop,nop,sack 1201:1301>
        +0.000  B > A  .   9001:9001(0)  ack 1101  win 65535  <nop,nop,sack 1201:1701>
      ↓ +0.200  A > B  .   1201:1301(100)  ack 9001  win 64240
        +0.000  A > B  .   1301:1401(100)  ack 9001  win 64240
        +0.000  A > B  .   1401:1501(100)  ack 9001  win 64240
        +0.000  A > B  .   1501:1601(100)  ack 9001  win 64240
        +0.100  A > B  .   1101:1201(100)  ack 9001  win 64240
        +0.040  B > A  .   9001:9001(0)  ack 1701  win 65535
      """
    ],
    passes: [
      """
      # after a timeout all of it may be sent again: the receiver may have thrown away what it reported
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,sackOK>
        +0.040  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,sackOK>
        +0.000  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:1101(100)  ack 9001  win 64240
        +0.040  B > A  .   9001:9001(0)  ack 1101  win 65535
        +0.000  A > B  .   1101:1201(100)  ack 9001  win 64240
        +0.000  A > B  .   1201:1301(100)  ack 9001  win 64240
        +0.000  A > B  .   1301:1401(100)  ack 9001  win 64240
        +0.000  A > B  .   1401:1501(100)  ack 9001  win 64240
        +0.000  A > B  .   1501:1601(100)  ack 9001  win 64240
        +0.040  B > A  .   9001:9001(0)  ack 1101  win 65535  <nop,nop,sack 1201:1301>
        +0.000  B > A  .   9001:9001(0)  ack 1101  win 65535  <nop,nop,sack 1201:1601>
        +0.300  A > B  .   1101:1201(100)  ack 9001  win 64240
        +0.600  A > B  .   1101:1201(100)  ack 9001  win 64240
        +0.100  A > B  .   1201:1301(100)  ack 9001  win 64240
        +0.000  A > B  .   1301:1401(100)  ack 9001  win 64240
        +0.000  A > B  .   1401:1501(100)  ack 9001  win 64240
        +0.040  B > A  .   9001:9001(0)  ack 1601  win 65535
      """,
      """
      # only what is missing is sent again
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,sackOK>
        +0.040  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,sackOK>
        +0.000  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:1101(100)  ack 9001  win 64240
        +0.040  B > A  .   9001:9001(0)  ack 1101  win 65535
        +0.000  A > B  .   1101:1201(100)  ack 9001  win 64240
        +0.000  A > B  .   1201:1301(100)  ack 9001  win 64240
        +0.000  A > B  .   1301:1401(100)  ack 9001  win 64240
        +0.040  B > A  .   9001:9001(0)  ack 1101  win 65535  <nop,nop,sack 1201:1401>
        +0.010  A > B  .   1101:1201(100)  ack 9001  win 64240
        +0.040  B > A  .   9001:9001(0)  ack 1401  win 65535
      """,
    ],
    subject: .step(on: .retransmission) { step, _ in
      let (seg, sender, rtx) = (step.seg, step.sender, step.sender.rtx)
      // After a timeout the reports should be forgotten (RFC 2018 §5); the highest segment may be a probe.
      guard seg.payload > 0, rtx.sawSACK, rtx.sackEdge == sender.snd.una, rtx.timeoutFrame == 0 || rtx.timeoutEdge != sender.snd.una,
        step.senderAfter.rtx.timeoutFrame != seg.frame, rtx.copies(at: sender.snd.una) < 2, sender.snd.una < seg.seq,
        rtx.sack.left <= seg.seq, seg.end <= rtx.sack.right, seg.end < sender.snd.nxt,
        seg.time - rtx.sackSince >= step.longestTrip
      else { return [] }
      return [
        .charge(
          Charge(
            expected: Bilingual("only octets that were not reported", zh: "只重传未被报告收到的数据"),
            observed: Bilingual(
              "\(seg.payload) octets at \(seg.seq) again, reported as received \((seg.time - rtx.sackSince).text) before",
              zh: "重传序号 \(seg.seq) 处的 \(seg.payload) 字节，而 \((seg.time - rtx.sackSince).text) 前已被报告收到"),
            title: Bilingual(
              "\(step.speaker.en) repeated \(counted(seg.payload, "octet")) that SACK had reported \((seg.time - rtx.sackSince).text) before",
              zh: "\(step.speaker.zh)重传了 \((seg.time - rtx.sackSince).text) 前已被 SACK 报告的 \(seg.payload) 字节"),
            frames: [seg.frame, rtx.sackFrame], interval: rtx.sackSince...seg.time, instancesNeeded: 3))
      ]
    })
}
