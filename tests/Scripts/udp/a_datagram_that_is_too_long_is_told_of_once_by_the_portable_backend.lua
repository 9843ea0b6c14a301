-- env: MOONWIRE_READINESS=poll
dofile("support/too_long.lua")
