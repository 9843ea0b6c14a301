-- Fibers wait for what never comes, and for locks that these have.
local seed = tonumber(arg[1]) or 13
require "./support/ending"(seed)
