import Foundation
import Glibc
import Routes
import Spool
import Testing

@testable import Router

@Suite("What keeps a node from starting") struct StartCheckTests {
    @Test(
        "what keeps a port from being listened on is told with what mends it",
        arguments: [
            (EADDRINUSE, "node.port", "ss -ltnp"), (EACCES, "node.port", "CAP_NET_BIND_SERVICE"),
            (EADDRNOTAVAIL, "node.host", "0.0.0.0"), (EINVAL, "node.port", "Invalid argument"),
        ])
    func port(trouble: Int32, key: String, mend: String) {
        let told = StartCheck.text(ofBinding: trouble, host: "10.1.2.3", port: 104)
        #expect(told.key == key && told.text.contains(mend) && told.text.contains("10.1.2.3"))
    }

    @Test("the smallest minimum_free_space holds what the ledger and the ballast need")
    func space() {
        #expect(NodeConfiguration.leastFreeSpace >= SpoolDirectory.ledgerReserve + 2 * SpoolDirectory.ballastSize)
    }
}
