local captures = dofile("support/captures.lua")
local function show(content) captures.show(content, "record", "show") end
local packet = {captures.v4("10.0.0.1", 1000, "10.0.0.2", 53, "hello")}
local pcap, pcapng = captures.pcap("raw", packet), captures.pcapng("raw", packet)
show("")
show("none")
show(pcap:sub(1, 20))
show(pcap:sub(1, 30))
show(pcap:sub(1, -2))
show(pcap:sub(1, 32) .. "\xff\xff\xff\xff" .. pcap:sub(37))
show(pcapng:sub(1, -2))
show(pcapng:sub(1, 28) .. ("\0"):rep(64))
show(pcapng:sub(1, 28) .. "\6\0\0\0\xfc\xff\xff\xff")
show(pcapng:sub(1, 28) .. pcapng:sub(61))

local folder = require("system").run(captures.options("record", "show", "support"))
io.write(folder.stdout, folder.stderr, "status ", folder.exit_code, "\n")

local options = captures.options("record", "show", "-")
options.input = ""
local empty = require("system").run(options)
io.write(empty.stdout, empty.stderr, "status ", empty.exit_code, "\n")
