-- The longest datagrams of one repeated piece, after beginnings that lead into each part of a decoder. A decoder that
-- takes quadratic time would take minutes for some of them.
local LENGTH <const>, LIMIT <const> = 65000, 5 -- bytes; seconds of processor time

local beginnings = {
  bittorrent = {"d", "d1:al", "d1:a"},
  coap = {"\x40\1\0\0", "\x40\1\0\0\xff"},
  sip = {"SIP/2.0 200 OK\r\n", "SIP/2.0 200 OK\r\nvia: ", "SIP/2.0 200 OK\r\na: b\r\n "},
  source = {"\255\255\255\255I\1", "\255\255\255\255m"},
  ssdp = {"HTTP/1.1 200 OK\r\nST:", "HTTP/1.1 200 OK\r\nCache-control: max-age"},
  statsd = {"a:", "a:1|c|#", "a:1|"},
  syslog = {"<13>", "<13>1 - - - - - ", "<13>1 ", "<13>Nov 30 00:00:00 ", '<13>1 - - - - - [a b="'},
  tftp = {"\0\1a\0octet\0", "\0\6", "\0\5\0\1"},
}
local pieces = {
  " ", "\t", "\n", "\r\n", "\0", "\0\0", "\255", "\xd0\1", "a", "1", "l", "d", "0:", "1:", "i1e", ":", ";", "; ", "[",
  "]", "[a]", ' b=""', "\\", '\\"', "|", "x,", "a:1|c\n", "a: b\r\n", " \n", "max-age ", ";branch=", "<13>",
}
for name in next, package.preload do
  local short = name:match("^moonwire%.proto%.(.*)$")
  if short then
    local protocol = require(name)
    local exchange = protocol.probe()
    local list = {"", exchange.request(1), table.unpack(beginnings[short] or {})}
    for _, beginning in ipairs(list) do
      for _, piece in ipairs(pieces) do
        local datagram, start = beginning .. piece:rep(LENGTH // #piece), os.clock()
        protocol.decode(datagram)
        exchange.check(datagram)
        local message = short .. ": " .. byte_span.printable(beginning .. piece)
        if os.clock() - start > LIMIT then error(message) end
      end
    end
  end
end
print("all decoders are fast")
