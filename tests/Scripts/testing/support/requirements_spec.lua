local test = require "moonwire.test"

it("is skipped", function()
  test.requires{program = "no-such-program"}
  error("never")
end)

it("runs", function() test.requires{program = {"sh", "cat"}, ipv6 = false} end)

describe("a block", function()
  test.requires{program = "no-such-program"}
  it("is skipped as well", function() error("never") end)
  describe("and inside", function()
    it("is skipped, too", function() error("never") end)
  end)
end)

describe("a hook", function()
  setup(function() test.requires{program = "no-such-program"} end)
  it("skips the block", function() error("never") end)
end)

it("does not know", function() test.requires{programme = "sh"} end)
