-- env: MOONWIRE_READINESS=portable
dofile("support/too_long.lua")
