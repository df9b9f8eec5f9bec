import Wire

extension Turnaround: Archived {
  package static var blank: Turnaround { Turnaround() }
  package mutating func code(_ archive: inout Archive) {
    archive.code(&minimum)
    archive.code(&maximum)
    archive.code(&samples)
  }
}
