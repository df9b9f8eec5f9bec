import Wire
extension Address { var text: String { "\(low)" } }
extension TCPOptions { var sackBlocks: [SACKBlock] { [] } }
