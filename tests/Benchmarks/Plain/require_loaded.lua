-- Requires a module that is loaded.  require_loaded.lua TIMES
for _ = 1, tonumber(arg[1] or 5000000) do require "string" end
