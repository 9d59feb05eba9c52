"""What the peer programs share: records, files, ports, the node under test."""
