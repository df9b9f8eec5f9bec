import Wire

/// A connection where it lies, for whoever only looks at it: it must not move, nor be let go, while this value is in use.
///
/// This file of the room may say `unsafe`. Copied into a step the two connections cost two to five times 3 kB, and every
/// end that a closure asks for another 0.9 kB; by their addresses they cost a load a field.
@safe @usableFromInline package struct LentConnection {
  @usableFromInline let address: UnsafePointer<Connection>
  @usableFromInline let lowerEnd: UnsafePointer<Endpoint>
  @usableFromInline let upperEnd: UnsafePointer<Endpoint>
  @usableFromInline let before: UnsafePointer<PreviousIncarnation>

  /// - Parameter connection: lies still as long as the value is used.
  @inlinable package init(_ connection: UnsafeMutablePointer<Connection>) {
    unsafe address = UnsafePointer(connection)
    unsafe lowerEnd = withUnsafePointer(to: &connection.pointee.lower) { unsafe $0 }
    unsafe upperEnd = withUnsafePointer(to: &connection.pointee.upper) { unsafe $0 }
    unsafe before = withUnsafePointer(to: &connection.pointee.previous) { unsafe $0 }
  }

  @inlinable package var whole: Connection { @inline(__always) unsafeAddress { unsafe address } }
  @inlinable package subscript(_ side: Side) -> Endpoint { @inline(__always) unsafeAddress { unsafe end(side) } }
  @inlinable package var lower: Endpoint { @inline(__always) unsafeAddress { unsafe lowerEnd } }
  @inlinable package var upper: Endpoint { @inline(__always) unsafeAddress { unsafe upperEnd } }
  @inlinable package var previous: PreviousIncarnation { @inline(__always) unsafeAddress { unsafe before } }

  @inlinable func end(_ side: Side) -> UnsafePointer<Endpoint> { unsafe side == .lower ? lowerEnd : upperEnd }
}

/// What the connection says of itself.
extension LentConnection {
  package var key: FlowKey { whole.key }
  @inlinable package var client: Side { whole.client }
  @inlinable package var server: Side { whole.client.other }
  package var incarnation: UInt32 { whole.incarnation }
  package var firstFrame: UInt32 { whole.firstFrame }
  package var lastFrame: UInt32 { whole.lastFrame }
  package var start: Instant { whole.start }
  package var last: Instant { whole.last }
  package var midstream: Bool { whole.midstream }
  package var syns: RecentSyns { whole.syns }
  package var wandering: WanderingVariables { whole.wandering }
  package var revival: Revival { whole.revival }
  package func stimuli(toward side: Side) -> RecentStimuli { side == .lower ? whole.stimuliToLower : whole.stimuliToUpper }
  package func data(from side: Side) -> RecentData { side == .lower ? whole.dataFromLower : whole.dataFromUpper }
}
