-- The module "moonwire.test".

local _, host = ...

local assert = host.late("test_assert.lua")

return {
  datagram = function(...) return assert.datagram(...) end,
  no_datagram = function(...) return assert.no_datagram(...) end,
  eventually = function(...) return assert.eventually(...) end,
  refused = function(...) return assert.refused(...) end,
  assert = assert, spy = host.late("test_spy.lua"), stub = host.late("test_stub.lua"),
  mock = host.late("test_mock.lua"), match = host.late("test_match.lua"),
  coverage = {
    start = function() return host.late("test_coverage.lua").start() end,
    finish = function() return host.late("test_coverage.lua").finish() end,
  },
  run = function(options, emit) return host.late("test_worker.lua").run(options, emit) end,
  replay = function(...) return host.late("test_replay.lua")(...) end,
  port = host.test.lease_port, requires = host.late("test_requires.lua").check,
}
