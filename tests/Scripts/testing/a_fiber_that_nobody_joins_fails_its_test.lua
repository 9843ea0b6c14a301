-- The error of a fiber that nobody joins is the failure of the test that spawned the fiber, or a problem of its block.
dofile("support/show.lua")("fibers_spec.lua", nil, {quiet = {plan = true}})
