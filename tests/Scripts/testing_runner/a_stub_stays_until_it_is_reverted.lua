-- A stub that a test leaves on stays on, as in busted. It does not change the report.
local project = dofile("support/project.lua")
local p <close> = project.new {["spec/a_spec.lua"] = [[
local t = {f = function() return "real" end}

describe("a stub", function()
  it("is left on", function()
    stub(t, "f").returns("stub")
    assert.equal("stub", t.f())
  end)
  it("stays for the next test, as in busted", function() assert.equal("stub", t.f()) end)
end)

it("stays outside of the block as well", function()
  assert.equal("stub", t.f())
  t.f:revert()
end)

describe("a snapshot", function()
  local snapshot
  before_each(function() snapshot = assert:snapshot() end)
  after_each(function() snapshot:revert() end)
  it("knows the stubs of a test", function() stub(t, "f") end)
  it("has reverted them", function() assert.equal("real", t.f()) end)
end)

it("leaves the library of the report alone", function()
  stub(io, "write")
  stub(string, "format")
  stub(table, "concat")
  error("boom")
end)
]]}
p:show("test", "--reporter", "tap")
