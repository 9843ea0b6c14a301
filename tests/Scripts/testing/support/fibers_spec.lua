describe("a fiber that fails", function()
  it("fails the test", function() spawn(function() error("in the fiber") end) end)
  it("fails the test although its handle exists", function()
    kept = spawn(function() error("in the fiber") end)
  end)
  it("is the test's own affair if it is joined", function()
    local f = spawn(function() error("in the fiber", 0) end)
    assert.has_error(function() f:join() end, "in the fiber")
  end)
  it("comes after the test's own failure", function()
    spawn(function() error("in the fiber") end)
    assert.equal(1, 2)
  end)
end)

describe("a fiber of setup", function()
  local go
  setup(function()
    spawn(function()
      while not go do this_fiber.yield() end
      error("in the background")
    end)
  end)
  it("is not the test's", function()
    go = true
    for _ = 1, 10 do this_fiber.yield() end
  end)
end)
