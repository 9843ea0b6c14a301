-- The modules of busted and luassert are moonwire's in a spec file.
dofile("support/show.lua")("modules_spec.lua", nil, {quiet = {plan = true}})
