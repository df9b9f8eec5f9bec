/// Finds names of hosts in a filter, so that libpcap is never asked to resolve one.
///
/// `pcap_compile` looks a name up where an address may stand, and asks the network for it: the analysis of a file must
/// neither depend on that nor tell anybody. Names of ports and protocols come from tables of the system and may stay.
enum FilterNames {
  /// The first word that libpcap would resolve, or `nil`.
  static func host(in expression: String) -> String? { words(of: expression).first { $0.isHost }.map { String($0.text) } }

  /// The same expression with an address in the place of every such word: what is still wrong with it is its grammar.
  static func withoutHosts(_ expression: String) -> String {
    var plain = ""
    var end = expression.startIndex
    for word in words(of: expression) where word.isHost {
      plain += expression[end..<word.text.startIndex] + "192.0.2.1"
      end = word.text.endIndex
    }
    return plain + expression[end...]
  }

  private struct Word {
    var text: Substring
    var isHost: Bool
  }

  private static func words(of expression: String) -> [Word] {
    var words: [Word] = []
    var takesHosts = false
    var rest = expression[...]
    while !rest.isEmpty {
      let text = rest.prefix { $0.isLetter || $0.isNumber || "_.-:".contains($0) }
      if text.isEmpty {
        rest = rest.dropFirst()
        continue
      }
      rest = rest[text.endIndex...]
      let word = String(text)
      if hostsFollow.contains(word) {
        takesHosts = true
      } else if keywords.contains(word) {
        takesHosts = false
      } else if !["and", "or", "not"].contains(word) {
        words.append(Word(text: text, isHost: takesHosts && !isNumeric(word)))
      }
    }
    return words
  }

  /// A number, or an address of any kind in figures.
  private static func isNumeric(_ word: String) -> Bool {
    if word.allSatisfy({ $0.isNumber || ".-".contains($0) }) { return true }
    if word.hasPrefix("0x") || word.hasPrefix("0X") { return word.dropFirst(2).allSatisfy(\.isHexDigit) }
    if word.contains(":") { return word.allSatisfy { $0.isHexDigit || ":.".contains($0) } }
    let groups = word.split(whereSeparator: { ".-".contains($0) })
    return word.allSatisfy { $0.isHexDigit || ".-".contains($0) }
      && (groups.count == 6 && groups.allSatisfy { $0.count == 2 } || groups.count == 3 && groups.allSatisfy { $0.count == 4 })
  }

  /// What follows these, and what follows that after `and`, `or`, `not`, is looked up as a host or a network.
  private static let hostsFollow: Set<String> = [
    "host", "net", "gateway", "src", "dst", "address1", "address2", "address3", "address4", "addr1", "addr2", "addr3",
    "addr4", "ra", "ta",
  ]

  /// The other words of pcap-filter(7) with which a primitive may begin or go on.
  private static let keywords: Set<String> = [
    "port", "portrange", "proto", "protochain", "mask", "link", "ether", "ppp", "slip", "fddi", "tr", "wlan", "arp",
    "rarp", "ip", "sctp", "tcp", "udp", "icmp", "igmp", "igrp", "pim", "vrrp", "carp", "radio", "ip6", "icmp6", "ah", "esp",
    "atalk", "aarp", "decnet", "lat", "sca", "moprc", "mopdl", "iso", "esis", "es-is", "isis", "is-is", "l1", "l2", "iih",
    "lsp", "snp", "csnp", "psnp", "clnp", "stp", "ipx", "netbeui", "type", "subtype", "dir", "direction", "less",
    "greater", "byte", "broadcast", "multicast", "len", "length", "inbound", "outbound", "ifindex", "vlan", "mpls",
    "pppoed", "pppoes", "geneve", "vxlan", "lane", "metac", "bcc", "oam", "oamf4", "oamf4ec", "oamf4sc", "sc", "ilmic",
    "vpi", "vci", "connectmsg", "metaconnect", "on", "ifname", "rset", "ruleset", "rnr", "rulenum", "srnr", "subrulenum",
    "reason", "action", "fisu", "lssu", "lsu", "msu", "hfisu", "hlssu", "hmsu", "sio", "opc", "dpc", "sls", "hsio",
    "hopc", "hdpc", "hsls",
  ]
}
