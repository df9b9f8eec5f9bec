import Replay
import Wire

/// What many connections of one address say together; the subject of the host checks (checks.md §4).
package struct HostEvidence: Sendable {
  package var address: Address
  package init(address: Address) { self.address = address }
}
