print(pcall(require, "support.cycle_a"))
print(pcall(require, "./support/cycle_b"))
print(pcall(require, "support.cycle_self"))
package.preload.early = function() package.loaded.early = "early" return require "early" end
print(require "early")
package.preload.p = function() return require "q" end
package.preload.q = function() return require "p" end
print(pcall(require, "p"))

-- After the failure, each module is loaded again.
package.preload.q = function() return "q" end
print(require "p")

-- A loader may replace itself and require its own name. This is not a cycle.
package.preload.wrapped = function(name)
  package.preload.wrapped = function() return "the wrapped one" end
  return "around " .. require(name)
end
print(require "wrapped")
