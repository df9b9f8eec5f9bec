import Tap

extension Analysis {
  /// Ends every connection; what is left is the capture's, or a shard's, to be settled.
  consuming func fold() -> Fold {
    closeAll()
    var fold = Fold(options.limits)
    fold.rows = rows
    fold.ordinals = ordinals
    fold.flood = flood
    fold.docket = docket
    fold.hosts = hosts.collection
    fold.clock = tap.clock
    fold.pending = pending
    fold.start = start
    fold.end = end
    fold.events = events
    fold.plots = plots
    return fold
  }

  /// Ends every connection, settles every charge and builds the report; ledger, names and damage are the caller's.
  package consuming func finish(_ file: FileEvidence = FileEvidence()) -> CaptureReport {
    let (table, options) = (table, options)
    return fold().report(table, options, file: file)
  }
}
