-- A test whose requirements the machine lacks is skipped, with the reason.
dofile("support/show.lua")("requirements_spec.lua", nil, {quiet = {plan = true}})
