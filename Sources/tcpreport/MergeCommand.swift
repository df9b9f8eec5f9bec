import ArgumentParser

/// The last step of a distributed run: partial results in, one report out.
struct MergeCommand: Job {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Settles the partial results of all shards: the report of a single run, to the byte.",
    usage: "tcpreport merge PARTIAL… [-o DIR] [options]",
    discussion: """
      PARTIAL is what 'tcpreport analyse --shard' wrote; there must be one of each shard, in any order. What analyse was told of \
      the judgement, of --draw and --max-memory, merge must be told, too.

      Exit status: 0 reports are written; 1 there are findings at or above --fail-on; 2 the work could not be done: a shard is \
      missing or there twice, or a partial result is of other files, of another program, or damaged; 3 a capture was cut or damaged, \
      and everything before that is in the report.
      """)

  @OptionGroup(title: "Input") var listed: ListedFiles
  @OptionGroup(title: "Output") var output: OutputFlags
  @OptionGroup(title: "Judgement") var judgement: JudgementFlags
  @OptionGroup(title: "Work") var memory: MemoryFlag

  /// Does what the main job does with a capture, since all its flags hold here.
  func carryOut() throws -> ExitStatus {
    let arguments = FileSystem.arguments().map(\.text).dropFirst()
    return try AnalyseCommand.parse(["--merging"] + arguments).carryOut()
  }
}
