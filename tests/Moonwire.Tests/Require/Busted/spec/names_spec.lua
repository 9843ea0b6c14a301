describe("names that moonwire's modules have as well", function()
  it("are LuaSystem's", function()
    local system = require "system"
    assert.is_number(system.gettime())
    assert.is_number(system.monotime())
    assert.is_function(system.sleep)
  end)

  it("belong to the project's files", function()
    assert.is_number(require("log").now())
  end)
end)
