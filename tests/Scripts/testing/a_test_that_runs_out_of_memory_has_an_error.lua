-- A test that needs more memory than the limit allows has an error, and the next test runs.
-- options: --memory-limit 60000000
dofile("support/show.lua")("memory_spec.lua", nil, {quiet = {plan = true}})
