describe("outcomes", function()
  local spy_on_me = {f = function(...) return ... end}

  before_each(function() spy.on(spy_on_me, "f") end)
  after_each(function() spy_on_me.f:revert() end)

  it("of a module that an earlier file has loaded", function()
    assert.is_number(require("log").now())
  end)

  it("of spies", function()
    spy_on_me.f(1, nil, 3)
    assert.spy(spy_on_me.f).was.called_with(1, nil, 3)
  end)

  it("of errors", function()
    assert.has_error(function() error({code = 7}) end, {code = 7})
    assert.error_matches(function() local t = nil; return t.x end, "attempt to index a nil value")
  end)

  it("of coroutines", function()
    local co = coroutine.wrap(function(a) local b = coroutine.yield(a + 1) return a + b end)
    assert.are.same({2, 6}, {co(1), co(5)})
  end)

  it("that fail", function() assert.are.equal(1, 2) end)

  it("that raise", function() error({}) end)

  pending("that wait")
end)
