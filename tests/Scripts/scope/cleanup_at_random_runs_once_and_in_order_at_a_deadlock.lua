-- Fibers wait for events that never happen, and for locks that such fibers own.
local seed = tonumber(arg[1]) or 13
require "./support/ending"(seed)
