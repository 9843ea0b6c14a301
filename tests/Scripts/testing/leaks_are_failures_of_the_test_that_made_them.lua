-- A test that leaves a socket, a timer, a fiber or a child open fails, and nobody else is blamed.
-- tool: sleep
dofile("support/show.lua")("leaks_spec.lua", nil, {quiet = {plan = true}})
