import Wire

extension Sight: Archived {
  package static var blank: Sight { Sight() }
  package mutating func code(_ archive: inout Archive) {
    archive.code(&vantage)
    archive.code(&basis)
    archive.code(&serverHalf)
    archive.code(&clientHalf)
    archive.code(&samples)
    archive.code(&clientHops)
    archive.code(&serverHops)
    archive.code(&gaps)
    archive.code(&duplicates)
    archive.code(&copies)
    archive.code(&copyShape)
    archive.code(&reorderings)
    archive.code(&payloadsCut)
    archive.code(&headersCut)
    archive.code(&mixedSums)
    archive.code(&oneDirection)
    archive.code(&midstream)
    archive.code(&stray)
    archive.code(&offload)
    archive.code(&offloadKinds)
    archive.code(&damaged)
    archive.code(&merged)
    archive.code(&lossTowardClient)
    archive.code(&lossTowardServer)
    archive.code(&lossFromClient)
    archive.code(&lossFromServer)
    archive.code(&frames)
    archive.code(&records)
  }
}

extension Sight.Gap: Archived {
  package static var blank: Sight.Gap { Sight.Gap(from: .blank, to: .blank, octets: 0, frame: 0) }
  package mutating func code(_ archive: inout Archive) {
    archive.code(&from)
    archive.code(&to)
    archive.code(&octets)
    archive.code(&frame)
  }
}

extension Sight.Loss: Archived {
  package static var blank: Sight.Loss { Sight.Loss() }
  package mutating func code(_ archive: inout Archive) {
    archive.code(&lost)
    archive.code(&crossed)
  }
}

extension CopyCounts: Archived {
  package static var blank: CopyCounts { CopyCounts() }
  package mutating func code(_ archive: inout Archive) {
    archive.code(&twins)
    archive.code(&carriers)
    archive.code(&carriersTwice)
    archive.code(&twinAcks)
  }
}

extension EvidenceFrames: Archived {
  package static var blank: EvidenceFrames { EvidenceFrames() }
  package mutating func code(_ archive: inout Archive) {
    archive.code(&copy)
    archive.code(&moved)
    archive.code(&cut)
    archive.code(&offload)
    archive.code(&excused)
    archive.code(&first)
  }
}

extension CaptureClock.HostStep: Archived {
  package static var blank: CaptureClock.HostStep {
    CaptureClock.HostStep(host: .blank, step: 0, before: 0, at: 0, time: .blank)
  }
  package mutating func code(_ archive: inout Archive) {
    archive.code(&host)
    archive.code(&step)
    archive.code(&before)
    archive.code(&at)
    archive.code(&time)
  }
}
