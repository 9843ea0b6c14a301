local names = {
  "luassert", "luassert.assert", "luassert.spy", "luassert.stub", "luassert.mock", "luassert.match", "luassert.state",
  "luassert.util", "luassert.formatters", "say", "busted", "busted.runner", "busted.fixtures",
}
require "busted.runner"()

describe("a suite for busted", function()
  it("finds its modules", function()
    for _, name in ipairs(names) do assert.is_not_nil(require(name)) end
    assert.equal(assert, require "luassert")
    assert.equal(describe, require "busted".describe)
    assert.equal(spy, require "luassert.spy")
  end)
  it("registers assertions", function()
    local say = require "say"
    say:set("assertion.even.positive", "Expected %s to be even.")
    say:set("assertion.even.negative", "Expected %s to be odd.")
    assert:register("assertion", "even", function(_, arguments) return arguments[1] % 2 == 0 end,
      "assertion.even.positive", "assertion.even.negative")
    assert.is_even(2)
    assert.is_not_even(3)
    assert.is_even(5)
  end)
  it("reverts spies with a snapshot", function()
    local t = {f = function() return 1 end}
    local snapshot = assert:snapshot()
    stub(t, "f").returns(2)
    assert.equal(2, t.f())
    snapshot:revert()
    assert.equal(1, t.f())
  end)
  it("sets globals of its own", function() is_mine = true end)
  it("does not see globals of others", function() assert.is_nil(is_mine) end)
  insulate("an insulated block", function()
    it("changes", function() package.loaded.changed, _G.changed = true, true end)
  end)
  it("does not see the changes", function() assert.is_nil(package.loaded.changed or _G.changed) end)
end)
