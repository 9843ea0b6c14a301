local channel = require "channel"
for _, capacity in ipairs {math.huge, 9, 10, 13, 20, 33, 100} do
  for start = 0, 20 do
    local c, sent, received = channel.new(capacity), 0, 0
    local function send(n)
      for _ = 1, n do
        if not c:try_send(sent + 1) then return end
        sent = sent + 1
      end
    end
    local function receive(n)
      for _ = 1, n do
        local value = c:try_receive()
        if not value then return end
        received = received + 1
        assert(value == received, value)
      end
    end
    send(math.min(start, 7))
    receive(start)
    for round = 1, 40 do
      send(round % 13 + 7)
      assert(#c == sent - received and #c <= capacity)
      receive(round % 7 + 5)
    end
    receive(sent)
    assert(received == sent and #c == 0)
  end
  print(capacity)
end
