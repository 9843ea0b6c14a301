-- Hooks, bodies of blocks and tests run in busted's order: the body of a block runs after the setup of the blocks
-- around it.
dofile("support/show.lua")("hooks_spec.lua", {check_leaks = false}, {quiet = {plan = true}})
