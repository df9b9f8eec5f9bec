import TCPReportKit
@main struct TCPReport { static func main() {} }
