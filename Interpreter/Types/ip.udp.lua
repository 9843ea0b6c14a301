---@meta _

---UDP, the User Datagram Protocol.
ip.udp = {}
