import Replay
import Wire

extension Check {
  static let sackReneging = Check(
    id: "opt/sack-reneging", priority: .p2, level: .note, kind: .measurement,
    title: Bilingual("SACKed data dropped later", zh: "SACK 反悔"),
    citation: .rfc(
      2018, "8", nil,
      "The data receiver MAY elect not to keep data which it has reported in a SACK option."),
    why: Bilingual(
      "The receiver is short of memory: what it had said to have has to be sent again.",
      zh: "接收方内存不足：它声称已收到的数据必须重新发送。"),
    guards: [.one, .loss, .ord, .mbx], opportunity: .sentSack,
    triggers: [
      """
      # the client tells of three segments above the hole, and takes only one when it is filled
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,sackOK>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,sackOK>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:9501(500)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9501  win 64240
        +0.020  B > A  .   10001:11501(1500)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9501  win 64240  <nop,nop,sack 10001:11501>
        +0.300  B > A  .   9501:10001(500)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 10501  win 64240
      ↓ +0.300  B > A  .   10501:11501(1000)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 11501  win 64240
      """
    ],
    passes: [
      """
      # the hole is filled, and all is there
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,sackOK>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,sackOK>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  .   9501:10501(1000)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240  <nop,nop,sack 9501:10501>
        +0.300  B > A  .   9001:9501(500)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 10501  win 64240
      """,
      """
      # there is a second hole below the block
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,sackOK>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,sackOK>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  .   10001:10501(500)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240  <nop,nop,sack 10001:10501>
        +0.300  B > A  .   9001:9501(500)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9501  win 64240  <nop,nop,sack 10001:10501>
        +0.300  B > A  .   9501:10001(500)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 10501  win 64240
      """,
    ],
    subject: .step(on: .retransmission) { step, _ in
      let (owner, sacked) = (step.receiver, step.receiver.header.sacked)
      guard sacked.forgottenFrame != 0, step.seg.payload > 0, step.seg.seq == sacked.forgotten,
        owner.rcv.acked == sacked.forgotten
      else { return [] }
      return [
        .charge(
          Charge(
            expected: Bilingual("an acknowledgement up to \(sacked.right), which SACK had told of", zh: "确认应达到 SACK 已声明的 \(sacked.right)"),
            observed: Bilingual(
              "only up to \(sacked.forgotten) in frame \(sacked.forgottenFrame), and the rest is sent again", zh: "第 \(sacked.forgottenFrame) 帧只确认到 \(sacked.forgotten)，其余被重发"),
            title: Bilingual(
              "\(step.name(of: step.side.other).capitalized.en) dropped \(counted(sacked.right - sacked.forgotten, "octet")) that it had reported by SACK",
              zh: "\(step.name(of: step.side.other).zh)丢弃了已用 SACK 报告的 \(sacked.right - sacked.forgotten) 字节"),
            frames: [step.seg.frame, sacked.forgottenFrame], side: step.side.other))
      ]
    })
}
