-- With MOONWIRE_REQUIRE=all nothing is skipped.
-- env: MOONWIRE_REQUIRE=all
dofile("support/show.lua")("requirements_spec.lua", nil, {quiet = {plan = true}})
