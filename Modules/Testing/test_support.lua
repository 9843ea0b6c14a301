-- Passes the managed functions to the files of the folder Library. Each file is loaded on first use.

local native, host = ...
local check, next, type = host.check, next, type

local test = {}
for name, f in next, native do
  if type(f) == "function" then
    test[name] = function(...) return check(f(...)) end
  end
end
host.test = test

-- A spec file for busted may run itself with `require "busted.runner"()`.
host.own.add_last_resort("busted.runner", function() return host.late("test_standalone.lua") end)

package.preload["moonwire.test"] = function() return host.late("test_module.lua") end
