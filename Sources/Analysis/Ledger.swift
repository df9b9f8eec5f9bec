/// One file of a capture that was rotated over several, whose frames are counted through.
public struct JoinedFile: Sendable, Hashable {
  /// The file's own name as given, without its folder; hostile text.
  public var title: String
  /// Its frames.
  public var frames: Int
  /// The first of its frames in the whole; 0 without any. Where files overlap in time, others lie between it and the last.
  public var firstFrame: Int
  /// The last of its frames in the whole; 0 without any.
  public var lastFrame: Int
  package init(title: String, frames: Int, firstFrame: Int, lastFrame: Int) {
    (self.title, self.frames, self.firstFrame, self.lastFrame) = (title, frames, firstFrame, lastFrame)
  }
}

/// What became of every frame; the numbers add up to `read`.
public struct Ledger: Sendable, Hashable {
  /// Frames in the file.
  public var read = 0
  /// Frames with a TCP segment.
  public var tcp = 0
  /// Frames with an ICMP error that quotes a TCP segment.
  public var icmpErrors = 0
  /// Reason → frames, sorted by reason.
  public var skipped: [Entry] = []
  /// Frames that were passed over for one reason.
  public struct Entry: Sendable, Hashable {
    /// In one word, such as `udp`, `arp` or `filtered`.
    public var reason: String
    /// How many.
    public var frames: Int
    package init(reason: String, frames: Int) { (self.reason, self.frames) = (reason, frames) }
  }
  package init() {}
}
