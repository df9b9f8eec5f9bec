import Wire

extension ISNSample: Archived {
  package static var blank: ISNSample { ISNSample(time: .blank, frame: 0, isn: .blank, peer: .blank, ownPort: 0) }
  package mutating func code(_ archive: inout Archive) {
    archive.code(&time)
    archive.code(&frame)
    archive.code(&isn)
    archive.code(&irs)
    archive.code(&peer)
    archive.code(&ownPort)
    archive.code(&facts)
    archive.code(&last)
    archive.code(&timestamp)
    archive.code(&window)
    archive.code(&ttl)
    archive.code(&layout)
    archive.code(&stampSteps)
    archive.code(&connection)
  }
}
