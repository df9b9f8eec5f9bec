import Replay
import TestSupport
import Testing

@Suite struct StateTableTests {
  @Test("the whole matrix of states and events is RFC 9293's Figure 5")
  func matrix() throws {
    let states = TCPState.allCases.filter { $0 != .unknown && $0 != .gone }
    var text = ""
    for state in states {
      for event in TCPEvent.allCases {
        let next = state.after(event).map(\.name) ?? "-"
        text += pad(state.name, 13) + pad(String(describing: event), 20) + next + "\n"
      }
    }
    try expectGolden(text, "state-table.txt")
  }

  @Test("every state but CLOSED and LISTEN is left by a reset, and CLOSED ignores it")
  func resets() {
    #expect(TCPState.closed.after(.receiveRst) == .closed)
    #expect(TCPState.listen.after(.receiveRst) == .listen)
    #expect(TCPState.synReceived.after(.receiveRst) == .listen)
    #expect(TCPState.established.after(.receiveRst) == .closed)
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }
}
